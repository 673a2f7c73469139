#pragma once

/// Opens ONNX Runtime's library at run time; 0 when it is there.
int assay_onnx_open(const char *path);
