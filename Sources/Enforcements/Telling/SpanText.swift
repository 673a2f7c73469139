/// Spans of time as packs write them.
package enum SpanText {
    /// In the largest unit that it is a multiple of, such as `7d`.
    package static func of(_ milliseconds: Int64) -> String {
        for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
            as [(String, Int64)] where milliseconds >= length && milliseconds % length == 0
        {
            return "\(milliseconds / length)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
