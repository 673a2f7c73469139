import Toolbox

/// Days by their number since 1970.
package enum CivilDay {
    /// Such as `2026-11-22`.
    package static func text(_ number: Int64) -> String {
        let date = CivilTime.date(days: number)
        func two(_ part: Int64) -> String { part < 10 ? "0\(part)" : "\(part)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }

    /// The weekday, from Monday as 0.
    package static func weekday(_ number: Int64) -> Int {
        // 1970-01-01 was a Thursday.
        Int(((number + 3) % 7 + 7) % 7)
    }
}
