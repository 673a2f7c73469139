#include "CXGBoost.h"

#include <dlfcn.h>

int assay_xgboost_open(void) { return dlopen("libxgboost.so.0", RTLD_NOW | RTLD_LOCAL) ? 0 : 1; }
