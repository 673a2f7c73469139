import API
import Cases
import Enforcements
import Packs
import Pipeline
import Vocabulary

/// What the template `entity-page` shows.
struct EntityContent: Sendable {
    /// Something the entity's events name, or that its ring ties it to.
    struct Tie: Sendable {
        let link: EntityLink
        let words: String
    }

    let link: EntityLink
    let title: String
    let action: String
    let token: String
    let subject: SubjectPanel
    let evidence: [Evidence]
    let strips: [FeatureStrip]
    let others: [FeatureStrip]
    /// Such as `play`, and how many peers there are.
    let journey: String?
    let peers: String?
    let ties: [Tie]
    let ringTies: [Tie]
    let timeline: [Happening]
    let pager: Pager?
    let shows: [Choice]
    let atStake: Money?
    let forms: Forms
    let hasEvidence: Bool
    let hasStrips: Bool
    let hasOthers: Bool
    let hasTimeline: Bool
    let hasTies: Bool
    let hasRingTies: Bool

    struct Choice: Sendable {
        let words: String
        let path: String
        let isHere: Bool
    }

    struct Forms: Sendable {
        let mayOpen: Bool
        let mayOrder: Bool
        let mayLabel: Bool
        let mayList: Bool
        let queues: [CaseForms.Choice]
        let measures: [CaseForms.Choice]
        let labels: [CaseForms.Choice]
        let listPath: String
        let openCase: CaseLine?
        let mayAct: Bool
    }

    private static let tiesMax = 20
    private static let timelineMax = 80

    init(
        _ facts: SubjectFacts, clocks: [String: ClockState], sample: PeerSample, _ pack: Pack,
        _ call: Call, asked: EntityAsked, now: Int64
    ) {
        let masks = Masks(for: call.caller, schema: pack.schema)
        let unit = pack.lossUnit
        link = masks.link(facts.entity)
        title = "\(facts.entity.kind) \(link.label)"
        let path = Masks.path(facts.entity)
        (action, token) = (path, call.caller.formToken)
        subject = SubjectPanel(
            facts, but: nil, clocks: { clocks[$0.id] ?? .onTrack }, masks: masks, unit: unit,
            now: now)
        evidence = Evidence.of(facts, opening: nil, pack, masks, now: now)
        let latest = facts.decided.first { decided in
            decided.view?.features.keys.contains { $0.hasPrefix("features.\(facts.entity.kind).") }
                ?? false
        }?.view
        let all =
            latest.map {
                FeatureStrip.of($0, kind: facts.entity.kind, pack, sample, masks: masks)
            } ?? []
        strips = Array(all.prefix(FeatureStrip.shownMax))
        others = Array(all.dropFirst(FeatureStrip.shownMax))
        journey = latest?.journey
        let count = latest.flatMap { sample.entities["\($0.journey)/\(facts.entity.kind)"] } ?? 0
        peers =
            count == 0
            ? nil
            : "\(Counted.grouped(count)) of kind \(facts.entity.kind), each in its latest of the "
                + "latest \(Counted.grouped(sample.decisions)) decisions"
        ties = EntityContent.ties(facts, masks)
        ringTies = EntityContent.ringTies(facts, masks)
        // Links to itself name nobody, so that they hide from whom the name hides.
        let address = Address("", keeping: ["show"], of: call.queries)
        timeline = EntityContent.timeline(facts, masks, asked, now: now)
        pager = Pager(
            address, isFirst: asked.before == nil, shown: timeline.count, before: facts.before)
        shows = [("all", "Everything"), ("acted", "Acted on"), ("work", "People's work")].map {
            Choice(
                words: $0.1, path: Address("").with("show", $0.0 == "all" ? nil : $0.0).text,
                isHere: asked.show == $0.0)
        }
        let open = facts.cases.first { !$0.state.isOver }
        atStake = open.flatMap { $0.loss > 0 ? Money(minor: $0.atStake, unit: unit) : nil }
        forms = EntityContent.forms(facts, pack, call, subject.cases)
        (hasEvidence, hasTimeline) = (!evidence.isEmpty, !timeline.isEmpty)
        (hasStrips, hasOthers) = (!strips.isEmpty, !others.isEmpty)
        (hasTies, hasRingTies) = (!ties.isEmpty, !ringTies.isEmpty)
    }

