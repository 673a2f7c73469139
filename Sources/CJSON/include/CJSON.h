// A C door to simdjson's parsed form, so that Swift walks the tape without a call per value.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AssayJSONParser AssayJSONParser;

// Bytes that must be readable behind the text handed to assay_json_parse.
size_t assay_json_padding(void);
// A parser that accepts texts up to bytes_max bytes; NULL when out of memory.
AssayJSONParser *assay_json_parser_make(size_t bytes_max);
void assay_json_parser_free(AssayJSONParser *parser);
// Parses and checks UTF-8. Returns 0, or simdjson's error code. The tape and the string buffer
// stay valid until the next call on this parser.
int assay_json_parse(AssayJSONParser *parser, const uint8_t *text, size_t length,
                     const uint64_t **tape, const uint8_t **strings);
// A sentence for a code returned by assay_json_parse.
const char *assay_json_error(int code);
// 1 when the bytes are UTF-8.
int assay_utf8_valid(const uint8_t *text, size_t length);
// Bytes of the longest valid UTF-8 prefix.
size_t assay_utf8_valid_prefix(const uint8_t *text, size_t length);

#ifdef __cplusplus
}
#endif
