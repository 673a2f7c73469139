package import Toolbox
import Vocabulary

/// How a vendor in shadow did beside the live one, on the same submissions.
package struct VendorComparison: Sendable, Hashable {
    package var requirement: String
    package var live: String
    package var shadow: String
    /// Submissions that both answered, by what they said.
    package var bothPassed = 0
    package var bothFailed = 0
    package var onlyLivePassed = 0
    package var onlyShadowPassed = 0
    /// Submissions that one of them has not answered.
    package var liveSilent = 0
    package var shadowSilent = 0
    /// Median time from asking to answer, milliseconds; nil without an answer.
    package var liveMedian: Int64?
    package var shadowMedian: Int64?

    package var bothAnswered: Int { bothPassed + bothFailed + onlyLivePassed + onlyShadowPassed }

    /// Share of what both answered on which they said the same; nil without any.
    package var agreement: Double? {
        bothAnswered == 0 ? nil : Double(bothPassed + bothFailed) / Double(bothAnswered)
    }

    /// Compares by requirement and pair of vendors, in order of their names. O(n log n).
    package static func all(of pairs: [VerificationPair]) -> [VendorComparison] {
        let groups = Dictionary(grouping: pairs) {
            [$0.requirement, $0.live.vendor, $0.shadow.vendor]
        }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, pairs in
            var sum = VendorComparison(requirement: key[0], live: key[1], shadow: key[2])
            for pair in pairs { sum.count(pair) }
            sum.liveMedian = median(pairs.compactMap { time($0.live) })
            sum.shadowMedian = median(pairs.compactMap { time($0.shadow) })
            return sum
        }
    }

    private mutating func count(_ pair: VerificationPair) {
        switch (pair.live.hasPassed, pair.shadow.hasPassed) {
        case (true?, true?): bothPassed += 1
        case (false?, false?): bothFailed += 1
        case (true?, false?): onlyLivePassed += 1
        case (false?, true?): onlyShadowPassed += 1
        case (let live, let shadow):
            if live == nil { liveSilent += 1 }
            if shadow == nil { shadowSilent += 1 }
        }
    }

    private static func time(_ check: VendorCheck) -> Int64? {
        check.answeredAt.map { $0 - check.madeAt }
    }

    private static func median(_ times: [Int64]) -> Int64? {
        times.isEmpty ? nil : times.sorted()[(times.count - 1) / 2]
    }

    /// Appends it as a JSON object.
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"requirement\":" as StaticString)
        writer.appendQuoted(requirement)
        writer.append(",\"live\":" as StaticString)
        writer.appendQuoted(live)
        writer.append(",\"shadow\":" as StaticString)
        writer.appendQuoted(shadow)
        writer.append(
            ",\"both_passed\":\(bothPassed),\"both_failed\":\(bothFailed)"
                + ",\"only_live_passed\":\(onlyLivePassed)"
                + ",\"only_shadow_passed\":\(onlyShadowPassed)"
                + ",\"live_silent\":\(liveSilent),\"shadow_silent\":\(shadowSilent)")
        if let agreement {
            writer.append(",\"agreement\":" as StaticString)
            writer.append(agreement)
        }
        for (name, value) in [("live_median_ms", liveMedian), ("shadow_median_ms", shadowMedian)] {
            if let value { writer.append(",\"\(name)\":\(value)") }
        }
        writer.append("}" as StaticString)
    }
}