    private static func forms(
        _ facts: SubjectFacts, _ pack: Pack, _ call: Call, _ cases: [CaseLine]
    ) -> Forms {
        let caller = call.caller
        let hasName = Masks(for: caller, schema: pack.schema).link(facts.entity).path != nil
        let label = pack.enforcement?.policies.first?.label ?? pack.costs?.label ?? "fraud"
        return Forms(
            mayOpen: hasName && pack.cases != nil && caller.may(.casesWork),
            mayOrder: hasName && caller.may(.enforcementsOrder),
            mayLabel: hasName && caller.may(.labelsWrite),
            mayList: hasName && caller.may(.rulesWrite),
            queues: (pack.cases?.queues ?? []).map { CaseForms.Choice($0.name, $0.name) },
            measures: EnforcementMeasure.nameable.map {
                CaseForms.Choice($0.rawValue, $0.words)
            },
            labels: [
                CaseForms.Choice("\(label)=yes", "\(label): yes"),
                CaseForms.Choice("\(label)=no", "\(label): no"),
            ], listPath: "/lists?add=\(Query.escaped(facts.entity.name))",
            openCase: cases.first { $0.disposition == nil && $0.state != "merged" },
            mayAct: hasName
                && (caller.may(.casesWork) || caller.may(.enforcementsOrder)
                    || caller.may(.labelsWrite))
        )
    }

    /// What its latest decisions name beside it, what is named most first.
    private static func ties(_ facts: SubjectFacts, _ masks: Masks) -> [Tie] {
        var counts: [EnforcedEntity: Int] = [:]
        for decided in facts.decided {
            for (kind, name) in decided.view?.entities ?? [:] where kind != facts.entity.kind {
                counts[EnforcedEntity(kind: kind, name: name.text), default: 0] += 1
            }
        }
        let all = facts.decided.count
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(tiesMax).map {
            Tie(link: masks.link($0.key), words: "in \($0.value) of \(all)")
        }
    }

    /// Whom its ring ties it to, the strongest first.
    private static func ringTies(_ facts: SubjectFacts, _ masks: Masks) -> [Tie] {
        let own = "\(facts.entity.kind):\(facts.entity.name)"
        let links = (facts.ring?.links ?? []).filter { $0.from == own || $0.to == own }
        return links.sorted { $0.weight > $1.weight }.prefix(tiesMax).compactMap { link in
            let other = link.from == own ? link.to : link.from
            let parts = other.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return Tie(
                link: masks.link(
                    EnforcedEntity(kind: String(parts[0]), name: String(parts[1]))),
                words: "\(PlainWords.of(link.kind)), weight "
                    + FieldWords.number((link.weight * 10).rounded() / 10, of: ""))
        }
    }

    private static func timeline(
        _ facts: SubjectFacts, _ masks: Masks, _ asked: EntityAsked, now: Int64
    ) -> [Happening] {
        var all: [Happening] = []
        if asked.show != "work" {
            all += facts.decided.map { Happening($0, masks: masks, now: now) }
        }
        if asked.before == nil {
            all += facts.ledger.map { Happening($0, masks: masks, now: now) }
            all += facts.cases.flatMap { Happening.ofCase($0, masks: masks, now: now) }
            all += facts.verifications.map {
                Happening(
                    $0.at, now: now, kind: "verification", mark: "info",
                    words: "\($0.requirement) \($0.state.rawValue)",
                    detail: $0.reasons.joined(separator: ", "))
            }
            all += facts.labels.map {
                Happening(
                    $0.recordedAt, now: now, kind: "label", mark: $0.isPositive ? "bad" : "good",
                    words: "label \($0.name): \($0.isPositive ? "yes" : "no")",
                    detail: "by \($0.source)")
            }
        }
        return Array(all.sorted { $0.time > $1.time }.prefix(timelineMax))
    }
}

extension Happening {
    /// That a case was opened, and closed.
    static func ofCase(_ one: Case, masks: Masks, now: Int64) -> [Happening] {
        let path = "/cases/\(Query.escaped(one.id))"
        let opened = Happening(
            one.openedAt, now: now, kind: "case", mark: "info",
            words: "\(CaseNumber.short(one.id)) opened by \(one.origin.rawValue)",
            detail: masks.text(one.title, naming: [one.subject]), path: path)
        guard let at = one.closedAt else { return [opened] }
        let closed = Happening(
            at, now: now, kind: "case", mark: one.outcome ?? "info",
            words: "\(CaseNumber.short(one.id)) \(one.state.rawValue)",
            detail: [one.outcome, one.reason].compactMap { $0 }
                .joined(separator: ": "), path: path, tone: "good")
        return [closed, opened]
    }
}

/// What a URL of an entity's page asks for.
struct EntityAsked: Sendable {
    /// Decisions before this place of the log; nil for the latest.
    let before: Int64?
    /// `all`, `acted` or `work`.
    let show: String

    static let queries = ["before", "show"]

    /// - Throws: ``Fault`` `invalid` for what cannot be read.
    init(_ call: Call) throws {
        before = try call.filter().before
        show = call.queries["show"].flatMap { $0.isEmpty ? nil : $0 } ?? "all"
        guard ["all", "acted", "work"].contains(show) else {
            throw Fault(
                .invalid, "`show` is `\(show.prefix(40))`.", fix: "Use all, acted or work.")
        }
    }
}
