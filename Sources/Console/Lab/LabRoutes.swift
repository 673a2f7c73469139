import API
import Hummingbird
import Packs
import Pipeline
import Rules
import Vocabulary

/// The rule lab: rules as they are and do, an editor with its preview, versions and their rollout.
struct LabRoutes: Sendable {
    let parts: ConsoleParts
    private let recent = RecentHitsBook()

    init(parts: ConsoleParts) { self.parts = parts }

    var routes: [Route] {
        [
            Route(.get, "/rules", queries: ["show", "q"], .needs(.rulesRead), registry),
            Route(.get, "/rules/words", .needs(.rulesRead), words),
        ] + DraftRoutes(parts: parts).routes + VersionRoutes(parts: parts).routes
            + StrikeRoutes(parts: parts).routes + [
                Route(.get, "/rules/{id}", .needs(.rulesRead), audited: "rule.look", rule)
            ]
    }

    private func hits(_ pack: Pack) throws -> RecentHits {
        try recent.hits(
            parts.store, label: LabRoutes.label(pack), ids: pack.rules.rules.map(\.id),
            now: parts.now())
    }

    /// The name of the labels that say who is bad; nil where any does.
    private static func label(_ pack: Pack) -> String? {
        pack.costs?.label.flatMap { $0.hasPrefix("event.") ? nil : $0 }
    }

    /// `GET /rules`: all rules of the pack in force.
    private func registry(_ call: Call) async throws -> Response {
        let pack = parts.pack()
        let show = call.queries["show"] ?? ""
        // A browser writes spaces of a form as `+`.
        let text = (call.queries["q"] ?? "").split(separator: "+").joined(separator: " ")
        guard RegistryContent.shows.contains(where: { $0.0 == show }) else {
            throw Fault(
                .invalid, "There is nothing to show as `\(show.prefix(40))`.",
                fix: "Use live, shadow, off or quiet.")
        }
        let (caller, impact, now) = (call.caller, parts.previews.latest, parts.now())
        let content = try await ReadingThreads.run {
            RegistryContent(
                RegistryContent.Given(
                    pack: pack, hits: try hits(pack), impact: impact, show: show,
                    text: text, now: now,
                    mayWrite: caller.may(.rulesWrite), token: caller.formToken,
                    waiting: try parts.store.openProposals(limit: VersionRoutes.linesMax).count,
                    versions: try parts.store.policyVersions().count))
        }
        return try parts.shell.page(
            Shell.Page("Rule lab", at: .rules, template: "lab/rules", content: content), for: call)
    }

    /// `GET /rules/{id}`: one rule, what it rests on and what rests on it.
    private func rule(_ call: Call) async throws -> Response {
        let (id, pack) = (try call.place("id"), parts.pack())
        guard let rule = pack.rules.rules.first(where: { $0.id == id }) else {
            throw Fault(
                .notFound, "There is no rule \(id.prefix(80)) in force.", fix: "See /rules.")
        }
        let hits = try await ReadingThreads.run { try self.hits(pack) }
        let content = RuleContent(
            rule, in: pack, hits: hits, impact: parts.previews.latest,
            mayWrite: call.caller.may(.rulesWrite))
        return try parts.shell.page(
            Shell.Page(id, at: .rules, template: "lab/rule", content: content), for: call)
    }

    /// `GET /rules/words`: what the editor completes, as JSON.
    private func words(_ call: Call) async throws -> Response {
        .json(try LabJSON.text(RuleWords(parts.pack())))
    }
}
