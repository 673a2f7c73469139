/// Text functions that look for or cut out a part; positions count code points.
enum TextSearch {
    static let functions: [Function] = [
        Function(
            "charAt",
            .member("string_char_at", [.string, .int], .string) { a, _ in
                guard let offset = a[0].offset(ofCodePoint: a[1].asInt) else { return outside }
                let end = offset == a[0].count ? offset : a[0].endOfCodePoint(at: offset)
                return a[0].slice(offset..<end)
            }),
        Function(
            "substring",
            .member("string_substring", [.string, .int], .string) { a, _ in
                guard let start = a[0].offset(ofCodePoint: a[1].asInt) else { return outside }
                return a[0].slice(start..<a[0].count)
            },
            .member("string_substring_range", [.string, .int, .int], .string) { a, _ in
                guard let start = a[0].offset(ofCodePoint: a[1].asInt),
                    let end = a[0].offset(ofCodePoint: a[2].asInt), start <= end
                else { return outside }
                return a[0].slice(start..<end)
            }),
        Function(
            "indexOf",
            .member("string_index_of", [.string, .string], .int) { a, _ in
                firstIndex(a[0], a[1], from: 0)
            },
            .member("string_index_of_int", [.string, .string, .int], .int) { a, _ in
                firstIndex(a[0], a[1], from: a[2].asInt)
            }),
        Function(
            "lastIndexOf",
            .member("string_last_index_of", [.string, .string], .int) { a, scratch in
                lastIndex(a[0], a[1], startingAtMost: a[0].count, scratch)
            },
            .member("string_last_index_of_int", [.string, .string, .int], .int) {
                a, scratch in
                guard let start = a[0].offset(ofCodePoint: a[2].asInt) else { return outside }
                return lastIndex(a[0], a[1], startingAtMost: start, scratch)
            }),
    ]

    private static var outside: Value { .error(.indexOutOfBounds) }

    private static func firstIndex(_ text: Value, _ part: Value, from: Int64) -> Value {
        guard let start = text.offset(ofCodePoint: from) else { return outside }
        guard let found = text.firstOffset(of: part, from: start) else { return .int(-1) }
        return .int(text.codePoints(before: found))
    }

    private static func lastIndex(
        _ text: Value, _ part: Value, startingAtMost: Int, _ scratch: Scratch
    ) -> Value {
        var start = min(startingAtMost, text.count - part.count)
        while start >= 0 {
            guard scratch.affords(part) else { return .iterationLimit }
            if equalBytes(text.address + start, part.address, part.count) {
                return .int(text.codePoints(before: start))
            }
            start -= 1
        }
        return .int(-1)
    }
}
