import API
import Backtests
import Vocabulary

/// What a preview says: what the draft would have caught, missed and hurt, beside what is in force.
struct ImpactContent {
    struct Figure {
        let label: String
        let before: String
        let after: String
        let change: String
        /// Nil where nothing changed or nobody can say whether that is good.
        let isBetter: Bool
        let isWorse: Bool
    }

    struct RuleLine {
        let rule: String
        let change: String
        let mode: String
        let events: String
        let bad: String
        let good: String
        let unknown: String
        let people: String
        let goodPeople: String
    }

    struct OverlapLine {
        let rule: String
        let other: String
        let path: String
        let both: String
        let onlyRule: String
        let onlyOther: String
        let alike: String
    }

    struct Move {
        let from: String
        let to: String
        let events: String
        let bad: String
        let good: String
        let unknown: String
    }

    struct Example {
        let kind: String
        let event: String
        let time: String
        let person: String?
        let path: String?
        let truth: String
        let from: String
        let to: String
        let scores: String
        let reasons: [String]
    }

    struct Count {
        let name: String
        let path: String?
        let before: String?
        let after: String
    }

    struct Segment {
        let name: String
        let lines: [SegmentLine]
    }

    struct SegmentLine {
        let value: String
        let events: String
        let caught: String
        let hurt: String
        let share: String
    }

    let id: Int
    let events: String
    let labels: String
    let hasLabels: Bool
    let isSame: Bool
    let seconds: String
    let asOf: Moment
    let leftOut: String?
    let figures: [Figure]
    let rules: [RuleLine]
    let hasRules: Bool
    let overlap: [OverlapLine]
    let hasOverlap: Bool
    let moves: [Move]
    let hasMoves: Bool
    let examples: [Example]
    let hasExamples: Bool
    let rings: [Count]
    let hasRings: Bool
    let partners: [Count]
    let hasPartners: Bool
    let people: [Count]
    let hasPeople: Bool
    let peopleWords: String
    let segments: [Segment]
    let hasSegments: Bool
    let mayWrite: Bool
    let token: String
    /// Asks for a name where nobody is signed in.
    let asksName: Bool
    let title: String

    /// Rows a table of an answer has at most.
    private static let rowsMax = 12

    /// - Parameter draft: the preview of a draft that may be kept; nil for what is kept.
    init(_ impact: Impact, title: String, draft: Int?, for caller: Caller, now: Int64) {
        let report = impact.report
        let masking = Masking(for: caller)
        id = draft ?? 0
        events = Counted.words(report.events, "event", "events")
        (labels, hasLabels) = (report.labels, impact.hasLabels)
        isSame = report.changes.moves.isEmpty
        seconds = "\((impact.seconds * 10).rounded() / 10) s"
        asOf = Moment(impact.asOf, now: now)
        leftOut =
            impact.leftOut > 0
            ? Counted.words(Int(impact.leftOut), "earlier event", "earlier events") : nil
        figures = ImpactContent.figures(report)
        rules = ImpactContent.rules(report)
        hasRules = !rules.isEmpty
        overlap = ImpactContent.overlap(report)
        hasOverlap = !overlap.isEmpty
        moves = report.changes.moves.prefix(ImpactContent.rowsMax).map {
            Move(
                from: $0.from, to: $0.to, events: Counted.grouped($0.events.events),
                bad: Counted.grouped($0.events.bad), good: Counted.grouped($0.events.good),
                unknown: Counted.grouped($0.events.unknown))
        }
        hasMoves = !moves.isEmpty
        examples = report.changes.examples.map { ImpactContent.example($0, masking) }
        hasExamples = !examples.isEmpty
        rings = report.ringsNewlyMet.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(ImpactContent.rowsMax).map {
                Count(
                    name: $0.key, path: "/rings/\(Query.escaped($0.key))", before: nil,
                    after: Counted.words($0.value, "account", "accounts"))
            }
        hasRings = !rings.isEmpty
        partners = report.partners.prefix(ImpactContent.rowsMax).map {
            Count(
                name: "\($0.kind) \(masking.name($0.name))", path: nil,
                before: Counted.grouped($0.withheldBefore), after: Counted.grouped($0.withheldAfter)
            )
        }
        hasPartners = !partners.isEmpty
        people = report.peopleNewlyMet.prefix(ImpactContent.rowsMax).map {
            Count(
                name: masking.name($0), path: ImpactContent.path(of: $0, masking), before: nil,
                after: "")
        }
        hasPeople = !people.isEmpty
        peopleWords =
            "\(Counted.grouped(report.before.peopleMet)) → "
            + "\(Counted.grouped(report.after.peopleMet))"
        segments = ImpactContent.segments(report)
        hasSegments = !segments.isEmpty
        mayWrite = draft != nil && caller.may(.rulesWrite)
        (token, asksName) = (caller.formToken, caller.kind == .machine)
        self.title = title
    }

    /// Where everything about an account is; nil for who may not see its name.
    private static func path(of account: String, _ masking: Masking) -> String? {
        account.isEmpty || masking.isHiding ? nil : "/entities/account/\(Query.escaped(account))"
    }

