import API
import Backtests
import Hummingbird
import Packs
import Pipeline
import Vocabulary

/// Versions of the policy: what they change, how they fare, and their way into force and back.
struct VersionRoutes: Sendable {
    let parts: ConsoleParts

    /// Lines of the ledger, and proposals, that are read.
    static let linesMax = 200

    var routes: [Route] {
        let page = Route(
            .get, "/rules/versions/{version}", queries: ["against"], .needs(.rulesRead),
            audited: "rule.preview.read", one)
        let listed = Route(.get, "/rules/versions", .needs(.rulesRead), list)
        return [
            page, listed,
            Route(.get, "/policies", .needs(.rulesRead)) { _ in Shell.go(to: "/rules/versions") },
            Route(
                .post, "/rules/versions/{version}/propose", .needs(.rulesWrite),
                audited: "policy.propose", takesForm: true, propose
            ).answered(on: page),
            Route(
                .post, "/rules/versions/{version}/stage", .needs(.rulesRelease),
                audited: "policy.stage", takesForm: true, stage
            ).answered(on: page),
            Route(
                .post, "/rules/versions/{version}/preview", .needs(.rulesWrite),
                audited: "rule.preview", takesForm: true, preview),
            Route(
                .post, "/rules/rollback", .needs(.rulesRelease), audited: "policy.rollback",
                takesForm: true, rollBack
            ).answered(on: listed),
            Route(
                .post, "/rules/proposals/{id}/approve", .needs(.rulesRelease), isSecond: true,
                audited: "policy.approve", takesForm: true, approve
            ).answered(on: listed),
            Route(
                .post, "/rules/proposals/{id}/refuse", .needs(.rulesRelease), isSecond: true,
                audited: "policy.refuse", takesForm: true, refuse
            ).answered(on: listed),
        ]
    }

    private var desk: PolicyDesk { PolicyDesk(registry: parts.store, running: parts.pack()) }

    /// `GET /rules/versions`: all versions, what waits for a second person, who moved what.
    private func list(_ call: Call) async throws -> Response {
        let (caller, now, store) = (call.caller, parts.now(), parts.store)
        let running = parts.pack()
        let content = try await ReadingThreads.run {
            let open = try store.openProposals(limit: VersionRoutes.linesMax)
            var impacts: [Int: KeptImpact] = [:]
            for version in Set(open.map(\.step.version)) {
                impacts[version] = try store.impact(ofPolicy: version)
            }
            return VersionsContent(
                versions: try store.policyVersions().map {
                    ($0, try store.policyTally(step: $0.step))
                },
                proposals: open, impacts: impacts,
                changes: try store.policyChanges(limit: VersionRoutes.linesMax),
                running: running, ground: try Preview.Ground(store), caller: caller, now: now)
        }
        return try parts.shell.page(
            Shell.Page(
                "Versions of the policy", at: .rules, template: "lab/versions", content: content),
            for: call)
    }

    private func number(_ call: Call, _ name: String) throws(Fault) -> Int {
        let text = try call.place(name)
        guard let number = Int(text), number > 0 else {
            throw Fault(
                .notFound, "`\(text.prefix(40))` is no number.", fix: "See /rules/versions.")
        }
        return number
    }

    /// `GET /rules/versions/{version}`: what it changes against what is in force, or another.
    private func one(_ call: Call) async throws -> Response {
        let (version, running, now) = (try number(call, "version"), parts.pack(), parts.now())
        let (caller, store) = (call.caller, parts.store)
        let against = call.queries["against"] ?? ""
        let content = try await ReadingThreads.run { () throws -> VersionContent in
            let versions = try store.policyVersions()
            guard let held = versions.first(where: { $0.release.version == version }),
                let files = try store.policyFiles(version: version)
            else {
                throw Fault(
                    .notFound, "There is no version \(version) of the policy.",
                    fix: "See /rules/versions.")
            }
            let tally = try store.policyTally(step: held.step)
            let other = try self.files(against, running)
            let open = try store.openProposals(limit: VersionRoutes.linesMax)
                .filter { $0.step.version == version }
            return VersionContent(
                VersionContent.Given(
                    held: held, files: files, other: other, against: against,
                    versions: versions.map(\.release.version), tally: tally, open: open,
                    impact: try store.impact(ofPolicy: version),
                    changes: try store.policyChanges(limit: VersionRoutes.linesMax)
                        .filter { $0.step.version == version },
                    running: running, ground: try Preview.Ground(store), caller: caller, now: now))
        }
        return try parts.shell.page(
            Shell.Page(
                "Version \(version)", at: .rules, template: "lab/version", content: content),
            for: call)
    }

    /// The files that a version is held against. It blocks.
    private func files(_ against: String, _ running: Pack) throws -> [String: String] {
        guard !against.isEmpty else { return PolicyFiles.kept(of: running) }
        guard let other = Int(against), let files = try parts.store.policyFiles(version: other)
        else {
            throw Fault(
                .notFound, "There is no version \(against.prefix(40)) to hold it against.",
                fix: "See /rules/versions.")
        }
        return files
    }

