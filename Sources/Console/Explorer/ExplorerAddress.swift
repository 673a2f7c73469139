import API
import Toolbox
import Vocabulary

/// A question as the explorer's address says it; every link is another address.
struct ExplorerAddress: Sendable, Hashable {
    var when: String
    /// One of ``ranges``; empty where `from` and `to` say it.
    var range: String
    /// As written, a time of UTC such as `2026-03-02T00:00`.
    var from: String
    var to: String
    var by: String
    /// What it is compared with: `previous`, `week` or `none`.
    var vs: String
    /// Events before this sequence are listed.
    var before: Int64?
    var isFull: Bool

    static let ranges: [(name: String, words: String, length: Int64)] = [
        ("1h", "1 hour", 3_600_000), ("6h", "6 hours", 21_600_000),
        ("24h", "24 hours", 86_400_000), ("7d", "7 days", 604_800_000),
        ("30d", "30 days", 2_592_000_000), ("all", "All", 0),
    ]
    static let rangeDefault = "24h"
    static let comparisons = [
        ("previous", "the period before"), ("week", "a week before"), ("none", "nothing"),
    ]

    init(_ form: Form) {
        when = form["when"]
        (from, to) = (form["from"], form["to"])
        // A time says more than a range; where one end is left out, it is the log's.
        let isTimed = !from.isEmpty || !to.isEmpty
        let named = form["range"]
        range = isTimed ? "" : named.isEmpty ? ExplorerAddress.rangeDefault : named
        by = form["by"]
        vs = form["vs"].isEmpty ? "previous" : form["vs"]
        before = Int64(form["before"])
        isFull = form["effort"] == "full"
    }

    /// Behind the `?`.
    var encoded: String {
        var pairs: [(String, String)] = [("when", when)]
        if range.isEmpty {
            pairs += [("from", from), ("to", to)]
        } else {
            pairs.append(("range", range))
        }
        pairs += [("by", by), ("vs", vs == "previous" ? "" : vs)]
        pairs.append(("before", before.map(String.init) ?? ""))
        pairs.append(("effort", isFull ? "full" : ""))
        return pairs.filter { !$0.1.isEmpty }
            .map { "\($0.0)=\(Query.escaped($0.1))" }.joined(separator: "&")
    }

    var path: String { "/explorer?" + encoded }

    /// The same, changed; always from the first page, and quick.
    func with(_ change: (inout ExplorerAddress) -> Void) -> ExplorerAddress {
        var changed = self
        changed.before = nil
        changed.isFull = false
        change(&changed)
        return changed
    }

    /// The same, asking for more.
    func and(_ condition: String, of parts: [String]) -> ExplorerAddress {
        with { address in
            if parts.contains(condition) { return }
            address.when = (parts + [condition]).joined(separator: " && ")
        }
    }

    /// The same, without one of its parts.
    func without(_ part: Int, of parts: [String]) -> ExplorerAddress {
        with { address in
            address.when = parts.enumerated().filter { $0.offset != part }.map(\.element)
                .joined(separator: " && ")
        }
    }

    /// The range in time, of a log that has events of these times.
    ///
    /// - Throws: ``Fault`` `invalid` for times that cannot be read.
    func times(in span: ClosedRange<Int64>) throws(Fault) -> Range<Int64> {
        if range.isEmpty {
            let start =
                try from.isEmpty ? span.lowerBound : ExplorerAddress.time(from, "from")
            let end = try to.isEmpty ? span.upperBound + 1 : ExplorerAddress.time(to, "to")
            guard start < end else {
                throw Fault(
                    .invalid, "The range ends before it begins.", fix: "Put the later time last.")
            }
            return start..<end
        }
        // Ranges end with the log, whatever the clock says: a log may be of another year.
        let end = span.upperBound + 1
        guard let preset = ExplorerAddress.ranges.first(where: { $0.name == range }) else {
            let known = ExplorerAddress.ranges.map(\.name).joined(separator: ", ")
            throw Fault(
                .invalid, "There is no range \(range.prefix(40)).", fix: "Use one of \(known).")
        }
        return preset.length == 0 ? span.lowerBound..<end : end - preset.length..<end
    }

    /// How far before the range lies what it is compared with.
    func shift(_ range: Range<Int64>) -> Int64? {
        switch vs {
        case "none": nil
        case "week": 604_800_000
        default: range.upperBound - range.lowerBound
        }
    }

    /// Milliseconds since 1970 of the years 1970 to 9999.
    private static let writable = 0...CivilTime.writableSeconds.upperBound * 1000

    private static func time(_ text: String, _ name: String) throws(Fault) -> Int64 {
        if let milliseconds = Int64(text) {
            guard writable.contains(milliseconds) else {
                throw Fault(
                    .invalid, "`\(name)` is `\(text.prefix(40))`, beyond the years there are.",
                    fix: "Write it such as 2026-03-02T00:00, in UTC.")
            }
            return milliseconds
        }
        var whole = text
        if whole.count == 10 { whole += "T00:00" }
        if whole.count == 16 { whole += ":00" }
        if !whole.hasSuffix("Z") { whole += "Z" }
        if let time = CivilTime(rfc3339: whole) { return time.milliseconds }
        throw Fault(
            .invalid, "`\(name)` is `\(text.prefix(40))`, which is no time.",
            fix: "Write it such as 2026-03-02T00:00, in UTC.")
    }

    /// A time as fields for times take it, such as `2026-03-02T00:00`.
    static func written(_ milliseconds: Int64) -> String {
        String(Moment(milliseconds, now: milliseconds).iso.prefix(16))
    }
}
