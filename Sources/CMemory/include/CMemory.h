#ifndef CMEMORY_H
#define CMEMORY_H

/// Asks the processor to fetch the line of an address that will soon be read; never faults.
static inline void assay_prefetch(const void *address) { __builtin_prefetch(address); }

/// Hands written bytes of a file to the disk and waits for it to take them. Not durable yet, as the
/// disk need not empty its cache; 0 where that was done.
int assay_write_back(int descriptor, long long offset, long long count);

#endif
