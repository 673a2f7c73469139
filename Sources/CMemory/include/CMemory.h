#ifndef CMEMORY_H
#define CMEMORY_H

/// Asks the processor to fetch the line of an address that will soon be read; never faults.
static inline void assay_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
