"""libxgboost 1.7 through its C API: what apt installs, beside the wheel's own library."""
import ctypes
import json

import numpy

_LIBRARY = ctypes.CDLL("libxgboost.so.0")
_LIBRARY.XGBGetLastError.restype = ctypes.c_char_p
_LONG = ctypes.c_uint64


def _check(code):
    if code:
        raise RuntimeError(_LIBRARY.XGBGetLastError().decode())


def _matrix(rows):
    rows = numpy.ascontiguousarray(rows, dtype=numpy.float32)
    handle = ctypes.c_void_p()
    _check(_LIBRARY.XGDMatrixCreateFromMat(
        rows.ctypes.data_as(ctypes.c_void_p), _LONG(rows.shape[0]), _LONG(rows.shape[1]),
        ctypes.c_float(float("nan")), ctypes.byref(handle)))
    return handle


class Booster:
    """Boosted trees, trained here."""

    def __init__(self, rows, labels, rounds, parameters):
        labels = numpy.ascontiguousarray(labels, dtype=numpy.float32)
        matrix = _matrix(rows)
        _check(_LIBRARY.XGDMatrixSetFloatInfo(
            matrix, b"label", labels.ctypes.data_as(ctypes.c_void_p), _LONG(len(labels))))
        self.handle = ctypes.c_void_p()
        handles = (ctypes.c_void_p * 1)(matrix)
        _check(_LIBRARY.XGBoosterCreate(handles, _LONG(1), ctypes.byref(self.handle)))
        for name, value in parameters.items():
            _check(_LIBRARY.XGBoosterSetParam(
                self.handle, name.encode(), str(value).encode()))
        for step in range(rounds):
            _check(_LIBRARY.XGBoosterUpdateOneIter(self.handle, step, matrix))
        _check(_LIBRARY.XGDMatrixFree(matrix))

    def text(self):
        """The model's JSON."""
        count, text = _LONG(), ctypes.c_char_p()
        _check(_LIBRARY.XGBoosterSaveModelToBuffer(
            self.handle, b'{"format":"json"}', ctypes.byref(count), ctypes.byref(text)))
        return ctypes.string_at(text, count.value).decode()

    def predict(self, rows, kind=0):
        """Scores; `kind` 1 margins, 2 contributions."""
        matrix = _matrix(rows)
        config = {"type": kind, "training": False, "iteration_begin": 0, "iteration_end": 0,
                  "strict_shape": False}
        shape, dimensions = ctypes.POINTER(_LONG)(), _LONG()
        values = ctypes.POINTER(ctypes.c_float)()
        _check(_LIBRARY.XGBoosterPredictFromDMatrix(
            self.handle, matrix, json.dumps(config).encode(), ctypes.byref(shape),
            ctypes.byref(dimensions), ctypes.byref(values)))
        sizes = [shape[index] for index in range(dimensions.value)]
        found = numpy.ctypeslib.as_array(values, sizes).copy()
        _check(_LIBRARY.XGDMatrixFree(matrix))
        return found
