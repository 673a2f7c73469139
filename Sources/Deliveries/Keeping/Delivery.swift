package import Vocabulary

/// One message on its way to one endpoint.
package struct Delivery: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// An earlier message of its subject is not delivered yet.
        case waiting
        /// It is sent when it is due.
        case ready
        case delivered
        /// All attempts failed; it is replayed by hand, or never.
        case dead
    }

    package var endpoint: String
    package var message: OutboxMessage
    /// The message's place in the outbox.
    package var sequence: Int64
    package var state: State
    /// Attempts that were begun since it was made, or replayed.
    package var attempts: Int
    /// When it is tried next, or another sender may take it; milliseconds since 1970.
    package var due: Int64
    /// When it was delivered or given up; 0 before.
    package var doneAt: Int64

    package init(
        endpoint: String, message: OutboxMessage, sequence: Int64, state: State, attempts: Int,
        due: Int64, doneAt: Int64
    ) {
        (self.endpoint, self.message, self.sequence) = (endpoint, message, sequence)
        (self.state, self.attempts, self.due, self.doneAt) = (state, attempts, due, doneAt)
    }
}

/// One attempt, and what came back.
package struct DeliveryAttempt: Sendable, Hashable {
    package enum Result: String, Sendable, CaseIterable {
        case delivered
        /// It is tried again.
        case failed
        /// It was the last.
        case dead
    }

    package var endpoint: String
    /// The message's id.
    package var message: String
    /// From one; from one again after a replay.
    package var number: Int
    package var at: Int64
    /// The answer's status; nil where there was none.
    package var status: Int?
    /// What went wrong, in words.
    package var note: String
    package var milliseconds: Int
    package var result: Result

    package init(
        endpoint: String, message: String, number: Int, at: Int64, status: Int?, note: String,
        milliseconds: Int, result: Result
    ) {
        (self.endpoint, self.message, self.number) = (endpoint, message, number)
        (self.at, self.status, self.note) = (at, status, note)
        (self.milliseconds, self.result) = (milliseconds, result)
    }
}

/// Which deliveries are meant.
package struct DeliveryFilter: Sendable {
    package static let limitMax = 1000

    package var endpoint: String?
    package var state: Delivery.State?
    package var kind: String?
    /// Only messages of the outbox before this sequence.
    package var before: Int64?
    /// How many at most; the last message is there whole, so that a page which begins
    /// ``before`` it misses none: with several endpoints some more, fewer than
    /// ``WebhookEndpoint/most``.
    package var limit: Int

    package init(
        endpoint: String? = nil, state: Delivery.State? = nil, kind: String? = nil,
        before: Int64? = nil, limit: Int = 50
    ) {
        (self.endpoint, self.state, self.kind) = (endpoint, state, kind)
        (self.before, self.limit) = (before, limit)
    }
}

/// How things stand with one endpoint.
package struct EndpointStanding: Sendable {
    package var endpoint: WebhookEndpoint
    /// Messages not delivered yet, those of the outbox that nobody looked at for it included.
    package var backlog = 0
    /// When the oldest of them was written, milliseconds since 1970; nil without one.
    package var oldestAt: Int64?
    package var dead = 0
    /// Attempts since it was added, by result.
    package var attempts: [DeliveryAttempt.Result: Int] = [:]

    package init(endpoint: WebhookEndpoint) { self.endpoint = endpoint }
}
