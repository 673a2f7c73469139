import API
import Cases
import Enforcements
import Packs
import Rules
import Vocabulary

/// One thing that speaks for or against a subject, in words, by the template `evidence`.
struct Evidence: Sendable {
    struct Read: Sendable {
        let name: String
        let value: String
    }

    let words: String
    /// Such as `rule device_pool`, `ring-12`, `report`.
    let source: String
    /// 0...1.
    let strength: Double
    /// Such as `80 %`.
    let share: String
    let isStrong: Bool
    let severity: String?
    /// Of the rule: what it is about.
    let about: String?
    let values: [Read]
    let hasValues: Bool
    /// Such as `in 12 of the latest 30 decisions`; nil for once.
    let often: String?
    let at: Moment?
    let path: String?

    /// At most this many are shown at once.
    static let shownMax = 12
    private static let strongFrom = 0.6

    init(
        _ words: String, source: String, strength: Double, severity: String? = nil,
        about: String? = nil, values: [Read] = [], often: String? = nil, at: Moment? = nil,
        path: String? = nil
    ) {
        (self.words, self.source, self.strength) = (words, source, strength)
        share = "\(Int((min(max(strength, 0), 1) * 100).rounded())) %"
        isStrong = strength >= Evidence.strongFrom
        (self.severity, self.about, self.values) = (severity, about, values)
        hasValues = !values.isEmpty
        (self.often, self.at, self.path) = (often, at, path)
    }

    /// All there is, the strongest first: rules of the latest decisions, the ring, reports.
    ///
    /// - Parameter opening: the decision that opened the case; it stands for its rules.
    static func of(
        _ facts: SubjectFacts, opening: SubjectFacts.Decided?, _ pack: Pack, _ masks: Masks,
        now: Int64
    ) -> [Evidence] {
        let rules = ofRules(facts, opening: opening, pack, masks, now: now)
        let all = rules + ofRing(facts, masks, now: now) + ofReports(facts, masks, now: now)
        return Array(all.sorted { $0.strength > $1.strength }.prefix(shownMax))
    }

    private static func ofRules(
        _ facts: SubjectFacts, opening: SubjectFacts.Decided?, _ pack: Pack, _ masks: Masks,
        now: Int64
    ) -> [Evidence] {
        var seen: [String: (count: Int, reason: RecordView.Reason, decided: SubjectFacts.Decided)] =
            [:]
        let others = facts.decided.filter { $0.decision.id != opening?.decision.id }
        for decided in [opening].compactMap({ $0 }) + others {
            for reason in decided.view?.reasons ?? [] {
                seen[reason.rule, default: (0, reason, decided)].count += 1
            }
        }
        let descriptions = Dictionary(
            pack.rules.rules.map { ($0.id, $0.description) }, uniquingKeysWith: { one, _ in one })
        let all = others.count + (opening == nil ? 0 : 1)
        return seen.values.compactMap { count, reason, decided in
            guard let view = decided.view else { return nil }
            return Evidence(
                masks.text(reason, of: view), source: "rule \(reason.rule)",
                strength: reason.weight, severity: reason.severity,
                about: descriptions[reason.rule],
                values: reason.values.sorted { $0.key < $1.key }.map {
                    Read(name: $0.key, value: masks.value($0.key, $0.value.text))
                },
                often: count > 1 ? "in \(count) of the latest \(all) decisions" : nil,
                at: Moment(decided.decision.time, now: now),
                path: "/decisions/\(Query.escaped(decided.decision.id))")
        }
    }

    private static func ofRing(
        _ facts: SubjectFacts, _ masks: Masks, now: Int64
    ) -> [Evidence] {
        guard let ring = facts.ring else { return [] }
        let member = ring.members.first { $0.account == facts.entity.name }
        let seen = facts.ringSeenAt.map { Moment($0, now: now) }
        let role = member.map {
            RingWords.sentence(ofRole: $0.role, isNow: facts.ringSeenAt == nil)
                + ", \(Counted.share($0.strength)) sure."
        }
        // As it was, where a later run says otherwise.
        let then = seen.map { ", as it was \($0.full)" } ?? ""
        return ring.evidence.map { piece in
            Evidence(
                piece.words,
                source: "\(ring.ring), \(RingWords.family(piece.family).lowercased())\(then)",
                strength: min(piece.strength, member?.strength ?? piece.strength), about: role,
                often: Counted.words(piece.members, "member", "members"),
                path: "/rings/\(Query.escaped(ring.ring))")
        }
    }

    private static func ofReports(
        _ facts: SubjectFacts, _ masks: Masks, now: Int64
    ) -> [Evidence] {
        facts.reports.map { report in
            Evidence(
                masks.masking.text(report.text),
                source: report.partner.isEmpty
                    ? "report of the community, \(report.kind)"
                    : "report of \(report.partner), \(report.kind)",
                strength: report.partner.isEmpty ? communityStrength : partnerStrength,
                at: Moment(report.at, now: now))
        }
    }

    /// Where a report stands among what was measured: a claim, not a finding.
    private static let communityStrength = 0.3
    private static let partnerStrength = 0.5
}
