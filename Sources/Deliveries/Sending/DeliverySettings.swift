/// How often and how long a message is tried. Times are milliseconds.
package struct DeliverySettings: Sendable {
    /// Attempts a message has before it is a dead letter.
    package var attemptsMax = 16
    /// The wait behind the first failure is drawn up to this; it doubles with each failure.
    package var firstWait: Int64 = 5000
    package var longestWait: Int64 = 6 * 3_600_000
    /// From the first attempt on; the first failure behind it is the last.
    package var totalTime: Int64 = 72 * 3_600_000
    /// From sending to the last byte of the answer.
    package var timeout: Int64 = 10_000
    /// Bytes of an answer that are read; its status counts, however long it is.
    package var answerMax = 64 * 1024
    /// Requests to one endpoint at once, by all senders of a store.
    package var perEndpoint = 16
    /// Failures in a row that open an endpoint's circuit.
    package var failuresMax = 10
    /// The circuit's longest wait before one message tries whether the endpoint works again.
    package var longestOpen: Int64 = 600_000
    /// Between looks for new messages while nothing is on its way.
    package var pollEvery: Int64 = 250

    package init() {}

    /// Until when a lease holds: what one attempt can last, and the writing of what came of it.
    package var leaseLength: Int64 { 2 * timeout + 5000 }
}
