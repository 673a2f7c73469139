import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Verifications
import Vocabulary

/// Every way through, over a real store and a real service; vendors are spoken for.
@Suite struct PathTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()

    init() throws { folder = try TemporaryFolder() }

    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000

    @Test("An honest newcomer takes one step")
    func honest() async throws {
        let place = try Place(folder: folder, clock: clock)
        try await place.send("1", user: "ann")
        _ = try place.rounds.run()
        #expect(try place.states("ann") == ["email": "requested"])
        let pending = try place.verifier.submit(
            account: "ann", requirement: "email", person: ["email": "ann@example.org"], by: "api")
        #expect(pending.state == .pending && pending.vendor == "mail")
        _ = try place.callback(pending.reference, account: "ann", vendor: "mail")
        _ = try place.rounds.run()
        #expect(try place.states("ann") == ["email": "passed"])
        #expect(try place.logged() == ["ann email": ["requested", "pending", "passed"]])
        // What holds is not asked again.
        try await place.send("2", type: "payout.asked", user: "ann")
        _ = try place.rounds.run()
        #expect(try place.states("ann") == ["email": "passed"])
        #expect(try place.store.asks(of: "ann").isEmpty)
        try place.close()
    }

    @Test("Risk asks for more: what costs least first, one after the other")
    func risky() async throws {
        let place = try Place(folder: folder, clock: clock)
        try await place.send("1", user: "bob", device: "farm")
        _ = try place.rounds.run()
        #expect(try place.states("bob") == ["email": "requested"])
        #expect(try place.store.asks(of: "bob").map(\.requirement) == ["document", "liveness"])
        for (requirement, vendor) in [
            ("email", "mail"), ("document", "papers"), ("liveness", "papers"),
        ] {
            #expect(try place.states("bob")[requirement] == "requested")
            let pending = try place.verifier.submit(
                account: "bob", requirement: requirement, person: ["document": "X1"], by: "api")
            _ = try place.callback(pending.reference, account: "bob", vendor: vendor)
            _ = try place.rounds.run()
        }
        #expect(
            try place.states("bob")
                == ["email": "passed", "document": "passed", "liveness": "passed"])
        try place.close()
    }

    @Test("A liar fails, waits, fails again, and may not try any more; what waits is not asked")
    func liar() async throws {
        let place = try Place(folder: folder, clock: clock)
        try await place.send("1", user: "eve", device: "farm")
        _ = try place.rounds.run()
        let email = try place.verifier.submit(
            account: "eve", requirement: "email", person: [:], by: "api")
        _ = try place.callback(email.reference, account: "eve", vendor: "mail")
        for attempt in 1...2 {
            let pending = try place.verifier.submit(
                account: "eve", requirement: "document", person: ["document": "X9"], by: "api")
            _ = try place.callback(
                pending.reference, account: "eve", passed: false, vendor: "papers",
                reason: "forged_paper")
            let failed = try place.verification("eve", "document")
            #expect(failed.state == .failed && failed.failures == attempt)
            #expect(failed.reasons == ["forged_paper"])
            #expect(throws: Fault.self) {
                _ = try place.verifier.request(
                    account: "eve", requirement: "document", why: "again", by: "test")
            }
            clock.pass(60_000)
        }
        #expect(throws: Fault.self) {
            _ = try place.verifier.submit(
                account: "eve", requirement: "document", person: [:], by: "api")
        }
        _ = try place.rounds.run()
        #expect(try place.states("eve") == ["email": "passed", "document": "failed"])
        // Rules read the steps: the failure is in the log, and restricts.
        let last = try #require(
            try place.store.decisions(DecisionFilter(account: "eve")).first { $0.score > 0 })
        #expect(last.action == .restrict)
        // A person of ours lets them try again.
        let failed = try place.verification("eve", "document")
        _ = try place.verifier.expire(id: failed.id, by: "ann")
        let again = try place.verifier.request(
            account: "eve", requirement: "document", why: "let in", by: "ann")
        #expect(again.state == .requested && again.failures == 0)
        try place.close()
    }

    @Test("What is not given in time expires, and is asked again when it is wanted again")
    func expiry() async throws {
        let place = try Place(folder: folder, clock: clock)
        try await place.send("1", user: "joe")
        _ = try place.rounds.run()
        clock.pass(24 * Self.hour - 1)
        #expect(try place.rounds.run().lapsed == 0)
        clock.pass(1)
        #expect(try place.rounds.run().lapsed == 1)
        #expect(try place.verification("joe", "email").reasons == ["time_over"])
        try await place.send("2", type: "payout.asked", user: "joe")
        _ = try place.rounds.run()
        let pending = try place.verifier.submit(
            account: "joe", requirement: "email", person: [:], by: "api")
        _ = try place.callback(pending.reference, account: "joe", vendor: "mail")
        clock.pass(90 * Self.day)
        _ = try place.rounds.run()
        #expect(try place.states("joe") == ["email": "expired"])
        try await place.send("3", type: "payout.asked", user: "joe")
        _ = try place.rounds.run()
        #expect(try place.states("joe") == ["email": "requested"])
        #expect(
            try place.logged()["joe email"] == [
                "requested", "expired", "requested", "pending", "passed", "expired", "requested",
            ])
        try place.close()
    }

    @Test("A silent vendor is passed over for the next; the last one's silence ends it")
    func silence() async throws {
        let place = try Place(folder: folder, clock: clock)
        let first = try place.verifier.submit(
            account: "kim", requirement: "document", person: ["document": "X1"], by: "api")
        // Nobody listens there: three tries, with pauses, then the next vendor.
        for _ in 0..<12 {
            _ = try place.rounds.run()
            if try place.verification("kim", "document").vendor == "backup" { break }
            clock.pass(3000)
        }
        let second = try place.verification("kim", "document")
        #expect(second.state == .pending && second.vendor == "backup")
        #expect(second.reference != first.reference)
        #expect(throws: Fault.self) {
            _ = try place.callback(first.reference, account: "kim", vendor: "papers")
        }
        #expect(place.verifier.counts.count(of: .outOfOrder) == 1)
        for _ in 0..<12 {
            _ = try place.rounds.run()
            if try place.verification("kim", "document").state == .expired { break }
            clock.pass(3000)
        }
        let ended = try place.verification("kim", "document")
        #expect(ended.state == .expired && ended.reasons == ["vendor_silent"])
        #expect(ended.failures == 0)
        #expect(!place.notices.isEmpty)
        // Nothing of what the person gave is left but in the event log.
        let given = try place.store.changing { try $0.submission(of: ended.id) }
        #expect(given == nil)
        try place.close()
    }

    @Test("The same again changes nothing: a request, a submission, a callback")
    func repeats() async throws {
        let place = try Place(folder: folder, clock: clock)
        for _ in 0..<3 {
            let asked = try place.verifier.request(
                account: "lee", requirement: "email", why: "test", by: "test")
            #expect(asked.steps == 1)
        }
        var references: Set<String> = []
        for _ in 0..<3 {
            references.insert(
                try place.verifier.submit(
                    account: "lee", requirement: "email", person: ["email": "l@x"], by: "api"
                ).reference)
        }
        #expect(references.count == 1)
        #expect(throws: Fault.self) {
            _ = try place.verifier.submit(
                account: "lee", requirement: "email", person: ["email": "other@x"], by: "api")
        }
        let reference = try #require(references.first)
        var answers: Set<String> = []
        for _ in 0..<3 {
            answers.insert(try place.callback(reference, account: "lee", vendor: "mail"))
        }
        #expect(answers.count == 1)
        #expect(try place.verification("lee", "email").steps == 3)
        #expect(place.verifier.counts.count(of: .repeated) == 2)
        try place.close()
    }

    @Test("A vendor in shadow is compared, and never acted on")
    func shadow() async throws {
        let place = try Place(folder: folder, clock: clock)
        let asked = try place.verifier.submit(
            account: "max", requirement: "document", person: ["document": "X1"], by: "api")
        clock.pass(1000)
        _ = try place.callback(
            asked.reference + "-1", account: "max", passed: false, vendor: "newcomer")
        #expect(try place.verification("max", "document").state == .pending)
        clock.pass(1000)
        _ = try place.callback(asked.reference, account: "max", vendor: "papers")
        #expect(try place.verification("max", "document").state == .passed)
        #expect(place.verifier.counts.count(of: .shadow) == 1)
        let compared = VendorComparison.all(of: try place.store.verificationPairs(limit: 10))
        #expect(compared.count == 1)
        #expect(compared.first?.onlyLivePassed == 1 && compared.first?.agreement == 0)
        #expect(compared.first?.liveMedian == 2000 && compared.first?.shadowMedian == 1000)
        try place.close()
    }
}
