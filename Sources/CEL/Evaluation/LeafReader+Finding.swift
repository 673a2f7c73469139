extension LeafReader {
    /// A leaf's value and what was wanted of it, in words and as a distance.
    struct Finding {
        /// Longer values are cut.
        private static let charactersMax = 80

        var subject = ""
        var observed = ""
        var needed = ""
        var gap: Double?
        /// The gap as a part of the larger of the two values, at most 1; 1 without a gap.
        var relativeGap = 1.0
        /// Set when the observation stands without "is".
        var isSentence = false
        var distanceInWords: String?

        static func text(_ value: Value) -> String {
            if let seconds = Self.seconds(value), value.kind == .duration {
                return Self.span(seconds)
            }
            if value.kind == .timestamp { return value.plainText }
            if value.kind == .double { return rounded(value.asDouble, digits: 6) }
            let text = value.rendered(bytesMax: charactersMax * 4)
            return text.count <= charactersMax ? text : text.prefix(charactersMax) + "…"
        }

        static func needed(_ relation: Relation, ofTimes: Bool = false) -> String {
            switch relation {
            case .equal: ""
            case .notEqual: "anything but "
            case .less: ofTimes ? "earlier than " : "less than "
            case .lessEqual: ofTimes ? "no later than " : "at most "
            case .greater: ofTimes ? "later than " : "more than "
            case .greaterEqual: ofTimes ? "no earlier than " : "at least "
            }
        }

        /// Sets the gap between two numbers or two times.
        mutating func measure(_ value: Value, _ bound: Value) {
            if let one = Self.number(value), let other = Self.number(bound) {
                set(abs(other - one), scale: max(abs(one), abs(other)))
                guard let gap, gap > 0 else { return }
                distanceInWords =
                    Self.rounded(gap, digits: 3) + (one < other ? " short" : " over")
            } else if value.kind == bound.kind, let one = Self.seconds(value),
                let other = Self.seconds(bound)
            {
                let scale = value.kind == .duration ? max(abs(one), abs(other)) : 86_400
                set(abs(other - one), scale: scale)
                guard let gap, gap > 0 else { return }
                distanceInWords =
                    Self.span(gap)
                    + (value.kind == .timestamp
                        ? (one < other ? " early" : " late") : (one < other ? " short" : " over"))
            }
        }

        private mutating func set(_ distance: Double, scale: Double) {
            guard distance.isFinite else { return }
            gap = distance
            relativeGap = scale > 0 ? min(1, distance / scale) : 0
        }

        private static func number(_ value: Value) -> Double? {
            switch value.kind {
            case .int: Double(value.asInt)
            case .uint: Double(value.asUInt)
            case .double: value.asDouble
            default: nil
            }
        }

        private static func seconds(_ value: Value) -> Double? {
            guard value.kind == .timestamp || value.kind == .duration else { return nil }
            return Double(value.asInt) + Double(value.aux) * 1e-9
        }

        /// The number with so many digits that count: 3.94 for 3.941176 and three.
        static func rounded(_ number: Double, digits: Int) -> String {
            guard number.isFinite, number != 0 else { return Value.double(number).plainText }
            var scale = 1.0
            let least = (0..<digits - 1).reduce(1.0) { power, _ in power * 10 }
            while abs(number) * scale < least, scale < 1e300 { scale *= 10 }
            // A whole number is shown whole.
            let shown = scale == 1 ? number : (number * scale).rounded() / scale
            return Value.double(shown).plainText
        }

        /// `1 h 20 min`: the two largest units there are.
        static func span(_ seconds: Double) -> String {
            guard abs(seconds) >= 1 else { return Value.double(seconds).plainText + " s" }
            var left = abs(seconds).rounded()
            var parts: [String] = []
            for (unit, length) in [("d", 86_400.0), ("h", 3_600), ("min", 60), ("s", 1)] {
                let count = (left / length).rounded(.down)
                left -= count * length
                if count > 0, parts.count < 2 {
                    parts.append(Value.double(count).plainText + " " + unit)
                } else if !parts.isEmpty {
                    break
                }
            }
            return (seconds < 0 ? "-" : "") + parts.joined(separator: " ")
        }
    }
}
