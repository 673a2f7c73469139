#include "CJSON.h"

#include <new>
#include <simdjson.h>

struct AssayJSONParser {
  simdjson::dom::parser parser;
  explicit AssayJSONParser(size_t bytes_max) : parser(bytes_max) {}
};

extern "C" {

size_t assay_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

AssayJSONParser *assay_json_parser_make(size_t bytes_max) {
  return new (std::nothrow) AssayJSONParser(bytes_max);
}

void assay_json_parser_free(AssayJSONParser *parser) { delete parser; }

int assay_json_parse(AssayJSONParser *parser, const uint8_t *text, size_t length,
                     const uint64_t **tape, const uint8_t **strings) {
  simdjson::dom::element root;
  auto error = parser->parser.parse(text, length, false).get(root);
  if (error) return static_cast<int>(error);
  *tape = parser->parser.doc.tape.get();
  *strings = parser->parser.doc.string_buf.get();
  return 0;
}

const char *assay_json_error(int code) {
  return simdjson::error_message(static_cast<simdjson::error_code>(code));
}

int assay_utf8_valid(const uint8_t *text, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(text), length) ? 1 : 0;
}

size_t assay_utf8_valid_prefix(const uint8_t *text, size_t length) {
  size_t low = 0, high = length;
  // A prefix that ends inside a character is invalid, so look for the longest valid one near each
  // candidate: at most three bytes back.
  while (low < high) {
    size_t middle = low + (high - low + 1) / 2;
    size_t end = middle;
    while (end > low && middle - end < 3 && !assay_utf8_valid(text + low, end - low)) end--;
    if (end > low && assay_utf8_valid(text + low, end - low)) {
      low = end;
      if (end < middle) {
        size_t next = middle;
        while (next <= high && next - end <= 4 && !assay_utf8_valid(text + low, next - low)) next++;
        if (next > high || next - end > 4) return low;
        low = next;
      }
    } else {
      high = middle - 1;
    }
  }
  return low;
}
}
