import Backtests
import Packs
import Pipeline
import Synchronization
import Vocabulary

/// One question what a draft would have done, from when it is asked to its answer.
final class Preview: Sendable {
    let id: Int
    /// Who asked.
    let by: String
    let subject: Subject
    let candidate: Pack
    let live: Pack
    /// What the store had when it began.
    let ground: Ground
    /// Milliseconds since 1970.
    let startedAt: Int64
    private let state = Mutex(State())

    /// What beside packs and the log makes the figures.
    struct Ground: Sendable, Hashable {
        var labels: LabelState
        /// When the last run of detection ended, 0 before the first; nil where that was not kept.
        var detectedAt: Int64?

        /// What there is now. It blocks.
        init(_ store: any LabelArchive & RingArchive) throws {
            labels = try store.labelState()
            detectedAt = try store.detectionCounts()?.endedAt ?? 0
        }

        /// Nil where a kept preview does not tell it.
        init?(_ kept: KeptImpact) {
            guard let labels = kept.labels else { return nil }
            (self.labels, detectedAt) = (labels, kept.detectedAt)
        }
    }

    /// What is previewed.
    enum Subject: Sendable {
        case draft(Draft)
        /// A version of the registry; what it comes to is kept with it.
        case version(Int)

        var version: Int? {
            if case .version(let version) = self { return version }
            return nil
        }
    }

    struct State: Sendable {
        enum Outcome: Sendable {
            case running, done(Impact), failed(String)
        }

        var phase = "Waiting for the log"
        /// Of the phase, 0...1; nil where it cannot be told.
        var share: Double?
        var outcome = Outcome.running
        var isStopped = false
        /// People who were shown what it came to.
        var seenBy: Set<String> = []
    }

    init(
        id: Int, by: String, subject: Subject, candidate: Pack, live: Pack, ground: Ground,
        startedAt: Int64
    ) {
        (self.id, self.by, self.subject, self.ground) = (id, by, subject, ground)
        (self.candidate, self.live, self.startedAt) = (candidate, live, startedAt)
    }

    var now: State { state.withLock { $0 } }

    var isRunning: Bool {
        if case .running = now.outcome { return true }
        return false
    }

    var impact: Impact? {
        if case .done(let impact) = now.outcome { return impact }
        return nil
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    func tell(_ phase: String, _ share: Double? = nil) {
        change { ($0.phase, $0.share) = (phase, share) }
    }

    var draft: Draft? {
        if case .draft(let draft) = subject { return draft }
        return nil
    }

    /// The version of the registry that it is of; nil for a draft.
    var version: Int? { subject.version }

    /// Whether it is about these very packs, and of the same version if of any.
    func isOf(_ candidate: Pack, _ live: Pack, version: Int?) -> Bool {
        self.candidate.hash == candidate.hash && self.live.hash == live.hash
            && self.version == version
    }
}

/// What a preview came to.
struct Impact: Sendable {
    var report: BacktestReport
    /// Rules of the pack in force that fire together, the most alike first.
    var pairs: [Overlap]
    /// When the log was looked at, milliseconds since 1970.
    var asOf: Int64
    /// Events of the log that came before those that were walked.
    var leftOut: Int64
    var seconds: Double
    var isWalkNew: Bool
    var hasLabels: Bool
    /// What there was when it began; nil where it was kept before that was told.
    var ground: Preview.Ground?
}

extension Impact {
    /// To be kept with a version of the policy.
    func kept(of version: Int, by: String, at: Int64) -> KeptImpact {
        KeptImpact(
            version: version, report: report, asOf: asOf, leftOut: leftOut, seconds: seconds,
            hasLabels: hasLabels, labels: ground?.labels, detectedAt: ground?.detectedAt, by: by,
            at: at)
    }

    init(_ kept: KeptImpact) {
        self.init(
            report: kept.report, pairs: [], asOf: kept.asOf, leftOut: kept.leftOut,
            seconds: kept.seconds, isWalkNew: false, hasLabels: kept.hasLabels,
            ground: Preview.Ground(kept))
    }
}
