import Hummingbird
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// The routes that read the registry of policies, and move its versions.
struct PolicyRoutes: Sendable {
    let registry: any PolicyRegistry & PolicyProposals
    /// The pack in force now.
    let running: @Sendable () -> Pack
    let bounds: BodyBounds
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// Bytes of a request that moves a version, and of one that registers files.
    private static let bytesMax = 64 * 1024
    private static let filesBytesMax = 8 * 1024 * 1024
    /// Lines of the ledger, and proposals, told beside the versions.
    private static let linesShown = 100

    private struct Files: Decodable {
        var files: [String: String]
        var title: String
        var by: String?
        var why: String?
    }

    private struct Step: Decodable {
        var stage: String
        var share: Double?
        var by: String?
        var why: String
        /// Why it is taken though nobody looked at a preview.
        var withoutPreview: String?

        private enum CodingKeys: String, CodingKey {
            case stage, share, by, why
            case withoutPreview = "without_preview"
        }
    }

    private struct Person: Decodable {
        var by: String?
        var why: String?
        var withoutPreview: String?

        private enum CodingKeys: String, CodingKey {
            case by, why
            case withoutPreview = "without_preview"
        }
    }

    /// `GET /v1/policies`: versions with what was counted of them, open proposals, the ledger.
    func policies(_ call: Call) async throws -> Response { try await told() }

    private func told() async throws -> Response {
        let text = try await ReadingThreads.run {
            let versions = try registry.policyVersions().map {
                PolicyJSON.text($0, try registry.policyTally(step: $0.step))
            }
            let open = try registry.openProposals(limit: PolicyRoutes.linesShown)
                .map { PolicyJSON.text($0) }
            let changes = try registry.policyChanges(limit: PolicyRoutes.linesShown)
                .map { PolicyJSON.text($0) }
            return "{\"versions\":[\(versions.joined(separator: ","))],"
                + "\"proposals\":[\(open.joined(separator: ","))],"
                + "\"changes\":[\(changes.joined(separator: ","))]}"
        }
        return .json(text)
    }

    /// `POST /v1/policies`: keeps a draft: the files that run, with those of the request in their
    /// place.
    func register(_ call: Call) async throws -> Response {
        let body: Files = try await call.decoded(
            "{\"files\": {\"rules.yaml\": …}, \"title\": …, \"by\": …}",
            bytesMax: PolicyRoutes.filesBytesMax, bounds)
        let running = running()
        var texts = PolicyFiles.kept(of: running)
        for (path, text) in body.files { texts[path] = text }
        let reading = PackLoader.read(texts: texts)
        guard let pack = reading.pack else {
            throw Fault(.invalid, "The files are no sound pack:\n" + reading.report)
        }
        guard pack.walkHash == running.walkHash else {
            throw Fault(
                .invalid, "The files change what events, features or lists are.",
                fix: "Send rules, policy and what else judges; start the service anew for the rest."
            )
        }
        if let failed = PackTester(pack: pack).run().first(where: { !$0.faults.isEmpty }) {
            throw Fault(
                .invalid,
                "A test of the pack fails: \(failed.test.name): "
                    + failed.faults.joined(separator: "; "), fix: "Mend it, or the rules.")
        }
        let at = now()
        let by = try call.caller.acts(as: body.by ?? "")
        let version = try await ReadingThreads.run {
            try registry.register(
                policy: PolicyFiles.kept(of: pack), walkHash: pack.walkHash, title: body.title,
                at: at, by: by,
                why: body.why ?? "")
        }
        return .json("{\"version\":\(version)}")
    }

    /// `POST /v1/policies/{id}/stage`: puts a version into a stage, or has the step wait.
    func stage(_ call: Call) async throws -> Response {
        let version = try number(call, "id")
        let body: Step = try await call.decoded(
            "{\"stage\": \"canary\", \"share\": 0.05, \"by\": …, \"why\": …}",
            bytesMax: PolicyRoutes.bytesMax, bounds)
        guard let stage = PolicyStage(rawValue: body.stage) else {
            let known = PolicyStage.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(
                .invalid, "There is no stage `\(body.stage.prefix(40))`.",
                fix: "Use one of \(known).")
        }
        guard (stage == .canary) == (body.share != nil) else {
            throw Fault(
                .invalid,
                stage == .canary ? "A canary wants a `share`." : "Only a canary has a `share`.",
                fix: "A share is above 0 and below 1; send it with `canary` alone.")
        }
        let step = PolicyStep(
            version: Int(version), stage: stage, share: body.share ?? 1, at: now(),
            by: try call.caller.acts(as: body.by ?? ""),
            why: body.why)
        let (desk, reason) = (
            PolicyDesk(registry: registry, running: running()), body.withoutPreview
        )
        switch try await ReadingThreads.run({
            try desk.advance(step, withoutPreview: reason)
        }) {
        case .taken: return .json("{\"taken\":true}")
        case .proposed(let id, let reach):
            return .json(
                "{\"taken\":false,\"proposal\":\(id),\"reach\":\(reach.map { "\($0)" } ?? "null")}")
        }
    }

    /// `POST /v1/policies/rollback`: takes the last step back.
    func rollback(_ call: Call) async throws -> Response {
        let body: Person = try await call.decoded(
            "{\"by\": …, \"why\": …}", bytesMax: PolicyRoutes.bytesMax, bounds)
        let at = now()
        let by = try call.caller.acts(as: body.by ?? "")
        let result = try await ReadingThreads.run {
            try registry.rollBackPolicy(at: at, by: by, why: body.why ?? "")
        }
        return .json(
            "{\"back\":\(result.back),\"live\":\(result.live.map { "\($0)" } ?? "null")}")
    }

    /// `POST /v1/policies/proposals/{id}/approve`
    func approve(_ call: Call) async throws -> Response {
        let desk = PolicyDesk(registry: registry, running: running())
        return try await decide(call, isTaken: true) {
            try desk.approve($0, at: $1, by: $2, withoutPreview: $3)
        }
    }

    /// `POST /v1/policies/proposals/{id}/refuse`
    func refuse(_ call: Call) async throws -> Response {
        try await decide(call, isTaken: false) { id, at, by, _ in
            try registry.refuse(proposal: id, at: at, by: by)
        }
    }

    private func decide(
        _ call: Call, isTaken: Bool,
        by decision:
            @escaping @Sendable (
                _ id: Int64, _ at: Int64, _ by: String, _ withoutPreview: String?
            ) throws -> Void
    ) async throws -> Response {
        let id = try number(call, "id")
        let body: Person = try await call.decoded(
            "{\"by\": …}", bytesMax: PolicyRoutes.bytesMax, bounds)
        let at = now()
        let by = try call.caller.acts(as: body.by ?? "")
        try await ReadingThreads.run { try decision(id, at, by, body.withoutPreview) }
        return .json("{\"taken\":\(isTaken)}")
    }

    private func number(_ call: Call, _ name: String) throws -> Int64 {
        let text = try call.place(name)
        guard let number = Int64(text), number > 0 else {
            throw Fault(
                .notFound, "`\(text.prefix(40))` is no number.", fix: "See /v1/policies.")
        }
        return number
    }
}
