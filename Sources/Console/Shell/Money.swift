/// An amount of the pack's unit, in words.
package struct Money: Sendable, Hashable {
    /// Such as `1,234.50 EUR`.
    package let words: String

    /// - Parameters:
    ///   - minor: minor units, hundredths.
    ///   - unit: such as `EUR`.
    package init(minor: Int64, unit: String) {
        let whole = Counted.grouped(Int(clamping: minor.magnitude / 100))
        let cents = minor.magnitude % 100
        words =
            (minor < 0 ? "−" : "") + whole + "." + (cents < 10 ? "0\(cents)" : "\(cents)")
            + (unit.isEmpty ? "" : " " + unit)
    }
}

/// Counts in words.
package enum Counted {
    /// Such as `1,234,567`.
    package static func grouped(_ count: Int) -> String {
        var digits = String(count.magnitude)
        var at = digits.index(digits.endIndex, offsetBy: -3, limitedBy: digits.startIndex)
        while let place = at, place > digits.startIndex {
            digits.insert(",", at: place)
            at = digits.index(place, offsetBy: -3, limitedBy: digits.startIndex)
        }
        return (count < 0 ? "−" : "") + digits
    }

    /// Such as `1 case` and `1,200 cases`.
    package static func words(_ count: Int, _ one: String, _ many: String) -> String {
        "\(grouped(count)) \(count == 1 ? one : many)"
    }

    /// Such as `12.3 %`.
    package static func share(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        let tenths = Int((share * 1000).rounded())
        return "\(tenths < 0 ? "−" : "")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
    }
}
