import API
import Packs
import Vocabulary

/// What the page of one preview says.
struct PreviewContent {
    let id: Int
    let title: String
    let phase: String?
    /// In hundredths; nil where it cannot be told.
    let share: Int?
    let fault: String?
    let impact: ImpactContent?
    /// What it does not know of; nil for nothing.
    let stale: String?
    let token: String
    let mayStop: Bool
    let by: String
    /// To the editor, or to the version that it is of.
    let backPath: String
    let backWords: String

    init(
        _ preview: Preview, _ state: Preview.State, since: Staleness, for caller: Caller, now: Int64
    ) {
        stale = preview.impact.flatMap {
            since.words(against: preview.live.hash, reading: $0.ground)
        }
        id = preview.id
        title = ImpactContent.title(preview.subject)
        by = preview.by
        (backPath, backWords) =
            preview.version.map { ("/rules/versions/\($0)", "Version \($0)") }
            ?? ("/rules/edit?preview=\(preview.id)", "Back to the editor")
        token = caller.formToken
        switch state.outcome {
        case .running:
            phase = state.phase
            share = state.share.map { Int(($0 * 100).rounded()) }
            (fault, impact) = (nil, nil)
            mayStop = preview.by == caller.name
        case .failed(let words):
            (phase, share, fault, impact, mayStop) = (nil, nil, words, nil, false)
        case .done(let done):
            (phase, share, fault, mayStop) = (nil, nil, nil, false)
            impact = ImpactContent(
                done, title: title, draft: preview.draft == nil ? nil : preview.id, for: caller,
                now: now)
        }
    }
}
