/// What came back from one attempt.
package struct WebhookReply: Sendable {
    /// Nil where no answer came.
    package var status: Int?
    /// The wait the answer asks for, milliseconds.
    package var retryAfter: Int64?
    /// What went wrong, in words; the beginning of the answer where it speaks of a failure.
    package var note: String
    package var milliseconds = 0

    package init(status: Int?, retryAfter: Int64? = nil, note: String = "") {
        (self.status, self.retryAfter, self.note) = (status, retryAfter, note)
    }

    package var isTaken: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// What follows from it: delivered, tried again, dead, or the endpoint gone.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - unit: a draw from [0, 1), for the jitter.
    package func outcome(
        of delivery: LeasedDelivery, settings: DeliverySettings, now: Int64, unit: Double
    ) -> DeliveryOutcome {
        let failures = delivery.endpoint.failures + 1
        let isOver =
            delivery.attempt >= settings.attemptsMax
            || now - delivery.firstAt >= settings.totalTime
        let next: DeliveryOutcome.Next
        if isTaken {
            next = .delivered
        } else if status == 410 {
            next = .gone
        } else if isOver {
            next = .dead
        } else {
            let drawn = BackOff.wait(
                failures: delivery.attempt, first: settings.firstWait,
                longest: settings.longestWait, unit: unit)
            // An endpoint may ask for a longer wait, and not for more than we would give it.
            let asked = min(max(0, retryAfter ?? 0), settings.longestWait)
            next = .retry(at: now + max(1, drawn, asked))
        }
        return DeliveryOutcome(
            delivery: delivery, next: next, at: now, status: status, note: note,
            milliseconds: milliseconds,
            openUntil: now
                + BackOff.bound(
                    failures: failures - settings.failuresMax + 1, first: settings.firstWait,
                    longest: min(settings.longestOpen, settings.longestWait)))
    }
}
