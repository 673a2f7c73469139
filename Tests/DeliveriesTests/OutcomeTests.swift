import Deliveries
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite("What follows from an answer") struct OutcomeTests {
    private let settings = DeliverySettings()

    private func delivery(attempt: Int, firstAt: Int64 = 0) throws -> LeasedDelivery {
        LeasedDelivery(
            endpoint: WebhookEndpoint(
                name: "w", url: "https://example.com", kinds: [], secrets: [],
                allowsPrivate: false, createdAt: 0),
            message: OutboxMessage(id: "m", kind: "k", subject: "s", at: 0, payload: "{}"),
            sequence: 1, lease: 1, attempt: attempt, firstAt: firstAt)
    }

    @Test("2xx is delivered; 410 ends the endpoint; all else is tried again")
    func answers() throws {
        let delivery = try delivery(attempt: 1)
        func next(_ status: Int?) -> DeliveryOutcome.Next {
            WebhookReply(status: status).outcome(
                of: delivery, settings: settings, now: 1000, unit: 0.5
            ).next
        }
        #expect(next(200) == .delivered && next(204) == .delivered && next(299) == .delivered)
        #expect(next(410) == .gone)
        for status in [nil, 100, 300, 302, 400, 401, 404, 429, 500, 503] {
            #expect(next(status) == .retry(at: 1000 + 2500), "\(status ?? 0)")
        }
    }

    @Test("Waits stay within their bound, which doubles up to the longest")
    func waits() {
        var random = Seed.random(71)
        for failures in 0...200 {
            let bound = BackOff.bound(failures: failures, first: 5000, longest: 21_600_000)
            let naive = (1..<max(1, failures)).reduce(Int64(5000)) { wait, _ in
                min(21_600_000, wait * 2)
            }
            #expect(bound == naive, "\(failures) failures")
            let wait = BackOff.wait(
                failures: failures, first: 5000, longest: 21_600_000, unit: random.unit())
            #expect((0...bound).contains(wait))
        }
    }

    @Test("Full jitter: waits are spread over the whole bound")
    func jitter() {
        var random = Seed.random(72)
        let waits = (0..<4000).map { _ in
            BackOff.wait(failures: 3, first: 1000, longest: 60_000, unit: random.unit())
        }
        for quarter in 0..<4 {
            let share = Double(waits.count { $0 / 1000 == Int64(quarter) }) / 4000
            #expect((0.2...0.3).contains(share), "\(Seed.hint)")
        }
    }

    @Test("Retry-After is heeded within bounds")
    func retryAfter() throws {
        let delivery = try delivery(attempt: 1)
        func next(_ seconds: Int64) -> DeliveryOutcome.Next {
            WebhookReply(status: 429, retryAfter: seconds * 1000).outcome(
                of: delivery, settings: settings, now: 0, unit: 0
            ).next
        }
        #expect(next(60) == .retry(at: 60_000))
        #expect(next(10_000_000) == .retry(at: settings.longestWait))
        #expect(next(-5) == .retry(at: 1))
    }

    @Test("The last attempt, and the end of the time, make a dead letter")
    func dead() throws {
        let failed = WebhookReply(status: 500)
        let last = try delivery(attempt: settings.attemptsMax)
        #expect(failed.outcome(of: last, settings: settings, now: 0, unit: 0).next == .dead)
        let late = try delivery(attempt: 2, firstAt: 1)
        #expect(
            failed.outcome(of: late, settings: settings, now: settings.totalTime + 1, unit: 0)
                .next == .dead)
        #expect(
            WebhookReply(status: 200).outcome(of: last, settings: settings, now: 0, unit: 0)
                .next == .delivered)
    }
}
