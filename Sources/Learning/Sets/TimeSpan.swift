import Toolbox
package import Vocabulary

/// From a time up to, and without, another; milliseconds since 1970.
package struct TimeSpan: Sendable, Hashable {
    package var start: Int64
    package var end: Int64

    package static let dayMilliseconds: Int64 = 86_400_000

    package init(start: Int64, end: Int64) { (self.start, self.end) = (start, end) }

    /// Reads `2018-07-25..2018-07-31`, whole days in UTC with both in it, or RFC 3339 times on
    /// either side, of which the second is not in it.
    ///
    /// - Parameter option: what errors call it, such as `--train`.
    /// - Throws: ``Fault`` `invalid` for other text, or a span without any time.
    package init(_ text: String, option: String) throws(Fault) {
        let example = "Write it as 2018-07-25..2018-07-31; both days are in it, in UTC."
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let range = text.range(ofDots: parts) else {
            throw Fault(.invalid, "\(option) \(text) is no span of time.", fix: example)
        }
        guard let start = TimeSpan.instant(range.first, isEnd: false),
            let end = TimeSpan.instant(range.second, isEnd: true)
        else { throw Fault(.invalid, "\(option) \(text) is no span of time.", fix: example) }
        guard start < end else {
            throw Fault(.invalid, "\(option) \(text) ends before it begins.", fix: example)
        }
        self.init(start: start, end: end)
    }

    private static func instant(_ text: String, isEnd: Bool) -> Int64? {
        if text.count == 10 {
            return CivilTime(rfc3339: text + "T00:00:00Z").map {
                $0.milliseconds + (isEnd ? dayMilliseconds : 0)
            }
        }
        return CivilTime(rfc3339: text, assumingUTC: true)?.milliseconds
    }

    package func contains(_ time: Int64) -> Bool { time >= start && time < end }

    package var length: Int64 { end - start }

    /// For people: `2018-07-25..2018-07-31` where both ends are midnights, else two times.
    package var text: String {
        let day = TimeSpan.dayMilliseconds
        if start % day == 0, end % day == 0 {
            return "\(TimeSpan.date(start))..\(TimeSpan.date(end - day))"
        }
        return "\(TimeSpan.instant(start))..\(TimeSpan.instant(end))"
    }

    package static func instant(_ milliseconds: Int64) -> String {
        CivilTime(milliseconds: milliseconds).rfc3339
    }

    package static func date(_ milliseconds: Int64) -> String {
        String(instant(milliseconds).prefix(10))
    }
}

extension String {
    /// The texts before and behind the two dots in it; nil without, or with more than, one pair.
    fileprivate func range(ofDots parts: [Substring]) -> (first: String, second: String)? {
        guard let place = parts.firstIndex(of: ""), place > 0, place + 1 < parts.count,
            parts[(place + 1)...].contains("") == false
        else { return nil }
        return (
            parts[..<place].joined(separator: "."), parts[(place + 1)...].joined(separator: ".")
        )
    }
}

/// A length of time as people write it: `7d`, `12h`, `30m`, `45s`.
package enum Duration {
    /// - Returns: milliseconds; nil for other text.
    package static func milliseconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
        if text == "0" { return 0 }
        guard let last = text.last, let unit = units[last], let count = Int64(text.dropLast()),
            count >= 0, count <= 36_500
        else { return nil }
        return count * unit
    }

    /// The text of milliseconds in the largest unit that divides them.
    package static func text(_ milliseconds: Int64) -> String {
        for (unit, size) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("m", 60_000)]
        where milliseconds % size == 0 && milliseconds > 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds / 1000)s"
    }
}