    private func step(_ call: Call) throws(Fault) -> PolicyStep {
        let version = try number(call, "version")
        guard let stage = PolicyStage(rawValue: call.form["stage"]) else {
            let known = PolicyStage.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(
                .invalid, "There is no stage `\(call.form["stage"].prefix(40))`.",
                fix: "Use one of \(known).")
        }
        var share = 1.0
        if stage == .canary {
            guard let percent = Double(call.form["share"]), percent > 0, percent < 100 else {
                throw Fault(
                    .invalid, "A canary wants a share of entities.",
                    fix: "Give it in percent, above 0 and below 100.")
            }
            share = percent / 100
        }
        return PolicyStep(
            version: version, stage: stage, share: share, at: parts.now(),
            by: try Hand.name(call), why: try Hand.reason(call))
    }

    /// `POST /rules/versions/{version}/preview`: finds out what a version would have done that
    /// came without a preview, or against another policy; it is kept with the version.
    private func preview(_ call: Call) async throws -> Response {
        let (version, running, store) = (try number(call, "version"), parts.pack(), parts.store)
        let candidate = try await ReadingThreads.run { () throws -> Pack in
            guard let files = try store.policyFiles(version: version) else {
                throw Fault(
                    .notFound, "There is no version \(version) of the policy.",
                    fix: "See /rules/versions.")
            }
            guard let pack = PackLoader.read(texts: files).pack, pack.walkHash == running.walkHash
            else {
                throw Fault(
                    .conflict, "Version \(version) cannot judge beside what runs.",
                    fix: "Its page says why: /rules/versions/\(version).")
            }
            return pack
        }
        let (previews, by) = (parts.previews, try Hand.name(call))
        let preview = try await ReadingThreads.run {
            try previews.begin(.version(version), candidate, over: running, by: by, isNew: true)
        }
        return Shell.go(to: "/rules/previews/\(preview.id)")
    }

    /// Why a step is taken though nobody looked; nil where nothing is said.
    private func blindly(_ call: Call) -> String? {
        let words = call.form["without_preview"]
        return words.isEmpty ? nil : words
    }

    /// `POST /rules/versions/{version}/propose`: asks a second person, whatever the step's reach.
    private func propose(_ call: Call) async throws -> Response {
        let step = try step(call)
        let (desk, reason) = (desk, blindly(call))
        let id = try await ReadingThreads.run { try desk.propose(step, withoutPreview: reason) }
        return Shell.go(
            to: "/rules/versions/\(step.version)",
            notice: "Proposal \(id) waits for a second person.")
    }

    /// `POST /rules/versions/{version}/stage`: takes a step, or has it wait for a second person.
    private func stage(_ call: Call) async throws -> Response {
        let (step, desk, reason) = (try step(call), desk, blindly(call))
        let path = "/rules/versions/\(step.version)"
        let outcome = try await ReadingThreads.run {
            try desk.advance(step, withoutPreview: reason)
        }
        switch outcome {
        case .taken:
            return Shell.go(
                to: path, notice: "Version \(step.version) is \(step.stage.rawValue) now.")
        case .proposed(let id, let reach):
            let words =
                reach.map { "it treats up to \(Counted.share($0)) of events otherwise" }
                ?? "how far it reaches is not known yet"
            return Shell.go(
                to: path, notice: "Proposal \(id) waits for a second person: \(words).")
        }
    }

    /// `POST /rules/rollback`: takes the last step towards everybody back.
    private func rollBack(_ call: Call) async throws -> Response {
        let (by, why, at) = (try Hand.name(call), try Hand.reason(call), parts.now())
        let store = parts.store
        let result = try await ReadingThreads.run {
            try store.rollBackPolicy(at: at, by: by, why: why)
        }
        let live = result.live.map { "version \($0) decides" } ?? "the pack's own files decide"
        return Shell.go(
            to: "/rules/versions", notice: "Version \(result.back) stepped back; \(live).")
    }

    /// `POST /rules/proposals/{id}/approve`
    private func approve(_ call: Call) async throws -> Response {
        let (id, by, at) = (Int64(try number(call, "id")), try Hand.name(call), parts.now())
        let (desk, reason) = (desk, blindly(call))
        try await ReadingThreads.run {
            try desk.approve(id, at: at, by: by, withoutPreview: reason)
        }
        return Shell.go(to: "/rules/versions", notice: "Proposal \(id) is approved, and taken.")
    }

    /// `POST /rules/proposals/{id}/refuse`
    private func refuse(_ call: Call) async throws -> Response {
        let (id, by, at) = (Int64(try number(call, "id")), try Hand.name(call), parts.now())
        let store = parts.store
        try await ReadingThreads.run { try store.refuse(proposal: id, at: at, by: by) }
        return Shell.go(to: "/rules/versions", notice: "Proposal \(id) is refused.")
    }
}
