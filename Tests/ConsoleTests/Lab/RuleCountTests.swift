import Cases
import Console
import Enforcements
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What a rule came to is told over all the log, and what is of the latest decisions says so.
@Suite struct RuleCountTests {
    private static let now: Int64 = 1_772_500_000_000

    /// A measure that a rule brought, on an event that happened 255 days before it was received.
    private static func measure(_ name: String, at: Int64, received: Int64?) -> LedgerEntry {
        var origin = EnforcementOrigin(time: at - 255 * 86_400_000, isAutomatic: true)
        (origin.rules, origin.received) = (["large"], received)
        return LedgerEntry(
            .applied, "enf_\(name)", of: EnforcedEntity(kind: "account", name: name), policy: "p",
            rung: 1, measure: .restrict, points: 1, from: at, until: nil, by: Person.machine,
            why: "Large.", origin: origin)
    }

    private static func begin(_ entries: [LedgerEntry], in store: SQLiteStore) throws {
        try store.enforcing { tables in
            for entry in entries {
                var standing = try Enforcement(entry)
                standing.sequence = try tables.append(entry)
                try tables.put(standing, isNew: true)
            }
        }
    }

    @Test("A rule that is quiet lately is not told to have never fired")
    func registry() async throws {
        try await LabServer.run { lab in
            let received = try lab.store.readingEnforcements { try $0.received(sequence: 7) }
            #expect(received == Self.now)
            #expect(try lab.store.readingEnforcements { try $0.received(sequence: 0) } == nil)
            try Self.begin(
                ["a", "b", "c"].map { Self.measure($0, at: Self.now, received: nil) },
                in: lab.store)
            _ = try FiguresRun(store: lab.store, definition: nil, now: Self.now).run()
            let measures = try lab.store.readingEnforcements {
                try $0.measures(by: "rule", limit: 10)
            }
            #expect(measures == ["large": 3])
            let page = try await lab.send("GET", "/rules", as: "eve.viewer").text
            #expect(!page.contains("ever fired"), "\(page)")
            // 40 decisions acted on it, and 3 measures came of it.
            #expect(page.contains("<td class=\"num\">40</td><td class=\"num\">3</td>"), "\(page)")
            let rule = try await lab.send("GET", "/rules/large", as: "eve.viewer").text
            #expect(rule.contains("40 decisions of the whole log"), "\(rule)")
            #expect(rule.contains("in 40 of the latest 400 decisions"), "\(rule)")
            #expect(rule.contains("scope=rule%3Alarge\">3 measures"), "\(rule)")
        }
    }

    @Test("How long a measure took counts from when its event was received, not from when it was")
    func detectionToAction() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        let hour: Int64 = 3_600_000
        try Self.begin(
            [
                Self.measure("a", at: Self.now, received: Self.now - 2 * hour),
                Self.measure("b", at: Self.now, received: Self.now - 3 * hour),
                Self.measure("c", at: Self.now, received: Self.now - 4 * hour),
            ], in: store)
        _ = try FiguresRun(store: store, definition: nil, now: Self.now).run()
        let series = try store.readingOperations {
            try IndicatorBook(tables: $0, now: Self.now).series(days: 7)
        }
        let taken = try #require(series.first { $0.indicator == .detectionToAction }?.latest?.value)
        // Quantiles are kept by bucket.
        #expect(abs(taken - 3) < 0.5, "\(taken) h")
        #expect(IndicatorWords.value(taken, .hours).hasSuffix(" h"))
        #expect(IndicatorWords.value(84, .hours) == "3.5 d")
    }
}
