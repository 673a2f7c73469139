import HTTPTypes
import Hummingbird
import NIOCore
import Toolbox
import Verifications
import Vocabulary

/// The routes that ask people to prove things, tell where they stand, and take what vendors say.
struct VerificationRoutes: Sendable {
    /// Nil where the service asks nothing of anybody.
    let verifier: Verifier?
    let bounds: BodyBounds

    /// Bytes of a request, and of a vendor's callback.
    private static let bytesMax = 64 * 1024
    /// Lines of the ledger told beside a verification.
    private static let linesShown = 200

    private func expected() throws(Fault) -> Verifier {
        guard let verifier else {
            throw Fault(
                .notFound, "This service asks nobody to prove anything.",
                fix: "Give the pack a verification.yaml, and `assay serve` the option --vendors.")
        }
        return verifier
    }

    private struct Asked: Decodable {
        var account: String
        var requirement: String
        var person: [String: String]?
        var why: String?
    }

    /// `POST /v1/verifications`: asks an account for something, or takes what the person gives.
    func ask(_ call: Call) async throws -> Response {
        let verifier = try expected()
        let asked: Asked = try await call.decoded(
            "{\"account\": …, \"requirement\": …}, and `person` with texts once they gave "
                + "something",
            bytesMax: VerificationRoutes.bytesMax, bounds)
        let by = call.caller.kind == .machine ? "api" : call.caller.name
        let verification = try await ReadingThreads.run {
            guard let person = asked.person else {
                return try verifier.request(
                    account: asked.account, requirement: asked.requirement,
                    why: asked.why ?? "api", by: by)
            }
            return try verifier.submit(
                account: asked.account, requirement: asked.requirement, person: person, by: by)
        }
        var writer = ByteWriter(capacity: 512)
        verification.writeJSON(to: &writer)
        return .json(writer)
    }

    /// `GET /v1/verifications`: of an account with what waits to be asked, or the latest of all.
    func list(_ call: Call) async throws -> Response {
        let verifier = try expected()
        let limit = try call.limit()
        var state: VerificationState?
        if let name = call.queries["state"] {
            guard let named = VerificationState(rawValue: name) else {
                let known = VerificationState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    .invalid, "There is no state `\(name.prefix(40))`.",
                    fix: "Use one of \(known).")
            }
            state = named
        }
        let wanted = state
        guard let account = call.queries["account"], !account.isEmpty else {
            let all = try await ReadingThreads.run {
                try verifier.archive.verifications(state: wanted, limit: limit)
            }
            return .list("verifications", of: all) { $0.writeJSON(to: &$1) }
        }
        let (found, asks) = try await ReadingThreads.run {
            (
                try verifier.archive.verifications(ofAccount: account, limit: limit),
                try verifier.archive.asks(of: account)
            )
        }
        var writer = ByteWriter(capacity: 512 * found.count + 128)
        writer.append("{\"verifications\":[" as StaticString)
        for (place, verification) in found.filter({ wanted == nil || $0.state == wanted })
            .enumerated()
        {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            verification.writeJSON(to: &writer)
        }
        writer.append("],\"waiting\":[" as StaticString)
        for (place, ask) in asks.enumerated() {
            writer.append(place == 0 ? "{\"requirement\":" : ",{\"requirement\":")
            writer.appendQuoted(ask.requirement)
            writer.append(",\"why\":" as StaticString)
            writer.appendQuoted(ask.why)
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append("]}" as StaticString)
        return .json(writer)
    }

    /// `GET /v1/verifications/{id}`: where it stands, and its lines of the ledger.
    func one(_ call: Call) async throws -> Response {
        let verifier = try expected()
        let id = try call.place("id")
        let (found, lines) = try await ReadingThreads.run {
            (
                try verifier.archive.verification(id: id),
                try verifier.archive.lines(of: id, limit: VerificationRoutes.linesShown)
            )
        }
        guard let found else { throw Verifier.unknown(id) }
        var text = ByteWriter(capacity: 256 * lines.count + 64)
        text.append(",\"ledger\":[" as StaticString)
        for (place, line) in lines.enumerated() {
            if place > 0 { text.append(byte: UInt8(ascii: ",")) }
            line.writeJSON(to: &text)
        }
        text.append("]" as StaticString)
        var writer = ByteWriter(capacity: text.count + 512)
        found.writeJSON(to: &writer, more: text.text)
        return .json(writer)
    }

    /// `POST /v1/vendors/{vendor}/callbacks`: what a vendor says; its signature is its key.
    func callback(_ call: Call) async throws -> Response {
        let verifier = try expected()
        let vendor = try call.place("vendor")
        let body = try await call.body(bytesMax: VerificationRoutes.bytesMax, bounds)
        let fields = call.request.headers
        let answer = try await ReadingThreads.run {
            try verifier.take(
                callbackOf: vendor,
                headers: { name in HTTPField.Name(name).flatMap { fields[$0] } },
                body: Array(body.readableBytesView))
        }
        return .json(answer)
    }
}
