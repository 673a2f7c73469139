package import Vocabulary

/// Where endpoints and deliveries are kept.
package protocol DeliveryArchive: Sendable {
    /// Writes messages that tell of nothing else in the store, in a transaction of their own; one
    /// whose id is there is not written again.
    ///
    /// - Returns: how many were new.
    func post(_ messages: [OutboxMessage]) throws -> Int

    /// Keeps a new endpoint; it hears what is written from now on, or with `fromStart` all.
    ///
    /// - Throws: ``Fault`` `conflict` where the name is taken, `limited` beyond
    ///   ``WebhookEndpoint/most``.
    func add(endpoint: WebhookEndpoint, fromStart: Bool) throws -> WebhookEndpoint
    /// In the order of their names.
    func endpoints() throws -> [WebhookEndpoint]
    /// - Throws: ``Fault`` `notFound`.
    func set(secrets: [WebhookEndpoint.Held], of endpoint: String) throws
    /// Switches it on, which closes its circuit, or off.
    ///
    /// - Throws: ``Fault`` `notFound`.
    func set(state: WebhookEndpoint.State, why: String, of endpoint: String) throws
    /// Takes an endpoint away with its secrets and its deliveries.
    ///
    /// - Returns: how many messages it had not got.
    /// - Throws: ``Fault`` `notFound`.
    func remove(endpoint: String) throws -> Int

    /// One transaction: what came of attempts is kept, new messages are given to endpoints, and
    /// what is due is leased to the caller. O((outcomes + leased + new messages) · log messages).
    func run(_ round: DeliveryRound) throws -> [LeasedDelivery]
    /// Whether a round would find something to do now. Reads only.
    func hasDue(now: Int64) throws -> Bool

    /// The latest first.
    func deliveries(_ filter: DeliveryFilter) throws -> [Delivery]
    /// A message at each endpoint that wants it, with its attempts, the latest first.
    func deliveries(of message: String) throws -> (
        deliveries: [Delivery], attempts: [DeliveryAttempt]
    )
    /// The latest attempts of all, the latest first.
    func attempts(limit: Int) throws -> [DeliveryAttempt]
    /// Sends deliveries that are over once more, under the same id, from the first attempt on.
    ///
    /// - Parameter message: the one message meant; nil for all that the filter names.
    /// - Returns: how many, and the last message that was looked at, for ``DeliveryFilter/before``;
    ///   nil where there was none.
    func replay(
        _ filter: DeliveryFilter, message: String?, now: Int64
    ) throws -> (count: Int, last: Int64?)
    func standings() throws -> [EndpointStanding]
}

/// What a sender tells and asks in one transaction.
package struct DeliveryRound: Sendable {
    package var now: Int64
    package var outcomes: [DeliveryOutcome] = []
    /// No other sender takes what is leased before then; milliseconds since 1970.
    package var leaseUntil: Int64
    /// Names the lease; another for each round of any sender.
    package var lease: Int64
    /// Deliveries of one endpoint that may be leased at once, by all senders together.
    package var perEndpoint: Int
    /// Failures in a row from which on an endpoint is tried with one message at a time.
    package var failuresMax: Int
    /// Messages of the outbox that are looked at for one endpoint.
    package var messagesMax = 1000
    /// Latest attempts of all endpoints that are kept.
    package var attemptsKept = 200_000

    package init(
        now: Int64, leaseUntil: Int64, lease: Int64, perEndpoint: Int, failuresMax: Int
    ) {
        (self.now, self.leaseUntil, self.lease) = (now, leaseUntil, lease)
        (self.perEndpoint, self.failuresMax) = (perEndpoint, failuresMax)
    }
}

/// A delivery that one sender has for a while.
package struct LeasedDelivery: Sendable {
    package var endpoint: WebhookEndpoint
    package var message: OutboxMessage
    package var sequence: Int64
    package var lease: Int64
    /// This one's number, from one.
    package var attempt: Int
    /// When the first was begun, milliseconds since 1970.
    package var firstAt: Int64

    package init(
        endpoint: WebhookEndpoint, message: OutboxMessage, sequence: Int64, lease: Int64,
        attempt: Int, firstAt: Int64
    ) {
        (self.endpoint, self.message, self.sequence) = (endpoint, message, sequence)
        (self.lease, self.attempt, self.firstAt) = (lease, attempt, firstAt)
    }
}

/// What came of an attempt, and what follows.
package struct DeliveryOutcome: Sendable {
    package enum Next: Sendable, Hashable {
        case delivered
        /// Milliseconds since 1970.
        case retry(at: Int64)
        case dead
        /// The endpoint says it is no more: it is disabled, the message kept.
        case gone
        /// Not tried: given back as it was.
        case untried
    }

    package var delivery: LeasedDelivery
    package var next: Next
    package var at: Int64
    package var status: Int?
    package var note: String
    package var milliseconds: Int
    /// Until when the endpoint's circuit opens, should it have failed too often in a row.
    package var openUntil: Int64

    package init(
        delivery: LeasedDelivery, next: Next, at: Int64, status: Int?, note: String,
        milliseconds: Int, openUntil: Int64
    ) {
        (self.delivery, self.next, self.at) = (delivery, next, at)
        (self.status, self.note, self.milliseconds) = (status, note, milliseconds)
        self.openUntil = openUntil
    }
}
