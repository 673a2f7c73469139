import API
import Audits
import Enforcements
import HTTPTypes
import Hummingbird
import NIOCore
import Pipeline
import Toolbox
import Vocabulary

/// *Audit*: who did and saw what, whether anybody changed that, and evidence for outside.
struct AuditRoutes: Sendable {
    let parts: ConsoleParts
    private let watch: ChainWatch

    /// Lines that one look at the page checks, and one press of its button.
    private static let linesPerLook: Int64 = 2000
    private static let linesPerPress: Int64 = 200_000
    private static let perPage = 50

    init(parts: ConsoleParts) {
        self.parts = parts
        watch = ChainWatch(log: parts.store)
    }

    var routes: [Route] {
        let page = Route(
            .get, "/audit",
            queries: AuditAsk.names + AuditAsk.others.keys.sorted() + ["before"],
            .needs(.auditRead), audited: "audit.list", list)
        return [
            page,
            Route(.get, "/audit/{line}", .needs(.auditRead), audited: "audit.look", line),
            Route(
                .post, "/audit/verify", .needs(.auditRead), audited: "audit.verify",
                takesForm: true, verify),
            Route(
                .post, "/audit/export", .needs(.auditExport), also: .personalRead,
                audited: "audit.export", takesForm: true, export
            ).answered(on: page),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let ask = AuditAsk(call.queries)
        var filter = try ask.filter(limit: Self.perPage)
        if let before = call.queries["before"] {
            guard let sequence = Int64(before), sequence > 0 else {
                throw Fault(
                    .invalid, "`before` is `\(before.prefix(40))`.", fix: "Begin with /audit.")
            }
            filter.before = sequence
        }
        let (chosen, subject, now) = (filter, ask["subject"], parts.now())
        let (page, trail, standing, key) = try await ReadingThreads.run {
            let trail = try subject.map { try AuditTrail(of: $0, in: parts.store) }
            var wide = chosen
            wide.about = trail?.about ?? []
            return (
                try parts.store.auditPage(wide), trail,
                try watch.advance(lines: Self.linesPerLook, at: now),
                try parts.store.auditKey().publicKey
            )
        }
        let content = AuditContent(
            page, ask: ask, trail: trail, standing: standing, key: key, now: now,
            caller: call.caller,
            isFirst: call.queries["before"] == nil)
        return try parts.shell.page(
            Shell.Page("Audit", at: .audit, template: "running/audit", content: content), for: call)
    }

    private func line(_ call: Call) async throws -> Response {
        let place = try call.place("line")
        guard let sequence = Int64(place), sequence > 0 else {
            throw Fault(
                .notFound, "The audit log has no line `\(place.prefix(40))`.",
                fix: "Look at /audit.")
        }
        let (found, outcome) = try await ReadingThreads.run {
            (
                try parts.store.auditLines(after: sequence - 1, limit: 1).first,
                try parts.store.auditOutcome(of: sequence)
            )
        }
        guard let found, found.sequence == sequence else {
            throw Fault(
                .notFound, "The audit log has no line \(sequence).", fix: "Look at /audit.")
        }
        let content = AuditLineContent(
            found, outcome: outcome, now: parts.now(), masking: Masking(for: call.caller))
        return try parts.shell.page(
            Shell.Page(
                "Line \(sequence)", at: .audit, template: "running/audit-line", content: content),
            for: call)
    }

    private func verify(_ call: Call) async throws -> Response {
        let now = parts.now()
        if call.form["from"] == "start" { watch.restart() }
        let standing = try await ReadingThreads.run {
            try watch.advance(lines: Self.linesPerPress, at: now)
        }
        let words =
            standing.broken.map { "Broken: \($0.words)." }
            ?? "Checked up to line \(Counted.grouped(Int(standing.sequence)))."
        return Shell.go(to: "/audit", notice: words)
    }

    private func export(_ call: Call) async throws -> Response {
        let scope = try AuditAsk.scope(of: call.form)
        let (now, by) = (parts.now(), call.caller.name)
        let (store, isWhole) = (parts.store, call.form["whole"] == "yes")
        guard !isWhole || call.caller.may(.ringsRead) else {
            throw Fault(
                .forbidden,
                "\(by) may not see who else is in a ring: it asks for "
                    + "\(Permission.ringsRead.rawValue).",
                fix: "Leave *Name the others* out, or ask an admin.")
        }
        let packed = try await ReadingThreads.run {
            let bundle = try EvidenceGathering.bundle(
                of: scope, from: store, at: now, by: by, isWhole: isWhole)
            let tar = Tar.bytes(bundle.files, in: "evidence", at: now / 1000)
            return Packing.gzip.pack(tar)
        }
        var headers: HTTPFields = [.contentType: "application/gzip"]
        headers[.contentDisposition] = "attachment; filename=\"evidence.tar.gz\""
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: packed)))
    }
}
