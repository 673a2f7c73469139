package import CEL

/// What people are asked to prove, by whom it is checked, and when; a pack's `verification.yaml`.
package struct VerificationDefinition: Sendable {
    /// The event type that steps are written back as; an index into ``Schema/types``.
    package var event: Int
    package var vendors: [Vendor]
    package var requirements: [Requirement]
    /// What points of the journey ask for; at most one entry a point.
    package var journeys: [Journey]

    /// Fields of the event beside the account's; `requirement` and `state` must be there, and of
    /// the others those are filled that the event type declares. All are strings.
    package static let eventFields = [
        "requirement", "state", "vendor", "reference", "reasons", "name", "birth_date", "country",
        "document", "phone", "payout", "address", "email",
    ]
    /// Of ``eventFields`` those that speak of the person, and come from what they gave or from the
    /// vendor.
    package static let personFields = Array(eventFields.dropFirst(5))

    /// Who checks what people give.
    package struct Vendor: Sendable, Hashable {
        /// How requests and callbacks are written.
        package enum Adapter: String, Sendable, CaseIterable {
            /// JSON of our own, with the headers of Standard Webhooks.
            case standard
        }

        package var name: String
        package var adapter: Adapter
        /// Where requests are sent unless the deployment names another place, as it was when the
        /// service started; nil has the deployment name it.
        package var url: String?
        /// The most that one request may take, milliseconds.
        package var timeout: Int64
        /// How often a request is sent at most.
        package var tries: Int
        /// Silence after which the next vendor is asked, milliseconds.
        package var silence: Int64

        package init(
            name: String, adapter: Adapter = .standard, url: String? = nil, timeout: Int64 = 5000,
            tries: Int = 5, silence: Int64 = 600_000
        ) {
            (self.name, self.adapter, self.url) = (name, adapter, url)
            (self.timeout, self.tries, self.silence) = (timeout, tries, silence)
        }
    }

    /// Something to prove.
    package struct Requirement: Sendable, Hashable {
        package var name: String
        /// What it costs an honest person, in any unit; the least is asked first.
        package var friction: Int
        /// Those asked, one after the other while they are silent; indices into ``vendors``.
        package var live: [Int]
        /// Those asked beside the first, for comparison.
        package var shadow: [Int]
        /// How long a person, and then the vendors, may take; milliseconds.
        package var open: Int64
        /// How long a pass holds, milliseconds; nil for good.
        package var holds: Int64?
        /// How often it may fail.
        package var attempts: Int
        /// From a failure to the next attempt, milliseconds.
        package var cooldown: Int64

        package init(
            name: String, friction: Int = 1, live: [Int], shadow: [Int] = [],
            open: Int64 = 86_400_000, holds: Int64? = nil, attempts: Int = 3, cooldown: Int64 = 0
        ) {
            (self.name, self.friction, self.live, self.shadow) = (name, friction, live, shadow)
            (self.open, self.holds, self.attempts) = (open, holds, attempts)
            self.cooldown = cooldown
        }
    }

    /// What one point of the journey asks for.
    package struct Journey: Sendable {
        package var name: String
        /// Requirements of everybody; indices into ``requirements``.
        package var base: [Int]
        package var stepUps: [StepUp]

        package init(name: String, base: [Int], stepUps: [StepUp]) {
            (self.name, self.base, self.stepUps) = (name, base, stepUps)
        }
    }

    /// What is asked beyond the base when risk asks for it.
    package struct StepUp: Sendable {
        /// Indices into ``requirements``.
        package var ask: [Int]
        package var condition: Program
        /// The condition as written.
        package var text: String

        package init(ask: [Int], condition: Program, text: String) {
            (self.ask, self.condition, self.text) = (ask, condition, text)
        }
    }

    /// Index of a requirement; nil when there is none of the name.
    package func requirement(_ name: String) -> Int? {
        requirements.firstIndex { $0.name == name }
    }

    package init(
        event: Int, vendors: [Vendor], requirements: [Requirement], journeys: [Journey]
    ) {
        (self.event, self.vendors, self.requirements) = (event, vendors, requirements)
        self.journeys = journeys
    }
}
