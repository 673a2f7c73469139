import API
import Queries
import Toolbox
import Vocabulary

/// What `asking/explorer-answer.mustache` shows.
struct ExplorerAnswer: Sendable {
    struct Part: Sendable {
        let text: String
        let path: String
    }

    struct Entities: Sendable {
        /// Such as `different accounts`.
        let kind: String
        let words: String
    }

    let parts: [Part]
    let matches: ExplorerCount
    let events: String
    /// Events that the exact answer reads.
    let eventsLeft: Int
    let share: String
    /// How it was counted, in words.
    let how: String
    let isEstimate: Bool
    let fullPath: String
    let stopped: String?
    let unread: String?
    let undecided: String?
    let entities: [Entities]
    let from: Moment
    let to: Moment
    let comparedWith: String?
    let notCompared: String?
    let chart: ExplorerChart
    let panels: [ExplorerPanel]
    let rows: [ExplorerRow]
    let isSampled: Bool
    let lookedTo: Moment?
    let pager: Pager?
    let isNothing: Bool
    let widerPath: String?
    let rulePath: String?
    let isHiding: Bool

    init(
        _ answer: QueryAnswer, latest: QueryDesk.Latest, plan: QueryPlan,
        address: ExplorerAddress, caller: Caller, now: Int64
    ) {
        let masking = Masking(for: caller)
        let links = ExplorerLinks(address: address, plan: plan, masking: masking)
        isHiding = masking.isHiding
        parts = plan.parts.enumerated().map { place, text in
            Part(text: text, path: address.without(place, of: plan.parts).path)
        }
        matches = ExplorerCount(answer.matches, before: answer.before)
        events = (answer.isEventsExact ? "" : "≈ ") + Counted.grouped(answer.events)
        eventsLeft = answer.sample.eventsOfAll
        share = Counted.share(answer.matches.count / Double(max(1, answer.events)))
        isEstimate = !answer.isExact
        how = ExplorerAnswer.how(answer)
        fullPath = address.with { $0.isFull = true }.path
        stopped = answer.stopped
        unread =
            answer.unread == 0
            ? nil : Counted.words(answer.unread, "event does", "events do")
        undecided =
            answer.undecided == 0
            ? nil : Counted.words(answer.undecided, "event", "events")
        entities = answer.entities.map {
            Entities(
                kind: "different " + ($0.count == 1 ? $0.kind : ExplorerAnswer.many($0.kind)),
                words: ($0.isExact ? "" : "at least ") + Counted.grouped($0.count))
        }
        let range = plan.question.range
        from = Moment(range.lowerBound, now: now)
        to = Moment(range.upperBound - 1, now: now)
        comparedWith =
            plan.question.compared == nil
            ? nil : ExplorerAddress.comparisons.first { $0.0 == address.vs }?.1
        notCompared =
            address.vs != "none" && plan.question.compared == nil
            ? "The log does not reach back to what this is compared with." : nil
        chart = ExplorerChart(answer, plan: plan, address: address, masking: masking, now: now)
        panels = answer.panels.compactMap {
            ExplorerPanel($0, links: links, mayList: caller.may(.rulesWrite))
        }
        let listed = latest.rows.isEmpty && address.before == nil ? answer.rows : latest.rows
        isSampled = latest.rows.isEmpty && !listed.isEmpty
        rows = listed.map { ExplorerRow($0, links: links, now: now) }
        lookedTo = latest.lookedTo.map { Moment($0, now: now) }
        pager = Pager(
            latest: address.before == nil ? nil : address.with { $0.before = nil }.path + "#events",
            older: latest.next.map { next in address.with { $0.before = next }.path + "#events" },
            shown: listed.count)
        isNothing = answer.matches.count == 0 && listed.isEmpty
        widerPath =
            address.range == "all"
            ? nil : address.with { ($0.range, $0.from, $0.to) = ("all", "", "") }.path
        rulePath =
            address.when.isEmpty || !caller.may(.rulesWrite)
            ? nil : "/rules/new?when=\(Query.escaped(ExplorerAnswer.ruleCondition(plan)))"
    }

    /// What of the condition a rule can ask: not what was decided.
    private static func ruleCondition(_ plan: QueryPlan) -> String {
        plan.parts.filter { !$0.contains("decision.") }.joined(separator: " && ")
    }

    /// Kinds of entities are English nouns of the pack's schema.
    private static func many(_ kind: String) -> String {
        if kind.hasSuffix("s") || kind.hasSuffix("sh") || kind.hasSuffix("ch") {
            return kind + "es"
        }
        if kind.hasSuffix("y"), let before = kind.dropLast().last, !"aeiou".contains(before) {
            return kind.dropLast() + "ies"
        }
        return kind + "s"
    }

    private static func how(_ answer: QueryAnswer) -> String {
        let time = "in \(answer.milliseconds) ms"
        guard !answer.isExact else { return "Exact, counted \(time)." }
        return "Estimated from \(Counted.share(answer.sample.share)) of the range, "
            + "\(Counted.grouped(answer.sample.events)) events read \(time); "
            + "intervals are 95 %."
    }
}

/// A count with what it was before.
struct ExplorerCount: Sendable {
    let words: String
    /// Such as `3,900 to 4,600`; nil where it is exact.
    let interval: String?
    /// Such as `+130 %`; nil where nothing is compared.
    let change: String?
    let isUp: Bool
    let isDown: Bool
    let isNew: Bool

    init(_ count: Estimate, before: Estimate?) {
        words = (count.isExact ? "" : "≈ ") + ExplorerCount.grouped(count.count, count.isExact)
        interval =
            count.isExact
            ? nil
            : ExplorerCount.grouped(count.least, false) + " to "
                + ExplorerCount.grouped(count.most, false)
        guard let before else {
            (change, isUp, isDown, isNew) = (nil, false, false, false)
            return
        }
        // Only what cannot come of sampling is called a change.
        isUp = count.least > before.most
        isDown = count.most < before.least
        isNew = before.count == 0 && isUp
        guard before.count > 0, !isNew else {
            change = isNew ? "new" : nil
            return
        }
        let ratio = count.count / before.count
        change =
            !isUp && !isDown
            ? "as before"
            : ratio >= 10
                ? "×\(Int(ratio.rounded()))"
                : (ratio >= 1 ? "+" : "−") + "\(Int((abs(ratio - 1) * 100).rounded())) %"
    }

    /// Three digits of what is estimated.
    private static func grouped(_ count: Double, _ isExact: Bool) -> String {
        guard !isExact, count >= 1000 else { return Counted.grouped(Int(count.rounded())) }
        var unit = 1.0
        while count / unit >= 1000 { unit *= 10 }
        return Counted.grouped(Int((count / unit).rounded() * unit))
    }
}
