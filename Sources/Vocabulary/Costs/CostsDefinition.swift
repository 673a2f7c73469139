package import CEL

/// What mistakes and measures cost, and by what a backtest divides people; `costs.yaml` of a pack.
///
/// Nothing that decides reads it.
package struct CostsDefinition: Sendable {
    /// A set of actions.
    package struct Actions: Sendable, Hashable {
        private var bits: UInt16 = 0

        package init(_ actions: some Sequence<Action> = []) {
            for action in actions { bits |= 1 << UInt16(action.rank) }
        }

        package func contains(_ action: Action) -> Bool { bits & 1 << UInt16(action.rank) != 0 }

        /// All but `allow` and `review`, which withhold nothing.
        package static let withholding = Actions(Action.allCases.filter { $0 > .review })
    }

    /// What mistakes at some types of event cost.
    package struct Price: Sendable {
        /// By event type: whether it is priced so.
        package var types: [Bool]
        /// Of a bad event that no action of ``prevents`` met; nil for nothing.
        package var missed: Program?
        /// Actions that keep a bad event from costing ``missed``.
        package var prevents: Actions
        /// By rank of the action: what it costs on a good event; nil for nothing.
        package var wrong: [Program?]

        package init(types: [Bool], missed: Program?, prevents: Actions, wrong: [Program?]) {
            (self.types, self.missed) = (types, missed)
            (self.prevents, self.wrong) = (prevents, wrong)
        }
    }

    /// A name for an expression by whose values figures are divided.
    package struct Segment: Sendable {
        package var name: String
        package var program: Program

        package init(name: String, program: Program) {
            (self.name, self.program) = (name, program)
        }
    }

    /// The unit of all amounts, such as `EUR`.
    package var unit: String
    /// Kind of entity that people are; index into ``Schema/entities``.
    package var who: Int
    /// Name of the labels that say who is bad, or `event.FIELD` of a field that is a label.
    package var label: String?
    /// Names the session of an event among those of who does it; nil where a session is a day.
    package var session: Program?
    /// Kinds of entity that are told of when they are affected.
    package var partners: [Int]
    /// Actions that hurt a good person.
    package var hurts: Actions
    /// Of one session that is reviewed.
    package var review: Double
    /// Of one session that is challenged.
    package var challenge: Double
    package var prices: [Price]
    package var segments: [Segment]

    package init(
        unit: String, who: Int, label: String? = nil, session: Program? = nil,
        partners: [Int] = [], hurts: Actions = .withholding, review: Double = 0,
        challenge: Double = 0, prices: [Price] = [], segments: [Segment] = []
    ) {
        (self.unit, self.who, self.label, self.session) = (unit, who, label, session)
        (self.partners, self.hurts, self.review) = (partners, hurts, review)
        (self.challenge, self.prices, self.segments) = (challenge, prices, segments)
    }

    /// The price of a type of event, the first that speaks of it.
    package func price(ofType type: Int) -> Price? { prices.first { $0.types[type] } }
}
