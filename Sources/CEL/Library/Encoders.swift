/// Base64, with or without padding when decoding.
enum Encoders {
    static let functions: [Function] = [
        Function(
            "base64.encode",
            .global("base64_encode", [.bytes], .string) { a, scratch in
                scratch.arena.string(encoded(a[0].asBytes))
            }),
        Function(
            "base64.decode",
            .global("base64_decode", [.string], .bytes) { a, scratch in
                guard let bytes = decoded(a[0].asBytes) else {
                    return .error(.invalidArgument, "this is not base64")
                }
                return scratch.arena.string(bytes, kind: .bytes)
            }),
    ]

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func encoded(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).reduce(UInt32(0)) { sum, offset in
                let index = start + offset
                return sum << 8 | UInt32(index < bytes.count ? bytes[index] : 0)
            }
            let known = min(3, bytes.count - start)
            for place in 0..<4 {
                let digit = Int(group >> UInt32(18 - 6 * place) & 63)
                output.append(place <= known ? alphabet[digit] : UInt8(ascii: "="))
            }
        }
        return output
    }

    /// Nil on a character outside the alphabet or a length no encoding has.
    private static func decoded(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var end = bytes.count
        while end > 0, bytes.count - end < 2, bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
        guard end == bytes.count || bytes.count % 4 == 0, end % 4 != 1 else { return nil }
        var output: [UInt8] = []
        var pending: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes[..<end] {
            guard let digit = digit(byte) else { return nil }
            pending = pending << 6 | digit
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                output.append(UInt8(truncatingIfNeeded: pending >> bitCount))
            }
        }
        return output
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
