/// An order against a ring as it is kept, for the second person and for taking it back.
package struct KeptOrder: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// It was begun; broken off, it goes on when it is given again.
        case running
        /// Waits for a second person.
        case held
        case done
        case undone
    }

    package var batch: String
    package var order: RingOrder
    package var state: State
    /// Milliseconds since 1970.
    package var at: Int64
    /// What its batch was made of, so that it can go on.
    package var key: String

    /// What people did about it since, in order.
    package var steps: [Step] = []

    /// Somebody agreed, refused, or took it back.
    package struct Step: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
            case approved, refused, undone
        }

        package var kind: Kind
        package var by: String
        package var why: String
        /// Milliseconds since 1970.
        package var at: Int64

        package init(_ kind: Kind, by: String, why: String, at: Int64) {
            (self.kind, self.by, self.why, self.at) = (kind, by, why, at)
        }
    }

    /// Where it stands, for people.
    package var words: String {
        switch state {
        case .running: "broken off"
        case .held: "waits for a second person"
        case .done: "in force"
        case .undone: steps.last?.kind == .refused ? "refused" : "taken back"
        }
    }

    /// Who agreed to it; nil for nobody.
    package var approvedBy: String? { steps.last { $0.kind == .approved }?.by }

    package init(batch: String, order: RingOrder, state: State, at: Int64, key: String) {
        (self.batch, self.order, self.state) = (batch, order, state)
        (self.at, self.key) = (at, key)
    }
}
