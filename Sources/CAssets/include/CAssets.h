// Files of the console, carried in the program.
#pragma once
#include <stddef.h>

typedef struct {
    /// Such as `templates/shell.mustache`.
    const char *name;
    const unsigned char *bytes;
    size_t count;
} assay_asset;

/// All files there are.
const assay_asset *assay_assets(void);
size_t assay_assets_count(void);
