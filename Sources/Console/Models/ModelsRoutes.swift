import API
import Hummingbird
import Learning
import Pipeline
import Vocabulary

/// The pages of models: which versions score, how challengers do, whether they still work, and the
/// steps between stages.
struct ModelsRoutes: Sendable {
    let parts: ConsoleParts

    /// Lines of the ledger a page shows.
    private static let changesMax = 50
    /// Decisions that a comparison reads, and its resamples: little enough for a page.
    private static let decisionsRead = 5000
    private static let resamples = 200

    var routes: [Route] {
        [
            Route(.get, "/models", .needs(.modelsRead), list),
            Route(.get, "/models/{name}", queries: ["version"], .needs(.modelsRead), one),
            Route(
                .post, "/models/{name}/stage", .needs(.modelsRelease), audited: "model.stage",
                takesForm: true, stage),
            Route(
                .post, "/models/{name}/rollback", .needs(.modelsRelease),
                audited: "model.rollback", takesForm: true, rollBack),
            Route(.get, "/watch", .needs(.modelsRead), watch),
        ]
    }

    /// `GET /models`: all of them, who moved what, and the labels there are.
    private func list(_ call: Call) async throws -> Response {
        let (store, now) = (parts.store, parts.now())
        let alarms = parts.watch().flatMap { watch in
            // No mark where no whole day was compared: nobody knows whether it works.
            watch.models.allSatisfy { $0.days.isEmpty }
                ? nil : watch.models.reduce(0) { $0 + $1.alarms.count }
        }
        let content = try await ReadingThreads.run {
            ModelsContent(
                models: try ModelStanding.all(store),
                changes: try store.modelChanges(limit: ModelsRoutes.changesMax),
                labels: try store.labelCounts(), alarms: alarms, now: now)
        }
        return try parts.shell.page(
            Shell.Page("Models", at: .models, template: "models/list", content: content), for: call)
    }

    /// `GET /models/{name}`: one model, its versions, champion and challenger, a card.
    private func one(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        let version = try call.queries["version"].map { text throws(Fault) in
            guard let version = Int(text) else {
                throw Fault(
                    .invalid, "`version` is `\(text.prefix(40))`.", fix: "Use a number from 1 on.")
            }
            return version
        }
        let (store, now, caller) = (parts.store, parts.now(), call.caller)
        let content = try await ReadingThreads.run {
            let standing = try ModelStanding.one(name, store)
            let releases = standing.versions.map(\.release)
            let usual = releases.first { $0.stage == .live } ?? releases[0]
            let chosen = try version.map { try store.release(name, $0) } ?? usual
            return ModelContent(
                standing, chosen: chosen,
                card: try store.modelFile(name: name, version: chosen.version, path: "card.md"),
                comparison: try comparison(of: name),
                changes: try store.modelChanges(of: name, limit: ModelsRoutes.changesMax),
                for: caller, now: now)
        }
        return try parts.shell.page(
            Shell.Page(name, at: .models, template: "models/one", content: content), for: call)
    }

    /// Live version and challenger on the latest traffic; nil where there are not both.
    private func comparison(of name: String) throws -> ModelComparison? {
        let store = parts.store
        let pair: (live: ModelRelease, challenger: ModelRelease)
        do {
            pair = try store.champions(of: name)
        } catch let fault as Fault where fault.code == .conflict {
            return nil
        }
        var settings = ModelComparison.Settings()
        settings.latest = ModelsRoutes.decisionsRead
        settings.resamples = ModelsRoutes.resamples
        settings.asksByEvent = true
        settings.label = try store.labelName(of: pair.live, or: pair.challenger) ?? settings.label
        return try ModelComparison(pair.live, pair.challenger, store: store, settings)
    }

    /// `POST /models/{name}/stage`
    private func stage(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        guard let version = Int(call.form["version"]) else {
            throw Fault(.invalid, "The form names no version.", fix: "Choose one.")
        }
        guard let stage = ModelStage(rawValue: call.form["stage"]) else {
            let known = ModelStage.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(.invalid, "There is no such stage.", fix: "Use one of \(known).")
        }
        var share = 1.0
        if stage == .canary {
            guard let percent = Double(call.form["share"]), percent > 0, percent <= 100 else {
                throw Fault(
                    .invalid, "A canary wants a share of entities.",
                    fix: "Give it in percent, above 0 and at most 100.")
            }
            share = percent / 100
        }
        let release = ModelRelease(name: name, version: version, stage: stage, share: share)
        let (by, why, at) = (try Hand.name(call), try Hand.reason(call), parts.now())
        let store = parts.store
        try await ReadingThreads.run { try store.move(release, at: at, by: by, why: why) }
        return Shell.go(
            to: ModelsContent.path(name), notice: "Version \(version) is \(stage.rawValue) now.")
    }

    /// `POST /models/{name}/rollback`: puts back what was live before.
    private func rollBack(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        let (by, why, at) = (try Hand.name(call), try Hand.reason(call), parts.now())
        let store = parts.store
        let live = try await ReadingThreads.run {
            try store.rollBack(model: name, at: at, by: by, why: why)
        }
        return Shell.go(
            to: ModelsContent.path(name), notice: "Version \(live.version) is live again.")
    }

    /// `GET /watch`: whether the models still work.
    private func watch(_ call: Call) async throws -> Response {
        try parts.shell.page(
            Shell.Page(
                "Watch", at: .models, template: "models/watch",
                content: WatchContent(parts.watch(), now: parts.now()), modules: ["watch"],
                vendors: ["chart"]), for: call)
    }
}
