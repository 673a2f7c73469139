/// Numbers read from decimal text: short ones without making a string of it.
package enum DecimalText {
    /// The longest run of digits that surely fits 64 bits.
    private static let intDigitsMax = 18
    /// Digits of a double that are exact as a whole number, below 2^53.
    private static let doubleDigitsMax = 15
    /// Powers of ten that are exact doubles, as far as is needed.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// As `Int64(String)`. O(bytes).
    package static func int(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard text.count > start, text.count - start <= intDigitsMax else {
            return Int64(String(decoding: text, as: UTF8.self))
        }
        var value: Int64 = 0
        for index in start..<text.count {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return Int64(String(decoding: text, as: UTF8.self)) }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    /// As `Double(String)`: the nearest double. Of at most 15 digits without exponent, number and
    /// power of ten are exact, so one division rounds right (W. D. Clinger, "How to read floating
    /// point numbers accurately", 1990). O(bytes).
    package static func double(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        let isNegative = text.first == UInt8(ascii: "-")
        var value: Int64 = 0
        var digits = 0
        var fraction: Int?
        for index in (isNegative ? 1 : 0)..<max(isNegative ? 1 : 0, text.count) {
            let byte = text[index]
            let digit = byte &- 0x30
            if digit < 10, digits < doubleDigitsMax {
                value = value &* 10 &+ Int64(digit)
                digits += 1
            } else if byte == UInt8(ascii: "."), fraction == nil, digits > 0 {
                fraction = digits
            } else {
                return Double(String(decoding: text, as: UTF8.self))
            }
        }
        guard digits > 0, fraction != digits else {
            return Double(String(decoding: text, as: UTF8.self))
        }
        let number =
            Double(value) / powers.withUnsafeBufferPointer { $0[digits - (fraction ?? digits)] }
        return isNegative ? -number : number
    }
}
