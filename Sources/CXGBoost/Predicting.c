#include "CXGBoost.h"

#include <stdio.h>

#define FUNCTION(name, ...) ((int (*)(__VA_ARGS__))assay_xgboost_symbol(name))

int assay_xgboost_load(const void *bytes, uint64_t count, const char *threads, void **booster) {
  *booster = NULL;
  int (*create)(void *const *, uint64_t, void **) =
      FUNCTION("XGBoosterCreate", void *const *, uint64_t, void **);
  int (*load)(void *, const void *, uint64_t) =
      FUNCTION("XGBoosterLoadModelFromBuffer", void *, const void *, uint64_t);
  int (*set)(void *, const char *, const char *) =
      FUNCTION("XGBoosterSetParam", void *, const char *, const char *);
  if (!create || !load || !set || create(NULL, 0, booster)) return 1;
  if (!load(*booster, bytes, count) && !set(*booster, "nthread", threads)) return 0;
  assay_xgboost_free(*booster);
  *booster = NULL;
  return 1;
}

void assay_xgboost_free(void *booster) {
  int (*release)(void *) = FUNCTION("XGBoosterFree", void *);
  if (release && booster) release(booster);
}

const char *assay_xgboost_fault(void) {
  const char *(*last)(void) = (const char *(*)(void))assay_xgboost_symbol("XGBGetLastError");
  return last ? last() : "libxgboost is not there";
}

static int (*predict_dense)(void *, const char *, const char *, void *, const uint64_t **,
                            uint64_t *, const float **);

int assay_xgboost_predict(void *booster, const float *rows, uint64_t row_count,
                          uint64_t column_count, int is_margin, const float **scores) {
  if (!predict_dense)
    predict_dense = FUNCTION("XGBoosterPredictFromDense", void *, const char *, const char *,
                             void *, const uint64_t **, uint64_t *, const float **);
  char array[160];
  snprintf(array, sizeof array,
           "{\"data\":[%llu,true],\"shape\":[%llu,%llu],\"typestr\":\"<f4\",\"version\":3}",
           (unsigned long long)rows, (unsigned long long)row_count,
           (unsigned long long)column_count);
  const char *score =
      "{\"type\":0,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
      "\"strict_shape\":false,\"cache_id\":0,\"missing\":NaN}";
  const char *margin =
      "{\"type\":1,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
      "\"strict_shape\":false,\"cache_id\":0,\"missing\":NaN}";
  const uint64_t *shape;
  uint64_t dimensions;
  if (!predict_dense) return 1;
  return predict_dense(booster, array, is_margin ? margin : score, NULL, &shape, &dimensions,
                       scores);
}

int assay_xgboost_contributions(void *booster, const float *rows, uint64_t row_count,
                                uint64_t column_count, void **matrix, const float **values) {
  *matrix = NULL;
  int (*create)(const float *, uint64_t, uint64_t, float, void **) =
      FUNCTION("XGDMatrixCreateFromMat", const float *, uint64_t, uint64_t, float, void **);
  int (*predict)(void *, void *, const char *, const uint64_t **, uint64_t *, const float **) =
      FUNCTION("XGBoosterPredictFromDMatrix", void *, void *, const char *, const uint64_t **,
               uint64_t *, const float **);
  const uint64_t *shape;
  uint64_t dimensions;
  if (!create || !predict || create(rows, row_count, column_count, __builtin_nanf(""), matrix))
    return 1;
  return predict(booster, *matrix,
                 "{\"type\":2,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
                 "\"strict_shape\":false}",
                 &shape, &dimensions, values);
}

void assay_xgboost_matrix_free(void *matrix) {
  int (*release)(void *) = FUNCTION("XGDMatrixFree", void *);
  if (release && matrix) release(matrix);
}
