import API
import Learning
import Pipeline
import Vocabulary

/// What the page of one model says.
struct ModelContent {
    struct Comparison {
        let heading: String
        let words: String
        let first: Int
        let second: Int
        let hasScored: Bool
        let actions: [Action]
        let together: String
        let figures: [Figure]
        let hasFigures: Bool
    }

    struct Action {
        let from: String
        let agree: String
        let both: String
        let onlyFirst: String
        let onlySecond: String
        let neither: String
    }

    struct Figure {
        let name: String
        let first: String
        let second: String
        let difference: String
        /// What the interval comes to, in words.
        let verdict: String
    }

    let name: String
    let path: String
    let versions: [ModelsContent.Version]
    let choices: [Int]
    let comparison: Comparison?
    let changes: [ModelsContent.Step]
    let chosen: Int
    /// Markup of ``CardMarkup``, which escapes.
    let card: String?
    let mayRelease: Bool
    let mayRollBack: Bool
    let token: String
    let asksName: Bool

    init(
        _ model: ModelStanding, chosen: ModelRelease, card: String?,
        comparison: ModelComparison?, changes: [ModelChange], for caller: Caller, now: Int64
    ) {
        (name, path) = (model.name, ModelsContent.path(model.name))
        versions = model.versions.map(ModelsContent.version)
        choices = model.versions.map(\.release.version)
        self.comparison = comparison.map(ModelContent.comparison)
        self.changes = changes.map { ModelsContent.Step($0, now: now) }
        self.chosen = chosen.version
        self.card = card.map { CardMarkup($0).html }
        mayRelease = caller.may(.modelsRelease)
        mayRollBack = mayRelease && model.versions.contains { $0.release.stage == .live }
        (token, asksName) = (caller.formToken, caller.kind == .machine)
    }

    private static func comparison(_ one: ModelComparison) -> Comparison {
        let (first, second) = (one.first, one.second)
        return Comparison(
            heading: "Version \(first.version), \(first.stage.rawValue), and version "
                + "\(second.version), \(second.stage.rawValue), on the same traffic",
            words: "Of the last \(Counted.words(one.decisionsRead, "decision", "decisions")) both "
                + "scored \(Counted.grouped(one.scoredByBoth)), version \(first.version) alone "
                + "\(Counted.grouped(one.onlyFirstScored)), version \(second.version) alone "
                + "\(Counted.grouped(one.onlySecondScored)).",
            first: first.version, second: second.version, hasScored: one.scoredByBoth > 0,
            actions: one.actions.map {
                Action(
                    from: "\($0.threshold)", agree: Counted.share($0.agreement),
                    both: Counted.grouped($0.both), onlyFirst: Counted.grouped($0.onlyFirst),
                    onlySecond: Counted.grouped($0.onlySecond),
                    neither: Counted.grouped($0.neither))
            },
            together: "Scores go together by \(figure(one.correlation)), their ranks by "
                + "\(figure(one.rankCorrelation)). "
                + "\(Counted.words(one.labelled, "event", "events")) of them have a label, "
                + "\(Counted.grouped(one.positives)) positive.",
            figures: one.labelled == 0 ? [] : one.figures.map(figure),
            hasFigures: one.labelled > 0)
    }

    private static func figure(_ one: ModelComparison.Figure) -> Figure {
        var verdict = "not told apart"
        if let low = one.low, let high = one.high {
            if low > 0 { verdict = "the challenger is higher" }
            if high < 0 { verdict = "the challenger is lower" }
        }
        return Figure(
            name: one.name, first: figure(one.first), second: figure(one.second),
            difference: "\(figure(one.low)) to \(figure(one.high))", verdict: verdict)
    }

    private static func figure(_ value: Double?) -> String {
        value.map { $0.isFinite ? BundleFigures.shown($0) : "–" } ?? "–"
    }
}
