/// When a failed message is tried again: exponential back-off with full jitter (Brooker,
/// "Exponential Backoff and Jitter", AWS Architecture Blog, 2015), so that messages which failed
/// together do not come back together.
package enum BackOff {
    /// A wait in 0 … min(`longest`, `first` · 2^(failures − 1)), milliseconds.
    package static func wait(
        failures: Int, first: Int64, longest: Int64, unit: Double
    ) -> Int64 {
        Int64(Double(bound(failures: failures, first: first, longest: longest)) * unit)
    }

    /// The longest of these waits.
    package static func bound(failures: Int, first: Int64, longest: Int64) -> Int64 {
        // 2^40 ms are more than any bound.
        let doubled = max(1, first).multipliedReportingOverflow(
            by: 1 << min(max(0, failures - 1), 40))
        return doubled.overflow ? longest : min(longest, doubled.partialValue)
    }
}
