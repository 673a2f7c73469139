import API
import Learning
import Pipeline
import Vocabulary

/// What the page of all models says.
struct ModelsContent {
    struct Version {
        let model: String
        let path: String
        let version: Int
        let versionPath: String
        let stage: String
        let kind: String
        let headline: String
    }

    struct Step {
        let at: Moment
        let model: String
        let path: String
        let version: Int
        let from: String
        let to: String
        let kind: String
        let by: String
        let why: String

        init(_ change: ModelChange, now: Int64) {
            let release = change.release
            at = Moment(change.at, now: now)
            (model, path) = (release.name, ModelsContent.path(release.name))
            version = release.version
            from = change.from?.rawValue ?? "new"
            to = ModelsContent.stage(release)
            kind = ModelsContent.kind(release.stage)
            (by, why) = (change.by, change.why)
        }
    }

    struct Labels {
        let name: String
        let source: String
        let answer: String
        let count: String
    }

    let versions: [Version]
    let hasVersions: Bool
    let changes: [Step]
    let hasChanges: Bool
    let labels: [Labels]
    let hasLabels: Bool
    /// Nil where nothing is watched.
    let alarms: String?
    let hasAlarms: Bool

    init(
        models: [ModelStanding], changes: [ModelChange], labels: [LabelCount], alarms: Int?,
        now: Int64
    ) {
        // What scores stands first; what retired is on the model's own page.
        let order: [ModelStage] = [.live, .canary, .shadow]
        versions = models.flatMap { model in
            let shown = order.flatMap { stage in
                model.versions.filter { $0.release.stage == stage }
            }
            return (shown.isEmpty ? Array(model.versions.prefix(1)) : shown)
                .map { ModelsContent.version($0) }
        }
        hasVersions = !versions.isEmpty
        self.changes = changes.map { Step($0, now: now) }
        hasChanges = !changes.isEmpty
        self.labels = labels.map {
            Labels(
                name: $0.name, source: $0.source, answer: $0.isPositive ? "yes" : "no",
                count: Counted.grouped($0.labels))
        }
        hasLabels = !labels.isEmpty
        self.alarms = alarms.map { Counted.words($0, "alarm", "alarms") }
        hasAlarms = (alarms ?? 0) > 0
    }

    static func version(_ version: ModelStanding.Version) -> Version {
        let release = version.release
        let headline = version.figures.headline
        return Version(
            model: release.name, path: path(release.name), version: release.version,
            versionPath: "\(path(release.name))?version=\(release.version)",
            stage: stage(release), kind: kind(release.stage),
            headline: headline.isEmpty ? "–" : headline)
    }

    static func path(_ name: String) -> String { "/models/\(Query.escaped(name))" }

    static func stage(_ release: ModelRelease) -> String {
        release.stage == .canary
            ? "canary, \(Counted.share(release.share))" : release.stage.rawValue
    }

    static func kind(_ stage: ModelStage) -> String {
        switch stage {
        case .live: "good"
        case .canary: "warn"
        case .shadow: "info"
        case .retired: "plain"
        }
    }
}