    static func title(_ subject: Preview.Subject) -> String {
        switch subject {
        case .version(let version): "Version \(version)"
        case .draft(let draft):
            switch draft.subject {
            case .file(let path): "Change of \(path)"
            case .rule(nil): "New rule " + (draft.item.value("id") ?? "")
            case .rule(let id?): "Change of \(id)"
            }
        }
    }

    private static func figure(
        _ label: String, _ before: Int, _ after: Int, moreIsBetter: Bool?
    ) -> Figure {
        let change = after - before
        let words = change == 0 ? "no change" : (change > 0 ? "+" : "") + Counted.grouped(change)
        return Figure(
            label: label, before: Counted.grouped(before), after: Counted.grouped(after),
            change: words, isBetter: change != 0 && moreIsBetter == (change > 0),
            isWorse: change != 0 && moreIsBetter == (change < 0))
    }

    static func figures(_ report: BacktestReport) -> [Figure] {
        let (before, after) = (report.before, report.after)
        var figures: [Figure] = []
        if let old = before.caught, let new = after.caught {
            figures.append(figure("Bad events caught", old, new, moreIsBetter: true))
        }
        if let old = before.missed, let new = after.missed {
            figures.append(figure("Bad events missed", old, new, moreIsBetter: false))
        }
        if let old = before.hurt, let new = after.hurt {
            figures.append(figure("Good events hurt", old, new, moreIsBetter: false))
            figures.append(
                figure(
                    "Good people hurt", before.goodPeopleHurt, after.goodPeopleHurt,
                    moreIsBetter: false))
        }
        figures.append(
            figure("People met by a measure", before.peopleMet, after.peopleMet, moreIsBetter: nil))
        if let old = before.money, let new = after.money {
            let change = new.total - old.total
            figures.append(
                Figure(
                    label: "What mistakes and work cost, \(report.unit)", before: money(old.total),
                    after: money(new.total),
                    change: change == 0 ? "no change" : (change > 0 ? "+" : "") + money(change),
                    isBetter: change < 0, isWorse: change > 0))
        }
        figures.append(
            figure(
                "Days of people to review", before.friction.reviewed, after.friction.reviewed,
                moreIsBetter: nil))
        return figures
    }

    private static func money(_ amount: Double) -> String {
        Money(minor: Int64((amount * 100).rounded()), unit: "").words
    }

    private static func rules(_ report: BacktestReport) -> [RuleLine] {
        let changed = report.after.rules.filter { $0.change != "as it was" }
        let removed = report.before.rules.filter { $0.change == "removed" }
        return (changed + removed).prefix(rowsMax).map {
            RuleLine(
                rule: $0.rule, change: $0.change, mode: $0.mode,
                events: Counted.grouped($0.events.events), bad: Counted.grouped($0.events.bad),
                good: Counted.grouped($0.events.good), unknown: Counted.grouped($0.events.unknown),
                people: Counted.grouped($0.people), goodPeople: Counted.grouped($0.goodPeople))
        }
    }

    /// With the rules that a changed one fires beside most, but for itself as it was.
    private static func overlap(_ report: BacktestReport) -> [OverlapLine] {
        report.overlap.filter { $0.both > 0 && $0.rule != $0.other }
            .sorted { ($1.jaccard, $0.other) < ($0.jaccard, $1.other) }.prefix(rowsMax).map {
                OverlapLine(
                    rule: $0.rule, other: $0.other, path: RegistryContent.path($0.other),
                    both: Counted.grouped($0.both), onlyRule: Counted.grouped($0.onlyRule),
                    onlyOther: Counted.grouped($0.onlyOther), alike: Counted.share($0.jaccard))
            }
    }

    private static func example(_ one: Changes.Example, _ masking: Masking) -> Example {
        let kinds: [Changes.Kind: String] = [
            .newlyActedOn: "newly acted on", .noLongerActedOn: "no longer acted on",
            .stronger: "stronger", .weaker: "weaker",
        ]
        let (before, after) = (rounded(one.scoreBefore), rounded(one.scoreAfter))
        return Example(
            kind: kinds[one.kind] ?? "", event: masking.name(one.event), time: one.time,
            person: one.person.isEmpty ? nil : masking.name(one.person),
            path: path(of: one.person, masking), truth: one.truth,
            from: one.from, to: one.to, scores: "\(before) → \(after)",
            reasons: one.reasons.map(masking.text))
    }

    private static func rounded(_ score: Double) -> String {
        "\((score * 100).rounded() / 100)"
    }

    private static func segments(_ report: BacktestReport) -> [Segment] {
        report.after.segments.sorted { $0.key < $1.key }.map { name, after in
            let before = Dictionary(
                (report.before.segments[name] ?? []).map { ($0.value, $0) },
                uniquingKeysWith: { first, _ in first })
            return Segment(
                name: name,
                lines: after.prefix(rowsMax).map { line in
                    let old = before[line.value]
                    return SegmentLine(
                        value: line.value, events: Counted.grouped(line.events.events),
                        caught: moved(old?.caught ?? 0, line.caught),
                        hurt: moved(old?.hurt ?? 0, line.hurt),
                        share: Counted.share(
                            Double(line.events.events) / Double(max(1, report.events))))
                })
        }
    }

    private static func moved(_ before: Int, _ after: Int) -> String {
        before == after
            ? Counted.grouped(after) : "\(Counted.grouped(before)) → \(Counted.grouped(after))"
    }
}
