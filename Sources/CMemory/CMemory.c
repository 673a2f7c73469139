#define _GNU_SOURCE
#include "CMemory.h"
#include <fcntl.h>

int assay_write_back(int descriptor, long long offset, long long count) {
  return sync_file_range(descriptor, offset, count,
                         SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
                             SYNC_FILE_RANGE_WAIT_AFTER);
}
