// A door to ONNX Runtime, which is found at run time and never linked. Its table of functions only
// ever grows at the end, so the places used here hold for every version from 1.11 on.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// What an input or output of a model is.
typedef struct {
  char name[256];
  /// 1 a tensor, 2 a sequence, 3 a map.
  int kind;
  /// Of a tensor's elements: 1 float, 7 int64, 11 double.
  int element;
  /// How many dimensions it has, and the first of them; negative where any size fits.
  size_t rank;
  int64_t dimensions[4];
} AssayOnnxPort;

typedef struct AssayOnnxSession AssayOnnxSession;

/// Opens the library and makes its environment, once a process; 0 when it is there. Not for two
/// threads at once. `error` gets a sentence, as everywhere here.
int assay_onnx_open(const char *path, char *error, size_t room);
/// Reads a model for one thread a call; NULL when it was refused.
AssayOnnxSession *assay_onnx_session_make(const void *bytes, size_t count, char *error,
                                          size_t room);
void assay_onnx_session_free(AssayOnnxSession *session);
/// How many inputs or outputs a model has.
size_t assay_onnx_port_count(AssayOnnxSession *session, int is_output);
/// Describes an input or output; 0 when it could.
int assay_onnx_port(AssayOnnxSession *session, int is_output, size_t index, AssayOnnxPort *port,
                    char *error, size_t room);
/// Scores one row of floats, shaped [1, count]; `values` gets up to two floats of the output, and
/// `got` how many it has. 0 when it could. For any number of threads at once.
int assay_onnx_run(AssayOnnxSession *session, const char *input, const char *output,
                   const float *row, size_t count, float values[2], size_t *got, char *error,
                   size_t room);
