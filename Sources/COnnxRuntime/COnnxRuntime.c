#include "COnnxRuntime.h"

#include <dlfcn.h>

int assay_onnx_open(const char *path) { return dlopen(path, RTLD_NOW | RTLD_LOCAL) ? 0 : 1; }
