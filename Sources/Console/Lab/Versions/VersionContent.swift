import API
import Backtests
import Packs
import Pipeline
import Vocabulary

/// What the page of one version says.
struct VersionContent {
    struct Given {
        var held: PolicyVersion
        var files: [String: String]
        var other: [String: String]
        /// The version it is held against; empty for what is in force.
        var against: String
        var versions: [Int]
        var tally: PolicyTally
        var open: [PolicyProposal]
        /// What it would have done; nil where nobody looked.
        var impact: KeptImpact?
        var changes: [PolicyChange]
        var running: Pack
        /// What there is now.
        var ground: Preview.Ground
        var caller: Caller
        var now: Int64
    }

    struct FileDiff {
        let path: String
        let words: String
        let hunks: [Hunk]
        let isCoarse: Bool
    }

    struct Hunk {
        let lines: [DiffLine]
    }

    struct DiffLine {
        let old: String
        let new: String
        let sign: String
        let word: String
        let kind: String
        let text: String
    }

    struct Figure {
        let label: String
        let value: String
        let bound: String?
    }

    struct Other {
        let value: String
        let title: String
        let isOn: Bool
    }

    struct Step {
        let stage: String
        let title: String
        let wantsShare: Bool
        let about: String
    }

    let version: Int
    let title: String
    let stage: String
    let kind: String
    let at: Moment
    let by: String
    let fits: Bool
    let files: [FileDiff]
    let hasFiles: Bool
    let againstWords: String
    let others: [Other]
    let figures: [Figure]
    let hasFigures: Bool
    let guardWords: String?
    let isGuardQuiet: Bool
    let rules: [Figure]
    let hasRules: Bool
    let tests: String
    let failing: [String]
    let proposals: [ProposalLine]
    let hasProposals: Bool
    let changes: [LedgerLine]
    let steps: [Step]
    let mayRelease: Bool
    let mayPropose: Bool
    let mayRollBack: Bool
    let token: String
    let asksName: Bool
    let edits: [Other]
    /// What it would have done, whole; nil where nobody looked.
    let impact: ImpactContent?
    let kept: KeptImpactContent?
    /// Whether a step of it that reaches people would be taken unseen.
    let isUnseen: Bool
    let mayPreview: Bool

    /// Lines of differences told of a file.
    private static let linesMax = 1500
    private static let rulesMax = 20

    init(_ given: Given) {
        let (held, tally) = (given.held, given.tally)
        let release = held.release
        let since = Staleness(running: given.running.hash, now: given.ground)
        version = release.version
        title = held.title
        stage = VersionWords.stage(release.stage, share: release.share)
        kind = VersionWords.kind(release.stage)
        (at, by) = (Moment(held.at, now: given.now), held.by)
        fits = release.walkHash == given.running.walkHash
        files = VersionContent.files(given.other, given.files)
        hasFiles = !files.isEmpty
        againstWords = given.against.isEmpty ? "what is in force" : "version \(given.against)"
        others =
            [Other(value: "", title: "what is in force", isOn: given.against.isEmpty)]
            + given.versions.reversed().filter { $0 != release.version }.map {
                Other(value: "\($0)", title: "version \($0)", isOn: given.against == "\($0)")
            }
        let settings = given.running.rollout
        figures = VersionContent.figures(tally, settings)
        hasFigures = tally.events > 0
        let stop = tally.events > 0 ? RolloutGuard(settings).stop(tally) : nil
        isGuardQuiet = stop == nil
        guardWords =
            tally.events == 0
            ? nil : stop?.words ?? "Nothing speaks for stopping it: all shares are within bounds."
        rules = tally.rules.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(VersionContent.rulesMax).map {
                Figure(
                    label: $0.key, value: Counted.grouped($0.value),
                    bound: VersionWords.share($0.value, of: tally.events))
            }
        hasRules = !rules.isEmpty
        (tests, failing) = VersionContent.tests(given.files)
        proposals = given.open.map {
            ProposalLine(
                $0, impact: given.impact, since: since, for: given.caller, now: given.now)
        }
        hasProposals = !proposals.isEmpty
        changes = given.changes.map { LedgerLine($0, now: given.now) }
        steps = VersionContent.steps(from: release.stage)
        mayRelease = given.caller.may(.rulesRelease)
        mayPropose = given.caller.may(.rulesWrite) && !mayRelease
        mayRollBack = mayRelease && [.live, .canary].contains(release.stage)
        (token, asksName) = (given.caller.formToken, given.caller.kind == .machine)
        kept = given.impact.map {
            KeptImpactContent($0, since: since, now: given.now)
        }
        impact = given.impact.map {
            ImpactContent(
                Impact($0), title: "Version \($0.version)", draft: nil, for: given.caller,
                now: given.now)
        }
        isUnseen = given.impact == nil && ![.live, .retired].contains(release.stage)
        mayPreview = given.caller.may(.rulesWrite) && fits && release.stage != .live
        edits =
            given.caller.may(.rulesWrite)
            ? ["rules.yaml", "policy.yaml"].map { Other(value: $0, title: $0, isOn: false) } : []
    }

