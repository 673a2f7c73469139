import Toolbox

extension ExperimentReadout {
    /// What to do, and why, in one or two sentences.
    package var words: String {
        let named = comparisons.first { "\($0.treatment.arm)/\($0.metric)" == because }
        switch verdict {
        case .stopRatio:
            let counts = arms.map {
                "\($0.name) \($0.entities.grouped) at \(Shown.percent($0.share))"
            }
            return "stop: the arms are not what was declared (\(counts.joined(separator: ", "))). "
                + "Something loses \(unit)s or assigns them otherwise; believe no figure below."
        case .stopGuard:
            guard let named else { return "stop: a guard is worse." }
            return "stop: guard \(named.metric) worse by \(difference(named, isWorse: true)) in "
                + "\(named.treatment.arm); known since \(CivilTimes.day(named.worseAt ?? asOf)), "
                + "after \((named.worseAfter ?? 0).grouped) \(unit)s."
        case .better:
            guard let named else { return "done: better." }
            return "done: \(named.treatment.arm) is better on \(named.metric) by "
                + "\(difference(named, isWorse: false)); known since "
                + "\(CivilTimes.day(named.betterAt ?? asOf)), after "
                + "\((named.betterAfter ?? 0).grouped) \(unit)s. No guard is known to be worse."
        case .worse:
            guard let named else { return "done: worse." }
            return "done: \(named.treatment.arm) is worse on \(named.metric) by "
                + "\(difference(named, isWorse: true)); keep \(arms[0].name)."
        case .none:
            return "stop: no difference of the size that was looked for; keep \(arms[0].name), or "
                + "choose by other reasons."
        case .goOn:
            let open = comparisons.filter { !$0.isGuard }.map { comparison in
                "\(comparison.treatment.arm) on \(comparison.metric) is "
                    + Shown.signed(comparison.difference, isShare: isShare(comparison))
            }
            return "go on: nothing is known yet (\(open.joined(separator: "; "))). "
                + "Looking again costs nothing."
        }
    }

    private func isShare(_ comparison: Comparison) -> Bool {
        comparison.path.isEmpty
            || comparison.difference.high <= 1
                && comparison.difference.low >= -1 && comparison.effect <= 1
    }

    /// A size with its bounds, as people say it.
    private func difference(_ comparison: Comparison, isWorse: Bool) -> String {
        let isNegative = comparison.isHigherBetter == isWorse
        let found = comparison.difference
        let size =
            isNegative ? Interval(-found.value, -found.high, -found.low) : found
        return Shown.points(size, isShare: isShare(comparison))
            + " (\(Shown.percent(comparison.sure)) sure at any time)"
    }
}

/// Numbers as people read them.
package enum Shown {
    package static func rounded(_ value: Double, _ digits: Int) -> String {
        let scale = [1.0, 10, 100, 1000, 10_000][min(4, max(0, digits))]
        let whole = Int64((Swift.abs(value) * scale).rounded())
        let sign = value < 0 && whole > 0 ? "−" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let rest = "\(whole % Int64(scale))"
        let zeros = String(repeating: "0", count: max(0, digits - rest.count))
        return "\(sign)\(whole / Int64(scale)).\(zeros)\(rest)"
    }

    package static func percent(_ share: Double) -> String {
        let percent = share * 100
        let isWhole = Swift.abs(percent - percent.rounded()) < 1e-9
        return rounded(percent, isWhole ? 0 : 1) + " %"
    }

    /// `3.1 points (1.2 to 5.0)`, or plain numbers for a mean.
    static func points(_ interval: Interval, isShare: Bool) -> String {
        let scale = isShare ? 100.0 : 1
        func text(_ value: Double) -> String { rounded(value * scale, isShare ? 1 : 3) }
        return "\(text(interval.value))\(isShare ? " points" : "")"
            + ", \(text(interval.low)) to \(text(interval.high))"
    }

    static func signed(_ interval: Interval, isShare: Bool) -> String {
        (interval.value > 0 ? "+" : "") + points(interval, isShare: isShare)
    }
}
