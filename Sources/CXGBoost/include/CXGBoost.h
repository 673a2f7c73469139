#pragma once
#include <stdint.h>

#include <xgboost/c_api.h>

/// What Assay calls of libxgboost, with the types its own header gives them. The header is needed
/// to build; the library is found at run time and is never linked.
typedef struct {
  __typeof__(&XGBoostVersion) version;
  __typeof__(&XGBGetLastError) lastError;
  __typeof__(&XGBSetGlobalConfig) setGlobalConfig;
  __typeof__(&XGDMatrixCreateFromMat) matrixFromRows;
  __typeof__(&XGDMatrixSetFloatInfo) matrixSetFloats;
  __typeof__(&XGDMatrixFree) matrixFree;
  __typeof__(&XGBoosterCreate) boosterCreate;
  __typeof__(&XGBoosterFree) boosterFree;
  __typeof__(&XGBoosterSetParam) boosterSetParameter;
  __typeof__(&XGBoosterUpdateOneIter) boosterUpdate;
  __typeof__(&XGBoosterSaveModelToBuffer) boosterSave;
  __typeof__(&XGBoosterPredictFromDMatrix) boosterPredict;
} AssayXGBoost;

/// Opens libxgboost; the same answer ever after. Its threads sleep when they wait
/// (OMP_WAIT_POLICY=PASSIVE, unless the environment says otherwise).
///
/// Returns NULL where there is none, or where it lacks a function; see assay_xgboost_absence.
const AssayXGBoost *assay_xgboost(void);

/// Why assay_xgboost gave NULL; NULL where it did not.
const char *assay_xgboost_absence(void);

/// 0 when assay_xgboost is there.
int assay_xgboost_open(void);

// Predicting. Calls give 0 when they could; what they hand out belongs to the booster or the matrix
// and holds until its next call.

/// A function of libxgboost by its name; NULL without the library, or in it.
void *assay_xgboost_symbol(const char *name);
/// Reads a model's JSON. `threads` is a number in decimals.
int assay_xgboost_load(const void *bytes, uint64_t count, const char *threads, void **booster);
void assay_xgboost_free(void *booster);
/// What the last call of this thread complained about.
const char *assay_xgboost_fault(void);
/// Scores rows in place, the fastest way libxgboost has: one float a row, NaN is missing.
int assay_xgboost_predict(void *booster, const float *rows, uint64_t row_count,
                          uint64_t column_count, int is_margin, const float **scores);
/// TreeSHAP's values: one more a row than it has columns. The matrix is to be freed, also after a
/// fault.
int assay_xgboost_contributions(void *booster, const float *rows, uint64_t row_count,
                                uint64_t column_count, void **matrix, const float **values);
void assay_xgboost_matrix_free(void *matrix);
