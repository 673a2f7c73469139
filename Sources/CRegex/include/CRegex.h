/// A C face on RE2: regular expressions whose matching time is linear in the text.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled pattern; safe to match from many threads at once.
typedef struct cregex_pattern cregex_pattern;

/// Compiles `pattern` (UTF-8, not zero-terminated), spending at most `memory_max` bytes on it.
/// Returns null on a bad pattern, and writes why into `message` (always zero-terminated).
cregex_pattern *_Nullable cregex_compile(
    const char *_Nonnull pattern, size_t length, int64_t memory_max,
    char *_Nonnull message, size_t message_capacity);

/// 1 if the pattern occurs anywhere in the text, else 0.
int cregex_matches(
    const cregex_pattern *_Nonnull pattern, const char *_Nullable text, size_t length);

/// The first occurrence of `part` in `text`, or null. Linear in both.
const uint8_t *_Nullable cregex_find(
    const uint8_t *_Nonnull text, size_t length, const uint8_t *_Nonnull part,
    size_t part_length);

/// Frees what `cregex_compile` returned.
void cregex_free(cregex_pattern *_Nullable pattern);

#ifdef __cplusplus
}
#endif
