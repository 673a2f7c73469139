import CEL

extension Value {
    /// Lends the code points of a string. Linear; on the stack when the text is short.
    func withCodePoints<Result>(_ body: (UnsafeBufferPointer<UInt32>) -> Result) -> Result {
        let bytes = asBytes
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: max(1, bytes.count)) {
            var count = 0
            var index = 0
            while index < bytes.count {
                let (point, width) = Self.codePoint(bytes, at: index)
                $0[count] = point
                count += 1
                index += width
            }
            return body(UnsafeBufferPointer(rebasing: $0[..<count]))
        }
    }

    /// The code point that begins at `index` and the bytes it takes; the text is valid UTF-8.
    private static func codePoint(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (UInt32, Int) {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        let width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard index + width <= bytes.count else { return (0xFFFD, 1) }
        var point = first & (0x7F >> UInt32(width))
        for offset in 1..<width { point = point << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return (point, width)
    }

    /// What a function returns that met the bound on the steps of an evaluation.
    static var stepLimit: Value { .error(.limit, "comprehensionIterationsMax") }
}

extension Scratch {
    /// Charges for simple operations as for reading text: sixty-four are a step.
    func affords(operations: Int) -> Bool { operations < 64 || charge(operations / 64) }
}

/// The lower-case form of an ASCII letter; any other byte as it is.
@inline(__always)
func loweredASCII(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}

extension Arena {
    /// A copy of a text with its ASCII letters in lower case.
    func lowered(_ text: UnsafeBufferPointer<UInt8>) -> Value {
        let copy = bytes(text)
        if copy.isError { return copy }
        let place = UnsafeMutableBufferPointer(mutating: copy.asBytes)
        for index in place.indices { place[index] = loweredASCII(place[index]) }
        return copy
    }
}
