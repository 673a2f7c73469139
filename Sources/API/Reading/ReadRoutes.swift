import Hummingbird
package import Pipeline
import Toolbox
package import Vocabulary

/// The routes that read what was decided, as JSON.
struct ReadRoutes: Sendable {
    let archive: any DecisionArchive

    /// `GET /v1/decisions/{id}`.
    func decision(_ call: Call) async throws -> Response {
        let decision = try await archive.expected(id: call.parameters["id"] ?? "")
        var writer = ByteWriter(capacity: 2048)
        decision.writeListed(to: &writer)
        return .json(writer)
    }

    /// `GET /v1/decisions`: the latest first; `next` is the `before` of the page that follows.
    func decisions(_ call: Call) async throws -> Response {
        let filter = try call.filter()
        let decisions = try await ReadingThreads.run { try archive.decisions(filter) }
        var writer = ByteWriter(capacity: 2048 * decisions.count + 64)
        writer.append("{\"decisions\":[" as StaticString)
        for (index, decision) in decisions.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            decision.writeListed(to: &writer)
        }
        writer.append("],\"next\":" as StaticString)
        if let last = decisions.last, decisions.count == filter.limit, last.sequence > 1 {
            writer.append(last.sequence)
        } else {
            writer.append("null" as StaticString)
        }
        writer.append(byte: UInt8(ascii: "}"))
        return .json(writer)
    }

    /// `GET /v1/accounts`: the worst first.
    func accounts(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let accounts = try await ReadingThreads.run { try archive.worstAccounts(limit: limit) }
        return .list("accounts", of: accounts) { $0.writeJSON(to: &$1) }
    }

    /// `GET /v1/dead-letters`: the latest first.
    func deadLetters(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let letters = try await ReadingThreads.run { try archive.deadLetters(limit: limit) }
        return .list("deadLetters", of: letters) { $0.writeJSON(to: &$1) }
    }
}

extension DecisionArchive {
    /// The decision of that id.
    ///
    /// - Throws: ``Fault`` `notFound` when there is none.
    package func expected(id: String) async throws -> StoredDecision {
        guard let decision = try await ReadingThreads.run({ try self.decision(id: id) }) else {
            throw Fault(
                .notFound, "There is no decision \(id.prefix(80)).",
                fix: "List some at /v1/decisions.")
        }
        return decision
    }
}
