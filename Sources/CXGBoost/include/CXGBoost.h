#pragma once

/// Opens libxgboost at run time; 0 when it is there. Called once before anything else.
int assay_xgboost_open(void);
