#include "CRegex.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <new>

struct cregex_pattern {
    RE2 regex;
    cregex_pattern(re2::StringPiece text, const RE2::Options &options) : regex(text, options) {}
};

cregex_pattern *cregex_compile(
    const char *pattern, size_t length, int64_t memory_max, char *message,
    size_t message_capacity) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory_max);
    auto *compiled = new (std::nothrow) cregex_pattern(re2::StringPiece(pattern, length), options);
    if (compiled != nullptr && compiled->regex.ok()) return compiled;
    const char *why = compiled == nullptr ? "out of memory" : compiled->regex.error().c_str();
    size_t count = std::min(std::strlen(why), message_capacity - 1);
    std::memcpy(message, why, count);
    message[count] = 0;
    delete compiled;
    return nullptr;
}

int cregex_matches(const cregex_pattern *pattern, const char *text, size_t length) {
    re2::StringPiece piece(text == nullptr ? "" : text, length);
    return pattern->regex.Match(piece, 0, length, RE2::UNANCHORED, nullptr, 0) ? 1 : 0;
}

const uint8_t *cregex_find(
    const uint8_t *text, size_t length, const uint8_t *part, size_t part_length) {
    return static_cast<const uint8_t *>(memmem(text, length, part, part_length));
}

void cregex_free(cregex_pattern *pattern) { delete pattern; }
