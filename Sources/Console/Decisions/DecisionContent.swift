import API
import Cases
import Enforcements
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// What `decision.mustache` shows of one decision.
struct DecisionContent {
    struct Value {
        let name: String
        let value: String
        /// Where the entity's page is; nil for what has none.
        let path: String?
    }

    struct Reason {
        let text: String
        let rule: String
        let rulePath: String
        let signal: String
        let weight: String
        let severity: String
        let isStrong: Bool
        let values: [Value]
    }

    struct Model {
        let name: String
        let stage: String
        let score: String
        let reasons: [Value]
    }

    struct Undecided {
        let rule: String
        let why: String
    }

    struct Link {
        let name: String
        let path: String
    }

    let id: String
    let path: String
    let action: String
    let journey: String
    let score: String
    let actions: String
    let event: String
    let at: Moment
    let place: String
    let latency: String
    let account: Value?
    let ring: Link?
    let ringAction: String?
    let cases: [Link]
    let enforcements: [Link]
    let reasons: [Reason]
    let hasReasons: Bool
    let shadow: String?
    let undecided: [Undecided]
    let hasUndecided: Bool
    let models: [Model]
    let trial: String?
    let entities: [Value]
    let features: [Value]
    let hasFeatures: Bool
    let versions: [Value]
    /// Nil for who may not see what it says of people.
    let record: String?
    let proof: String
    let isHiding: Bool

    /// It blocks.
    init(_ decision: StoredDecision, _ parts: ConsoleParts, _ call: Call) throws {
        let (masking, now) = (Masking(for: call.caller), parts.now())
        let view = try RecordView(record: decision.record)
        id = decision.id
        path = "/decisions/\(Query.escaped(decision.id))"
        (action, journey) = (decision.action.rawValue, decision.journey)
        score = RingWords.score(decision.score)
        actions = view.actions.joined(separator: ", ")
        event = "\(view.event.type) \(masking.text(view.event.id)) of \(view.event.source)"
        at = Moment(decision.time, now: now)
        place = Counted.grouped(Int(decision.sequence))
        latency =
            FieldWords.number(Double(decision.latencyMicroseconds) / 1000, of: "") + " ms"
        account =
            decision.account.isEmpty
            ? nil
            : DecisionContent.entity("account", decision.account, masking)
        let verdict =
            decision.account.isEmpty ? nil : try parts.store.verdict(ofAccount: decision.account)
        ring = verdict.flatMap {
            $0.ring.isEmpty ? nil : Link(name: $0.ring, path: "/rings/\(Query.escaped($0.ring))")
        }
        ringAction = verdict?.action
        cases = try DecisionContent.cases(of: decision.account, parts, call)
        enforcements = try DecisionContent.enforcements(of: decision, parts, masking)
        reasons = view.reasons.map { DecisionContent.reason($0, masking) }
        hasReasons = !view.reasons.isEmpty
        shadow = view.shadow.isEmpty ? nil : view.shadow.joined(separator: ", ")
        undecided = view.undecided.map { Undecided(rule: $0.rule, why: $0.why) }
        hasUndecided = !view.undecided.isEmpty
        models = (view.models ?? []).map { DecisionContent.model($0, masking) }
        trial = view.trial.map {
            "\($0.name), \($0.kind): \($0.arm) \($0.action), chance \($0.propensity)"
        }
        entities = view.entities.filter { $0.key != "account" }.sorted { $0.key < $1.key }.map {
            DecisionContent.entity($0.key, $0.value.text, masking)
        }
        features = DecisionContent.values(view.features, masking)
        hasFeatures = !features.isEmpty
        versions = view.versions.sorted { $0.key < $1.key }.map {
            Value(name: FieldWords.version($0.key), value: $0.value.text, path: nil)
        }
        record = masking.isHiding ? nil : decision.record
        proof = "assay explain \(decision.id) --store sqlite:assay.db --rules --from-log"
        isHiding = masking.isHiding
    }

    private static func entity(_ kind: String, _ name: String, _ masking: Masking) -> Value {
        Value(
            name: kind, value: masking.name(name),
            path: masking.isHiding || name.isEmpty
                ? nil : "/entities/\(Query.escaped(kind))/\(Query.escaped(name))")
    }

    private static func values(
        _ values: [String: RecordView.Scalar], _ masking: Masking
    ) -> [Value] {
        values.sorted { $0.key < $1.key }.map { name, value in
            if case .text(let text) = value {
                return Value(name: FieldWords.name(name), value: masking.text(text), path: nil)
            }
            return Value(
                name: FieldWords.name(name), value: FieldWords.value(value, of: name), path: nil)
        }
    }

    private static func reason(_ reason: RecordView.Reason, _ masking: Masking) -> Reason {
        Reason(
            text: masking.isHiding ? reason.rule : reason.text, rule: reason.rule,
            rulePath: RegistryContent.path(reason.rule), signal: reason.signal,
            weight: RingWords.weight(reason.weight), severity: reason.severity,
            isStrong: reason.weight >= 0.5, values: values(reason.values, masking))
    }

    private static func model(_ score: RecordView.ModelScore, _ masking: Masking) -> Model {
        Model(
            name: "\(score.name)/\(score.version)",
            stage: score.stage.rawValue + (score.served ? "" : ", not read by rules"),
            score: score.score.map(RingWords.score) ?? "could not say",
            reasons: score.reasons.map {
                let hundredths = Int(($0.contribution * 100).rounded())
                return Value(
                    name: "\($0.input) = \(masking.text($0.value.text))",
                    value: "\(hundredths < 0 ? "−" : "+")\(abs(hundredths) / 100)."
                        + "\(abs(hundredths) % 100 < 10 ? "0" : "")\(abs(hundredths) % 100)",
                    path: nil)
            })
    }

    /// The latest cases of the account, for who may see cases.
    private static func cases(
        of account: String, _ parts: ConsoleParts, _ call: Call
    ) throws -> [Link] {
        guard !account.isEmpty, call.caller.may(.casesRead) else { return [] }
        var filter = CaseFilter(limit: 3)
        filter.subject = EnforcedEntity(kind: "account", name: account)
        filter.order = .latest
        let chosen = filter
        return try parts.store.readingCases { try $0.cases(chosen) }.map {
            Link(
                name: "\(CaseNumber.short($0.id)), \($0.state.rawValue)",
                path: "/cases/\(Query.escaped($0.id))")
        }
    }

    /// Measures of the account that the decision led to.
    private static func enforcements(
        of decision: StoredDecision, _ parts: ConsoleParts, _ masking: Masking
    ) throws -> [Link] {
        guard !decision.account.isEmpty, !masking.isHiding else { return [] }
        var filter = EnforcementFilter(limit: 20)
        filter.entity = EnforcedEntity(kind: "account", name: decision.account)
        let chosen = filter
        return try parts.store.readingEnforcements { try $0.enforcements(chosen) }
            .filter { $0.origin.decision == decision.id }
            .map {
                Link(
                    name: "\($0.measure.rawValue), \($0.state.rawValue)",
                    path: "/enforcements/account/\(Query.escaped(decision.account))")
            }
    }
}
