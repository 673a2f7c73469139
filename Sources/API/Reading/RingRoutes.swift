import Cases
import Hummingbird
import Pipeline
import Toolbox
import Vocabulary

/// The routes that read what detection found last, as JSON.
struct RingRoutes: Sendable {
    let archive: any RingArchive & CaseStore

    /// `GET /v1/rings`: the largest score times accounts first, with the run that found them.
    func rings(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let (counts, rings) = try await ReadingThreads.run {
            (try archive.detectionCounts(), try archive.rings(limit: limit))
        }
        var writer = ByteWriter(capacity: 512 * rings.count + 256)
        writer.append("{\"run\":" as StaticString)
        if let counts {
            counts.writeJSON(to: &writer)
        } else {
            writer.append("null" as StaticString)
        }
        writer.append(",\"rings\":[" as StaticString)
        for (place, ring) in rings.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            ring.writeJSON(to: &writer)
        }
        writer.append("]}" as StaticString)
        return .json(writer)
    }

    /// `GET /v1/rings/{id}`: the document as it is kept, and whether the last run names the ring.
    func ring(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let known = try await ReadingThreads.run { try KnownRing.read(id, archive) }
        let seen = known.goneSince.map { "\"current\":false,\"seenAt\":\($0)" }
        // The document is an object with members, so that these stand before them.
        return .json("{" + (seen ?? "\"current\":true") + "," + known.record.document.dropFirst())
    }

    /// `GET /v1/accounts/{name}/verdict`.
    func verdict(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        guard let verdict = try await ReadingThreads.run({ try archive.verdict(ofAccount: name) })
        else {
            throw Fault(
                .notFound, "Detection says nothing against \(name.prefix(80)).",
                fix: "List rings at /v1/rings; each names its accounts.")
        }
        var writer = ByteWriter(capacity: 256)
        verdict.writeJSON(to: &writer)
        return .json(writer)
    }

    /// `GET /v1/recipients`: beneficiaries, then victims, the surest first.
    func recipients(_ call: Call) async throws -> Response {
        let limit = try call.limit()
        let recipients = try await ReadingThreads.run { try archive.recipients(limit: limit) }
        return .list("recipients", of: recipients) { $0.writeJSON(to: &$1) }
    }
}
