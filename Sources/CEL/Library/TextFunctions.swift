/// Text functions that make new text: casing, cutting, joining, replacing.
enum TextFunctions {
    static let functions: [Function] = [
        Function(
            "lowerAscii",
            .member("lower_ascii", [.string], .string) { a, scratch in
                mapped(a[0], scratch) { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
            }),
        Function(
            "upperAscii",
            .member("upper_ascii", [.string], .string) { a, scratch in
                mapped(a[0], scratch) { $0 &- UInt8(ascii: "a") < 26 ? $0 & 0xDF : $0 }
            }),
        Function(
            "trim", .member("string_trim", [.string], .string) { a, _ in trimmed(a[0]) }),
        Function(
            "reverse",
            .member("string_reverse", [.string], .string) { a, scratch in
                var reversed = String.UnicodeScalarView()
                reversed.append(contentsOf: a[0].text.unicodeScalars.reversed())
                return scratch.arena.string(String(reversed))
            }),
        Function(
            "strings.quote",
            .global("strings_quote", [.string], .string) { a, scratch in
                scratch.arena.string(Value.quoted(a[0].text))
            }),
        Function(
            "join",
            .member("list_join", [.list(.string)], .string) { a, scratch in
                joined(a[0], Value(kind: .string), scratch)
            },
            .member("list_join_string", [.list(.string), .string], .string) { a, scratch in
                joined(a[0], a[1], scratch)
            }),
        Function(
            "split",
            .member("string_split", [.string, .string], .list(.string)) { a, scratch in
                split(a[0], a[1], limit: -1, scratch)
            },
            .member("string_split_int", [.string, .string, .int], .list(.string)) { a, scratch in
                split(a[0], a[1], limit: a[2].asInt, scratch)
            }),
        Function(
            "replace",
            .member("string_replace", [.string, .string, .string], .string) { a, scratch in
                replaced(a[0], a[1], a[2], limit: -1, scratch)
            },
            .member("string_replace_int", [.string, .string, .string, .int], .string) {
                a, scratch in replaced(a[0], a[1], a[2], limit: a[3].asInt, scratch)
            }),
        Function(
            "format",
            .member("string_format", [.string, .list(.dyn)], .string, cost: 50) { a, scratch in
                TextFormat.format(a[0], a[1], scratch)
            }),
    ]

    private static func mapped(
        _ text: Value, _ scratch: Scratch, _ change: (UInt8) -> UInt8
    ) -> Value {
        let copy = scratch.arena.bytes(text.asBytes)
        if copy.isError { return copy }
        let place = UnsafeMutablePointer(mutating: copy.address)
        for index in 0..<copy.count { place[index] = change(place[index]) }
        return copy
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
            0x205F, 0x3000:
            true
        default: false
        }
    }

    private static func trimmed(_ text: Value) -> Value {
        let scalars = text.text.unicodeScalars
        var lower = 0
        for scalar in scalars {
            guard isSpace(scalar) else { break }
            lower += UTF8.width(scalar)
        }
        var upper = text.count
        for scalar in scalars.reversed() where upper > lower {
            guard isSpace(scalar) else { break }
            upper -= UTF8.width(scalar)
        }
        return text.slice(lower..<upper)
    }

    private static func joined(_ list: Value, _ separator: Value, _ scratch: Scratch) -> Value {
        var bytes: [UInt8] = []
        guard scratch.charge(list.count) else { return .iterationLimit }
        for (index, item) in list.items.enumerated() {
            guard item.kind == .string else {
                return .error(.noSuchOverload, "join wants a list of strings")
            }
            if index > 0 { bytes.append(contentsOf: separator.asBytes) }
            bytes.append(contentsOf: item.asBytes)
            if bytes.count > scratch.arena.bytesMax { return .memoryLimit }
        }
        return scratch.arena.string(bytes)
    }

    private static func split(
        _ text: Value, _ separator: Value, limit: Int64, _ scratch: Scratch
    ) -> Value {
        if limit == 0 { return scratch.arena.list([]) }
        var parts: [Value] = []
        var start = 0
        while limit < 0 || Int64(parts.count) < limit - 1 {
            guard scratch.charge(1) else { return .iterationLimit }
            if separator.count == 0 {
                guard start < text.count else { break }
                let next = text.endOfCodePoint(at: start)
                guard next < text.count else { break }
                parts.append(text.slice(start..<next))
                start = next
            } else {
                guard let found = text.firstOffset(of: separator, from: start) else { break }
                parts.append(text.slice(start..<found))
                start = found + separator.count
            }
        }
        if separator.count > 0 || start < text.count {
            parts.append(text.slice(start..<text.count))
        }
        return scratch.arena.list(parts)
    }

    private static func replaced(
        _ text: Value, _ old: Value, _ new: Value, limit: Int64, _ scratch: Scratch
    ) -> Value {
        var bytes: [UInt8] = []
        var start = 0
        var left = limit < 0 ? Int64.max : limit
        while left > 0, start <= text.count {
            guard scratch.charge(1) else { return .iterationLimit }
            guard let found = text.firstOffset(of: old, from: start) else { break }
            bytes.append(contentsOf: text.slice(start..<found).asBytes)
            bytes.append(contentsOf: new.asBytes)
            start = found + old.count
            left -= 1
            if bytes.count > scratch.arena.bytesMax { return .memoryLimit }
            guard old.count == 0 else { continue }
            // Nothing was searched for: the new text goes before each code point and at the end.
            guard start < text.count else { break }
            let next = text.endOfCodePoint(at: start)
            bytes.append(contentsOf: text.slice(start..<next).asBytes)
            start = next
        }
        if start < text.count {
            bytes.append(contentsOf: text.slice(start..<text.count).asBytes)
        }
        return scratch.arena.string(bytes)
    }
}

extension Value {
    /// The part of a text between two byte offsets; shares its memory.
    func slice(_ range: Range<Int>) -> Value {
        Value(
            kind: kind, aux: UInt32(range.count),
            bits: UInt64(UInt(bitPattern: address + range.lowerBound)))
    }

    /// The byte offset just past the code point at a byte offset.
    func endOfCodePoint(at offset: Int) -> Int {
        var end = offset + 1
        while end < count, address[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    /// The byte offset of a code point by number; nil outside `0...codePointCount`.
    func offset(ofCodePoint number: Int64) -> Int? {
        guard number >= 0 else { return nil }
        var seen: Int64 = 0
        for index in 0..<count where address[index] & 0xC0 != 0x80 {
            if seen == number { return index }
            seen += 1
        }
        return seen == number ? count : nil
    }

    /// The number of code points before a byte offset.
    func codePoints(before offset: Int) -> Int64 { Int64(slice(0..<offset).codePointCount) }
}
