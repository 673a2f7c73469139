#pragma once

#include <xgboost/c_api.h>

/// What Assay calls of libxgboost, with the types its own header gives them. The header is needed to
/// build; the library is found at run time and is never linked.
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
  __typeof__(&XGBoosterLoadModelFromBuffer) boosterLoad;
  __typeof__(&XGBoosterPredictFromDMatrix) boosterPredict;
  __typeof__(&XGBoosterPredictFromDense) boosterPredictRows;
} AssayXGBoost;

/// Opens libxgboost; the same answer ever after. Its threads sleep when they wait
/// (OMP_WAIT_POLICY=PASSIVE, unless the environment says otherwise).
///
/// Returns NULL where there is none, or where it lacks a function; see assay_xgboost_fault.
const AssayXGBoost *assay_xgboost(void);

/// Why assay_xgboost gave NULL; NULL where it did not.
const char *assay_xgboost_fault(void);

/// 0 when assay_xgboost is there.
int assay_xgboost_open(void);
