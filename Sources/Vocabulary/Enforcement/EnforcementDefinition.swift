/// What is done to whom for what decisions say, as `enforcement.yaml` has it.
package struct EnforcementDefinition: Sendable, Hashable {
    /// In the order of the file; each looks at every decision by itself.
    package var policies: [EnforcementPolicy]
    /// How many entities may be touched before a second person is asked.
    package var reach: [ReachCap]
    /// The feature that names the ring an account is in, such as `features.account.ring`; nil for
    /// none.
    package var ringFeature: String?
    /// How whom people order a measure against is told; nil where nobody is.
    package var hands: HandNotices?

    package init(
        policies: [EnforcementPolicy], reach: [ReachCap], ringFeature: String? = nil,
        hands: HandNotices? = nil
    ) {
        (self.policies, self.reach, self.ringFeature) = (policies, reach, ringFeature)
        self.hands = hands
    }
}

/// What whom a person orders a measure against is told: the statement of reasons, in which the
/// person's own words are the facts.
package struct HandNotices: Sendable, Hashable, Codable {
    /// The rule of the service, or the law, that measures by hand rest on.
    package var ground: String
    /// Text by locale, with placeholders in braces.
    package var notices: [String: String]
    /// By locale, what stands for words of ``NoticeWords``; nil where English stands for all.
    package var words: [String: [String: String]]?
    /// How long an appeal may be opened, milliseconds; nil for as long as is usual by hand.
    package var appeal: Int64?
    /// The label that an appeal's outcome feeds.
    package var label: String

    package init(ground: String, notices: [String: String], appeal: Int64?, label: String) {
        (self.ground, self.notices) = (ground, notices)
        (self.appeal, self.label) = (appeal, label)
    }

    /// As the ledger keeps it beside its policies: without a ladder, since a person chooses.
    package var policy: EnforcementPolicy {
        var policy = EnforcementPolicy(
            name: "", description: "By hand.", entity: "",
            condition: EnforcementPolicy.Condition(actions: []), cooldown: 0, weight: 0,
            expires: 0, ladder: [], ground: ground, notices: notices, appeal: appeal,
            label: label)
        policy.words = words
        return policy
    }
}

/// A kind of violation, and the ladder of measures that answers it.
package struct EnforcementPolicy: Sendable, Hashable, Codable {
    package var name: String
    package var description: String
    /// The kind of entity it is about, such as `account`.
    package var entity: String
    package var condition: Condition
    /// A violation of the same entity this near to one that stands is part of it, milliseconds.
    package var cooldown: Int64
    /// How much a violation counts.
    package var weight: Double
    /// How long it counts, milliseconds.
    package var expires: Int64
    /// By strikes, the fewest first.
    package var ladder: [Rung]
    /// The rule of the service, or the law, that the measures rest on.
    package var ground: String
    /// Text of the notice by locale, with placeholders in braces.
    package var notices: [String: String]
    /// By locale, what stands for words of ``NoticeWords``; nil where English stands for all.
    package var words: [String: [String: String]]?
    /// How long an appeal may be opened, milliseconds; nil for no appeal.
    package var appeal: Int64?
    /// The label that an appeal's outcome feeds.
    package var label: String

    /// Which decisions are violations: all that is given must hold, by any of its names.
    package struct Condition: Sendable, Hashable, Codable {
        package var actions: [String]
        /// Empty for all.
        package var journeys: [String]
        package var signals: [String]
        package var rules: [String]

        package init(
            actions: [String], journeys: [String] = [], signals: [String] = [],
            rules: [String] = []
        ) {
            (self.actions, self.journeys) = (actions, journeys)
            (self.signals, self.rules) = (signals, rules)
        }
    }

    /// One step of a ladder.
    package struct Rung: Sendable, Hashable, Codable {
        /// The sum of unexpired weights from which it is the one.
        package var strikes: Double
        package var measure: EnforcementMeasure
        /// How long it lasts, milliseconds; nil until it is taken back.
        package var lasts: Int64?

        package init(strikes: Double, measure: EnforcementMeasure, lasts: Int64?) {
            (self.strikes, self.measure, self.lasts) = (strikes, measure, lasts)
        }
    }

    package init(
        name: String, description: String, entity: String, condition: Condition, cooldown: Int64,
        weight: Double, expires: Int64, ladder: [Rung], ground: String,
        notices: [String: String], appeal: Int64?, label: String
    ) {
        (self.name, self.description, self.entity) = (name, description, entity)
        (self.condition, self.cooldown, self.weight) = (condition, cooldown, weight)
        (self.expires, self.ladder, self.ground) = (expires, ladder, ground)
        (self.notices, self.appeal, self.label) = (notices, appeal, label)
    }

    /// The rung that so many strikes reach, from one; 0 for none. O(rungs).
    package func rung(of strikes: Double) -> Int {
        // Sums of weights such as .1 miss their mark by a rounding.
        ladder.lastIndex { $0.strikes <= strikes + 1e-9 }.map { $0 + 1 } ?? 0
    }
}

/// Words that a notice is filled with beside names and days, as `words` of `enforcement.yaml` says
/// them in each locale.
package enum NoticeWords {
    /// What stands for `{until}` where a measure has no end.
    package static let open = "no_end"
    /// What stands for `{automated}`: a machine decided alone, or not.
    package static let yes = "yes"
    /// See ``yes``.
    package static let no = "no"

    /// All that a locale may say: measures, the open end, yes and no.
    package static let all = EnforcementMeasure.nameable.map(\.rawValue) + [open, yes, no]

    /// What stands where a locale says nothing; behind *until*, the open end reads well.
    package static func english(_ name: String) -> String {
        name == open ? "it is lifted" : PlainWords.of(name)
    }
}

/// How many entities one thing may newly touch in a span before a second person is asked.
package struct ReachCap: Sendable, Hashable, Codable {
    /// What is counted by.
    package enum Scope: String, Sendable, Hashable, CaseIterable, Codable {
        /// The version of the policy that decided; the pack, where its own files did.
        case policyVersion = "policy_version"
        case rule
        case ring
        /// A policy of `enforcement.yaml`.
        case policy
        /// One person, by hand.
        case hand
    }

    package var scope: Scope
    /// Milliseconds.
    package var span: Int64
    package var entities: Int

    package init(scope: Scope, span: Int64, entities: Int) {
        (self.scope, self.span, self.entities) = (scope, span, entities)
    }
}
