#pragma once
#include <stdint.h>

/// Opens libxgboost at run time; 0 when it is there. Called once before anything else.
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
