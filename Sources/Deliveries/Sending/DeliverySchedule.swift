import Foundation
import Synchronization
import Toolbox

/// Sends what the outbox holds, on a thread of its own, until it is stopped.
///
/// Round by round it writes what came of attempts and takes what is due, in one transaction; so
/// under load the cost of a commit is shared. What it has taken is leased: should the process die,
/// another sender, or this one started again, takes it when the lease is over.
package final class DeliverySchedule: Sendable {
    private struct Held {
        var outcomes: [DeliveryOutcome] = []
        var inAir = 0
        var random: SplitMix64
        var isStopping = false
        var hasBegun = false
    }

    private let archive: any DeliveryArchive
    private let transport: any WebhookTransport
    private let settings: DeliverySettings
    private let now: @Sendable () -> Int64
    private let notice: @Sendable (String) -> Void
    private let held: Mutex<Held>
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    /// - Parameters:
    ///   - seed: of the jitter, and of the names of leases: another for each sender.
    ///   - now: milliseconds since 1970.
    ///   - notice: told in a sentence when the store cannot be used, once for each time.
    package init(
        archive: any DeliveryArchive, transport: any WebhookTransport,
        settings: DeliverySettings = DeliverySettings(), seed: UInt64,
        now: @escaping @Sendable () -> Int64,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.archive, self.transport, self.settings) = (archive, transport, settings)
        (self.now, self.notice) = (now, notice)
        held = Mutex(Held(random: SplitMix64(seed: seed)))
    }

    /// To be called once.
    package func begin() {
        held.withLock { $0.hasBegun = true }
        ended.enter()
        let thread = Thread { [self] in
            sendAll()
            ended.leave()
        }
        thread.name = "assay.deliver"
        thread.start()
    }

    /// Takes no more, waits for what is on its way, at most one time-out, and writes what came of
    /// it; the store may then be closed. Calling it again does nothing.
    package func stop() {
        held.withLock { $0.isStopping = true }
        wake.signal()
        ended.wait()
    }

    private func sendAll() {
        var isFailing = false
        while !held.withLock({ $0.isStopping }) {
            do {
                if try takeRound() == 0 { waitForMore() }
                isFailing = false
            } catch {
                if !isFailing { notice("deliveries wait: \(error)") }
                isFailing = true
                // Its own wait: outcomes that cannot be written would wake it at once.
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
        land()
    }

    private func waitForMore() {
        _ = wake.wait(timeout: .now() + .milliseconds(Int(settings.pollEvery)))
    }

    /// One transaction, and what it leased sent; how many those are, and outcomes written.
    private func takeRound() throws -> Int {
        let (outcomes, lease) = held.withLock { held in
            let outcomes = held.outcomes
            held.outcomes = []
            return (outcomes, Int64(bitPattern: held.random.next() >> 1) | 1)
        }
        let time = now()
        guard try !outcomes.isEmpty || archive.hasDue(now: time) else { return 0 }
        var round = DeliveryRound(
            now: time, leaseUntil: time + settings.leaseLength, lease: lease,
            perEndpoint: settings.perEndpoint, failuresMax: settings.failuresMax)
        round.outcomes = outcomes
        let leased: [LeasedDelivery]
        do {
            leased = try archive.run(round)
        } catch {
            held.withLock { $0.outcomes = outcomes + $0.outcomes }
            throw error
        }
        for delivery in leased { send(delivery) }
        return leased.count + outcomes.count
    }

    private func send(_ delivery: LeasedDelivery) {
        held.withLock { $0.inAir += 1 }
        do {
            let request = try WebhookRequest(delivery, now: now())
            transport.send(request) { [self] in finish(delivery, $0) }
        } catch {
            finish(delivery, WebhookReply(status: nil, note: "\(error)"))
        }
    }

    private func finish(_ delivery: LeasedDelivery, _ reply: WebhookReply) {
        let time = now()
        held.withLock { held in
            let unit = held.random.unit()
            held.inAir -= 1
            held.outcomes.append(
                reply.outcome(of: delivery, settings: settings, now: time, unit: unit))
        }
        wake.signal()
    }

    /// Waits for what is in the air, and writes what came of it.
    private func land() {
        let deadline = DispatchTime.now() + .milliseconds(Int(settings.timeout))
        while held.withLock({ $0.inAir > 0 }), DispatchTime.now() < deadline {
            _ = wake.wait(timeout: deadline)
        }
        let outcomes = held.withLock { $0.outcomes }
        guard !outcomes.isEmpty else { return }
        var round = DeliveryRound(
            now: now(), leaseUntil: 0, lease: 1, perEndpoint: 0,
            failuresMax: settings.failuresMax)
        round.outcomes = outcomes
        do {
            _ = try archive.run(round)
        } catch {
            notice("what came of \(outcomes.count) deliveries is not kept: \(error)")
        }
    }
}
