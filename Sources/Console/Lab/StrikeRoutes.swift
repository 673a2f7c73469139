import API
import Enforcements
import Hummingbird
import Packs
import Vocabulary

/// The designer of strikes: who would be hit at which number of strikes, before a policy of
/// enforcement is switched on.
struct StrikeRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        [Route(.get, "/rules/strikes", .needs(.rulesRead), strikes)]
    }

    private struct Content {
        let policies: [Policy]
        let hasPolicies: Bool
        let decisions: String
        let held: String
        let unreadable: String?
        let mayWrite: Bool

        struct Policy {
            let name: String
            let words: String
            let rows: [Row]
        }

        struct Row {
            let strikes: String
            let measure: String
            let entities: String
            let share: Double
            let isRung: Bool
        }
    }

    /// The latest decisions, which are rehearsed.
    private static let decisionsMax: Int64 = 20_000

    /// `GET /rules/strikes`: rehearses the ladder over the decisions of the last days.
    private func strikes(_ call: Call) async throws -> Response {
        let (pack, store) = (parts.pack(), parts.store)
        guard let definition = pack.enforcement else {
            throw Fault(
                .notFound, "The pack in force has no enforcement.yaml.",
                fix: "Write one: /rules/edit?path=enforcement.yaml.")
        }
        let mayWrite = call.caller.may(.rulesWrite)
        let content = try await ReadingThreads.run {
            let start = try store.lastSequence() - StrikeRoutes.decisionsMax
            let histogram = try StrikeHistogram(
                of: definition, in: store, after: max(0, start))
            return StrikeRoutes.content(histogram, definition, mayWrite: mayWrite)
        }
        return try parts.shell.page(
            Shell.Page("Strikes", at: .rules, template: "lab/strikes", content: content), for: call)
    }

    private static func content(
        _ histogram: StrikeHistogram, _ definition: EnforcementDefinition, mayWrite: Bool
    ) -> Content {
        let policies = zip(histogram.policies, definition.policies).map { found, policy in
            Content.Policy(
                name: PlainWords.of(found.policy),
                words: "\(Counted.words(found.violations, "violation", "violations")), "
                    + "\(Counted.grouped(found.partOfAnother)) of them part of another, of "
                    + Counted.words(found.entities, "entity", "entities"),
                rows: found.thresholds.map { row in
                    Content.Row(
                        strikes: EnforcementRow.number(row.strikes), measure: row.measure,
                        entities: Counted.grouped(row.entities),
                        share: Double(row.entities) / Double(max(1, found.entities)),
                        isRung: policy.ladder.contains { $0.strikes == row.strikes })
                })
        }
        return Content(
            policies: policies, hasPolicies: !policies.isEmpty,
            decisions: Counted.words(histogram.decisions, "decision", "decisions"),
            held: Counted.words(histogram.held, "enforcement", "enforcements"),
            unreadable: histogram.unreadable > 0 ? Counted.grouped(histogram.unreadable) : nil,
            mayWrite: mayWrite)
    }
}
