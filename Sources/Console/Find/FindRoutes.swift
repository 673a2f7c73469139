import API
import Cases
import Enforcements
import Foundation
import Hummingbird
import Packs
import Pipeline
import Rules
import Vocabulary

/// `GET /find?q=`: what the palette finds by id, or by the beginning of a name.
struct FindRoutes: Sendable {
    let parts: ConsoleParts

    /// Of one kind.
    private static let eachMax = 6
    private static let textMax = 200

    var routes: [Route] {
        [
            Route(
                .get, "/find", queries: ["q"], .needs(.decisionsRead), audited: "find.ask", find)
        ]
    }

    struct Found: Encodable, Sendable {
        var title: String
        var kind: String
        var path: String
    }

    private struct Answer: Encodable {
        var found: [Found]
    }

    private func find(_ call: Call) async throws -> Response {
        let text = String((call.queries["q"] ?? "").prefix(FindRoutes.textMax))
        let (store, pack, caller) = (parts.store, parts.pack(), call.caller)
        let found = try await ReadingThreads.run {
            text.isEmpty ? [] : try FindRoutes.found(text, store, pack, caller)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return .json(String(decoding: try encoder.encode(Answer(found: found)), as: UTF8.self))
    }

    private static func found(
        _ text: String, _ store: any ConsoleParts.Store, _ pack: Pack, _ caller: Caller
    ) throws -> [Found] {
        var found: [Found] = []
        if caller.may(.casesRead), pack.cases != nil { found += try cases(text, store, caller) }
        // A list of names by their beginning is for who may see names.
        if caller.may(.personalRead) {
            found += try store.accounts(from: text, limit: eachMax).map {
                Found(
                    title: $0, kind: "account",
                    path: Masks.path(EnforcedEntity(kind: "account", name: $0)))
            }
        }
        if caller.may(.ringsRead) {
            let number = text.allSatisfy(\.isNumber) ? "ring-\(text)" : text
            found += try store.ringIDs(from: number, limit: eachMax).map {
                Found(title: $0, kind: "ring", path: "/rings/\(Query.escaped($0))")
            }
        }
        if caller.may(.rulesRead) {
            found += pack.rules.rules.lazy.filter { $0.id.hasPrefix(text) }.prefix(eachMax).map {
                Found(title: $0.id, kind: "rule", path: "/rules/\(Query.escaped($0.id))")
            }
        }
        if text.hasPrefix("dec_"), let decision = try store.decision(id: text) {
            found.append(
                Found(
                    title: decision.id, kind: "decision, \(decision.action.rawValue)",
                    path: "/decisions/\(Query.escaped(decision.id))"))
        }
        return found
    }

    /// A case by its number, and the latest cases of an account of that name.
    private static func cases(
        _ text: String, _ store: any ConsoleParts.Store, _ caller: Caller
    ) throws -> [Found] {
        try store.readingCases { tables in
            var found: [Case] = []
            if let id = CaseNumber.id(text), let one = try tables.case(id: id) { found.append(one) }
            if caller.may(.personalRead) {
                var filter = CaseFilter(limit: eachMax)
                (filter.subject, filter.order) = (
                    EnforcedEntity(kind: "account", name: text), .latest
                )
                found += try tables.cases(filter)
            }
            let hides = !caller.may(.personalRead)
            return found.map {
                Found(
                    title: CaseNumber.short($0.id) + (hides ? "" : " · \($0.title)"),
                    kind: "case, \($0.state.rawValue)", path: "/cases/\(Query.escaped($0.id))")
            }
        }
    }
}
