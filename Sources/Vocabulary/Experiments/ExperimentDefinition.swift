package import CEL

/// What `experiments.yaml` declares: experiments on policies, and journeys whose funnel is watched.
package struct ExperimentsDefinition: Sendable {
    package var experiments: [ExperimentDefinition]
    package var funnels: [FunnelDefinition]

    package init(experiments: [ExperimentDefinition], funnels: [FunnelDefinition]) {
        (self.experiments, self.funnels) = (experiments, funnels)
    }
}

/// Events of one type, those on which a condition holds where there is one.
package struct EventChoice: Sendable {
    /// An index into ``Schema/types``.
    package var type: Int
    /// Over the event alone.
    package var condition: Program?

    package init(type: Int, condition: Program? = nil) {
        (self.type, self.condition) = (type, condition)
    }
}

/// A comparison of arms to which entities belong by chance.
package struct ExperimentDefinition: Sendable {
    package struct Arm: Sendable, Hashable {
        package var name: String
        /// Of the entities, in (0, 1); all arms' shares together are 1 at most.
        package var share: Double
        /// The registry's version of the policy that decides for it; nil where none is named.
        package var version: Int?

        package init(name: String, share: Double, version: Int? = nil) {
            (self.name, self.share, self.version) = (name, share, version)
        }
    }

    /// What is measured of each entity once its time has passed: whether, or how much, it did.
    package struct Metric: Sendable {
        package var name: String
        package var event: EventChoice
        /// What an event adds; nil where it only counts whether there was one.
        package var value: Program?
        /// What an entity counts at most; 1 for a share.
        package var atMost: Double
        /// After the entity entered, milliseconds: events in (from, to] count.
        package var from: Int64
        package var to: Int64
        /// What is expected of control, from 0 to ``atMost``: it makes the test quick, not right.
        package var baseline: Double
        /// The least difference worth finding.
        package var effect: Double
        package var isHigherBetter: Bool
        /// Of entities that no label calls bad alone.
        package var isOfGood: Bool

        package init(
            name: String, event: EventChoice, value: Program? = nil, atMost: Double = 1,
            from: Int64 = 0, to: Int64, baseline: Double, effect: Double,
            isHigherBetter: Bool = true, isOfGood: Bool = false
        ) {
            (self.name, self.event, self.value, self.atMost) = (name, event, value, atMost)
            (self.from, self.to, self.baseline, self.effect) = (from, to, baseline, effect)
            (self.isHigherBetter, self.isOfGood) = (isHigherBetter, isOfGood)
        }
    }

    package var name: String
    package var description: String
    /// The kind of entity that arms are made of; an index into ``Schema/entities``.
    package var unit: Int
    package var salt: String
    /// Event time from which entities enter, milliseconds since 1970; nil for all of them.
    package var startsAt: Int64?
    /// The event with which an entity enters; nil for its first.
    package var enters: EventChoice?
    /// Control first.
    package var arms: [Arm]
    /// The chance of a false alarm over the whole experiment, however often one looks.
    package var alpha: Double
    package var primary: Metric
    package var guards: [Metric]

    package init(
        name: String, description: String, unit: Int, salt: String, startsAt: Int64? = nil,
        enters: EventChoice? = nil, arms: [Arm], alpha: Double, primary: Metric, guards: [Metric]
    ) {
        (self.name, self.description, self.unit, self.salt) = (name, description, unit, salt)
        (self.startsAt, self.enters, self.arms, self.alpha) = (startsAt, enters, arms, alpha)
        (self.primary, self.guards) = (primary, guards)
    }
}

/// The steps of a journey, in order.
package struct FunnelDefinition: Sendable {
    package struct Step: Sendable {
        package var name: String
        package var event: EventChoice

        package init(name: String, event: EventChoice) { (self.name, self.event) = (name, event) }
    }

    package var name: String
    /// The kind of entity that walks it; an index into ``Schema/entities``.
    package var unit: Int
    /// Time from the first step in which all must be done, milliseconds.
    package var within: Int64
    package var steps: [Step]
    /// The slot of the first step's event by which people are told apart; nil for all together.
    package var segment: Int?

    package init(
        name: String, unit: Int, within: Int64, steps: [Step], segment: Int? = nil
    ) {
        (self.name, self.unit, self.within) = (name, unit, within)
        (self.steps, self.segment) = (steps, segment)
    }
}
