#include "CXGBoost.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static AssayXGBoost api;
static void *library;
static const char *fault = "not opened";
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const names[] = {"libxgboost.so.0", "libxgboost.so"};

/// Puts the function of a name into its place; 0 where the library lacks it.
static int find(void *library, const char *name, void **place) {
  *place = dlsym(library, name);
  if (!*place) fault = name;
  return *place != NULL;
}

static void open_library(void) {
  // libgomp reads it once, when it is loaded.
  setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
  for (size_t index = 0; index < sizeof names / sizeof *names && !library; index++)
    library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fault = "libxgboost.so.0 was not found";
    return;
  }
  if (find(library, "XGBoostVersion", (void **)&api.version) &&
      find(library, "XGBGetLastError", (void **)&api.lastError) &&
      find(library, "XGBSetGlobalConfig", (void **)&api.setGlobalConfig) &&
      find(library, "XGDMatrixCreateFromMat", (void **)&api.matrixFromRows) &&
      find(library, "XGDMatrixSetFloatInfo", (void **)&api.matrixSetFloats) &&
      find(library, "XGDMatrixFree", (void **)&api.matrixFree) &&
      find(library, "XGBoosterCreate", (void **)&api.boosterCreate) &&
      find(library, "XGBoosterFree", (void **)&api.boosterFree) &&
      find(library, "XGBoosterSetParam", (void **)&api.boosterSetParameter) &&
      find(library, "XGBoosterUpdateOneIter", (void **)&api.boosterUpdate) &&
      find(library, "XGBoosterSaveModelToBuffer", (void **)&api.boosterSave) &&
      find(library, "XGBoosterPredictFromDMatrix", (void **)&api.boosterPredict))
    fault = NULL;
}

const AssayXGBoost *assay_xgboost(void) {
  pthread_once(&once, open_library);
  return fault ? NULL : &api;
}

const char *assay_xgboost_absence(void) {
  pthread_once(&once, open_library);
  return fault;
}

int assay_xgboost_open(void) { return assay_xgboost() ? 0 : 1; }

void *assay_xgboost_symbol(const char *name) {
  pthread_once(&once, open_library);
  return library ? dlsym(library, name) : NULL;
}