    private static func steps(from stage: PolicyStage) -> [Step] {
        let all = [
            Step(
                stage: "shadow", title: "Shadow", wantsShare: false,
                about: "judges every event beside the one in force; only counted"),
            Step(
                stage: "canary", title: "Canary", wantsShare: true,
                about: "decides for a share of entities; stops by itself beyond its bounds"),
            Step(stage: "live", title: "Live", wantsShare: false, about: "decides for everybody"),
            Step(stage: "retired", title: "Retired", wantsShare: false, about: "does nothing"),
        ]
        return all.filter { $0.stage != stage.rawValue || stage == .canary }
    }

    private static func figures(_ tally: PolicyTally, _ settings: RolloutSettings) -> [Figure] {
        func bound(_ share: Double) -> String { "at most \(Counted.share(share))" }
        func figure(_ label: String, _ hits: Int, _ most: Double?) -> Figure {
            Figure(
                label: label,
                value: "\(Counted.grouped(hits)): \(VersionWords.share(hits, of: tally.events))",
                bound: most.map(bound))
        }
        return [
            Figure(
                label: "Events judged by both", value: Counted.grouped(tally.events), bound: nil),
            figure("This version acts on", tally.acted, nil),
            figure("What is in force acts on", tally.liveActed, nil),
            figure("Newly acted on", tally.newly, settings.newlyMax),
            figure("No longer acted on", tally.spared, settings.spareMax),
            figure("Another strongest action", tally.differing, nil),
            figure("Judged too slowly", tally.slow, settings.slowMax),
        ]
    }

    private static func tests(_ files: [String: String]) -> (String, [String]) {
        let reading = PackLoader.read(texts: files)
        guard let pack = reading.pack else {
            return ("Its files are no sound pack for this Assay.", [])
        }
        let results = PackTester(pack: pack).run()
        let failing = results.filter { !$0.passed }
        return (
            "\(Counted.grouped(results.count - failing.count)) of "
                + "\(Counted.words(results.count, "test", "tests")) hold.",
            failing.map { "\($0.test.name): \($0.faults.joined(separator: "; "))" }
        )
    }

    private static func files(_ old: [String: String], _ new: [String: String]) -> [FileDiff] {
        Set(old.keys).union(new.keys).sorted().compactMap { path in
            guard old[path] != new[path] else { return nil }
            func lines(_ text: String?) -> [String] {
                var lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
                    .map(String.init)
                if lines.last == "" { lines.removeLast() }
                return lines
            }
            guard path.hasSuffix(".yaml") else {
                return FileDiff(
                    path: path, words: "a file that is not told by lines", hunks: [],
                    isCoarse: false)
            }
            let diff = LineDiff(lines(old[path]), lines(new[path]))
            var left = linesMax
            let hunks = diff.hunks().prefix { hunk in
                left -= hunk.lines.count
                return left >= 0
            }
            return FileDiff(
                path: path,
                words: "\(Counted.words(diff.added, "line", "lines")) added, "
                    + "\(Counted.grouped(diff.removed)) taken out",
                hunks: hunks.map { Hunk(lines: $0.lines.map(line)) }, isCoarse: diff.isCoarse)
        }
    }

    private static func line(_ line: LineDiff.Line) -> DiffLine {
        DiffLine(
            old: line.old.map(String.init) ?? "", new: line.new.map(String.init) ?? "",
            sign: line.kind == .same ? " " : line.kind == .added ? "+" : "−",
            word: line.kind == .same ? "" : line.kind == .added ? "added" : "taken out",
            kind: line.kind == .same ? "same" : line.kind == .added ? "added" : "removed",
            text: line.text)
    }
}
