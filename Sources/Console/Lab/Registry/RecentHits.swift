import Cases
import Enforcements
import Pipeline
import Synchronization
import Vocabulary

/// What rules came to on the latest decisions, as these were recorded, and what labels say of it.
struct RecentHits: Sendable {
    struct Line: Sendable, Hashable {
        /// Decisions it fired on, in shadow too.
        var decisions = 0
        var accounts: Set<String> = []
        /// Of these, those whose account has a label.
        var bad = 0
        var good = 0
        /// Decisions of all the log that acted and of which it was a reason, and measures that
        /// these led to.
        var acted = 0
        var measures = 0

        /// Of the labelled accounts, the share that is bad; nil without any.
        var precision: Double? {
            bad + good == 0 ? nil : Double(bad) / Double(bad + good)
        }
    }

    var read = 0
    /// Of the earliest decision read, milliseconds since 1970.
    var since: Int64?
    var rules: [String: Line] = [:]

    /// Decisions read, a thousand at a time, and accounts whose labels are asked for.
    static let decisionsMax = 4000
    private static let atOnce = 1000
    private static let accountsMax = 2000
    /// Rules whose measures are counted, the first by name; beyond, a rule reads 0.
    private static let rulesMax = 1000

    typealias Source = DecisionArchive & LabelArchive & OperationsStore & EnforcementStore

    init() {}

    /// O(decisions), each with the bytes of its record. Decisions that acted were counted as they
    /// came, O(days · rules); measures are counted now, O(measures that rules led to).
    ///
    /// - Parameters:
    ///   - label: the name of the labels that say who is bad; nil for any.
    ///   - ids: the rules whose counts over the whole log are read.
    init(_ store: any Source, label: String?, ids: [String]) throws {
        try count(store, ids: ids)
        var before: Int64?
        while read < RecentHits.decisionsMax {
            var filter = DecisionFilter(limit: RecentHits.atOnce)
            filter.before = before
            let found = try store.decisions(filter)
            guard let last = found.last else { break }
            for decision in found { take(decision) }
            (before, since) = (last.sequence, last.time)
        }
        var answers: [String: Bool?] = [:]
        for rule in rules.keys {
            for account in rules[rule]?.accounts ?? [] {
                if answers[account] == nil {
                    guard answers.count < RecentHits.accountsMax else { continue }
                    answers[account] = .some(
                        try RecentHits.isBad(account, store, label: label))
                }
                guard let isBad = answers[account] ?? nil else { continue }
                if isBad { rules[rule]?.bad += 1 } else { rules[rule]?.good += 1 }
            }
        }
    }

    private mutating func count(_ store: any Source, ids: [String]) throws {
        let acted = try store.readingOperations { tables in
            try ids.map { id in
                try tables.figures(.fired, part: id, by: .day, from: .min, to: .max)
                    .reduce(0) { $0 + $1.sum.count }
            }
        }
        let measures = try store.readingEnforcements {
            try $0.measures(by: "rule", limit: RecentHits.rulesMax)
        }
        for (id, count) in zip(ids, acted) {
            rules[id, default: Line()].acted = count
            rules[id, default: Line()].measures = measures[id] ?? 0
        }
    }

    private mutating func take(_ decision: StoredDecision) {
        read += 1
        for rule in RecentHits.rules(in: decision.record) {
            rules[rule, default: Line()].decisions += 1
            if !decision.account.isEmpty {
                rules[rule, default: Line()].accounts.insert(decision.account)
            }
        }
    }

    /// Ids of the rules that a record says fired, live or in shadow: what stands behind `"rule":`
    /// before what was undecided. Neither mark can stand within a text of JSON, whose quotes are
    /// escaped. O(length).
    static func rules(in record: String) -> [String] {
        let bytes = Array(record.utf8)
        let mark = Array(#""rule":""#.utf8)
        let end = Array(#""undecided":["#.utf8)
        var rules: [String] = []
        var index = 0
        while index + mark.count <= bytes.count {
            guard bytes[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            if bytes[index...].starts(with: end) { break }
            if bytes[index...].starts(with: mark) {
                let start = index + mark.count
                guard let close = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) else { break }
                rules.append(String(decoding: bytes[start..<close], as: UTF8.self))
                index = close
            }
            index += 1
        }
        return rules
    }

    /// What the latest label of an account says; nil without one.
    private static func isBad(
        _ account: String, _ store: any LabelArchive, label: String?
    ) throws -> Bool? {
        try store.labels(of: .entity(kind: "account", name: account))
            .filter { label == nil || $0.name == label }
            .max { $0.recordedAt < $1.recordedAt }?.isPositive
    }
}

/// Keeps what the latest decisions came to for a while, since a page asks for it each time.
final class RecentHitsBook: Sendable {
    private let held = Mutex<(at: Int64, hits: RecentHits)?>(nil)
    private static let freshMilliseconds: Int64 = 30_000

    func hits(
        _ store: any RecentHits.Source, label: String?, ids: [String], now: Int64
    ) throws -> RecentHits {
        if let held = held.withLock({ $0 }), now - held.at < RecentHitsBook.freshMilliseconds {
            return held.hits
        }
        let hits = try RecentHits(store, label: label, ids: ids)
        held.withLock { $0 = (now, hits) }
        return hits
    }
}
