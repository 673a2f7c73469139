/// Sums and differences of timestamps and durations, and their bounds.
enum Times {
    /// 0001-01-01T00:00:00Z and the last second of the year 9999.
    static let timestampSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
    private static let perSecond: Int64 = 1_000_000_000

    /// A timestamp in range, or an overflow error.
    static func timestamp(_ seconds: Int64, _ nanoseconds: Int64) -> Value {
        let (whole, nanos) = normalised(seconds, nanoseconds)
        guard timestampSeconds.contains(whole) else {
            return .error(.overflow, "a timestamp lies between the years 1 and 9999")
        }
        return .timestamp(seconds: whole, nanoseconds: UInt32(nanos))
    }

    /// A duration whose nanoseconds fit in 64 bits (about 292 years), or an overflow error.
    static func duration(_ seconds: Int64, _ nanoseconds: Int64) -> Value {
        let (whole, nanos) = normalised(seconds, nanoseconds)
        guard Self.nanoseconds(whole, UInt32(nanos)) != nil else {
            return .error(.overflow, "a duration is at most 292 years")
        }
        return .duration(seconds: whole, nanoseconds: UInt32(nanos))
    }

    /// A duration of that many nanoseconds.
    static func duration(nanoseconds: Int64) -> Value {
        let (whole, nanos) = normalised(0, nanoseconds)
        return .duration(seconds: whole, nanoseconds: UInt32(nanos))
    }

    /// The nanoseconds of a duration value.
    static func nanoseconds(of duration: Value) -> Int64 {
        nanoseconds(duration.asInt, duration.aux) ?? (duration.asInt < 0 ? .min : .max)
    }

    private static func nanoseconds(_ seconds: Int64, _ nanos: UInt32) -> Int64? {
        // Computed from the next second when negative, so the least value does not overflow.
        let isNegative = seconds < 0
        let (product, overflow) = (isNegative ? seconds + 1 : seconds)
            .multipliedReportingOverflow(by: perSecond)
        if overflow { return nil }
        let rest = isNegative ? Int64(nanos) - perSecond : Int64(nanos)
        let (sum, outside) = product.addingReportingOverflow(rest)
        return outside ? nil : sum
    }

    private static func normalised(_ seconds: Int64, _ nanos: Int64) -> (Int64, Int64) {
        var carry = nanos / perSecond
        var rest = nanos % perSecond
        if rest < 0 {
            rest += perSecond
            carry -= 1
        }
        let (sum, overflow) = seconds.addingReportingOverflow(carry)
        return (overflow ? (seconds < 0 ? .min : .max) : sum, rest)
    }

    static func sum(_ left: Value, _ right: Value) -> Value {
        let (seconds, overflow) = left.asInt.addingReportingOverflow(right.asInt)
        let nanos = Int64(left.aux) + Int64(right.aux)
        switch (left.kind, right.kind) {
        case (.timestamp, .duration), (.duration, .timestamp):
            return overflow ? .error(.overflow) : timestamp(seconds, nanos)
        case (.duration, .duration):
            return overflow ? .error(.overflow) : duration(seconds, nanos)
        default: return .error(.noSuchOverload, "+ does not take these types")
        }
    }

    static func difference(_ left: Value, _ right: Value) -> Value {
        let (seconds, overflow) = left.asInt.subtractingReportingOverflow(right.asInt)
        let nanos = Int64(left.aux) - Int64(right.aux)
        switch (left.kind, right.kind) {
        case (.timestamp, .duration):
            return overflow ? .error(.overflow) : timestamp(seconds, nanos)
        case (.timestamp, .timestamp), (.duration, .duration):
            return overflow ? .error(.overflow) : duration(seconds, nanos)
        default: return .error(.noSuchOverload, "- does not take these types")
        }
    }
}
