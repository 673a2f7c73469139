import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Toolbox
import Verifications
import Vocabulary

/// Whatever breaks between two steps, and however often: each step is in the ledger and in the
/// event log once, and in order.
@Suite struct CrashTests {
    /// A store whose transactions fail now and then, before or after they are committed: what a
    /// process that is killed there leaves behind.
    final class Brittle: VerificationArchive {
        struct Killed: Error {}

        private let store: SQLiteStore
        private let random: Mutex<SplitMix64>

        init(_ store: SQLiteStore, _ random: SplitMix64) {
            self.store = store
            self.random = Mutex(random)
        }

        func changing<Answer>(
            _ body: (any VerificationRows) throws -> Answer
        ) throws -> Answer {
            let chance = random.withLock { $0.below(8) }
            let answer = try store.changing { rows in
                let answer = try body(rows)
                if chance == 0 { throw Killed() }
                return answer
            }
            if chance == 1 { throw Killed() }
            return answer
        }

        func verification(id: String) throws -> Verification? { try store.verification(id: id) }
        func verifications(ofAccount account: String, limit: Int) throws -> [Verification] {
            try store.verifications(ofAccount: account, limit: limit)
        }
        func verifications(state: VerificationState?, limit: Int) throws -> [Verification] {
            try store.verifications(state: state, limit: limit)
        }
        func lines(of verification: String, limit: Int) throws -> [VerificationLine] {
            try store.lines(of: verification, limit: limit)
        }
        func lines(after sequence: Int64, limit: Int) throws -> [VerificationLine] {
            try store.lines(after: sequence, limit: limit)
        }
        func over(at now: Int64, limit: Int) throws -> [Verification] {
            try store.over(at: now, limit: limit)
        }
        func silent(at now: Int64, limit: Int) throws -> [VendorCheck] {
            try store.silent(at: now, limit: limit)
        }
        func unsent(
            at now: Int64, perVendor: Int, limit: Int
        ) throws -> [(check: VendorCheck, data: String)] {
            try store.unsent(at: now, perVendor: perVendor, limit: limit)
        }
        func decidedPlace() throws -> Int64? { try store.decidedPlace() }
        func unlogged(limit: Int) throws -> [UnloggedStep] { try store.unlogged(limit: limit) }
        func asks(of account: String) throws -> [WaitingAsk] { try store.asks(of: account) }
        func verificationCounts() throws -> [VerificationCount] { try store.verificationCounts() }
        func verificationPairs(limit: Int) throws -> [VerificationPair] {
            try store.verificationPairs(limit: limit)
        }
    }

    /// Does it until it is not killed.
    private func insist<Answer>(_ work: () throws -> Answer) throws -> Answer {
        for _ in 0..<200 {
            do { return try work() } catch is Brittle.Killed {}
        }
        throw Fault(.bug, "It was killed every time.")
    }

    @Test("Killed before and after commits, restarted between steps: once each, and in order")
    func kills() async throws {
        for round in 0..<4 {
            var random = Seed.random(72, round: round)
            let folder = try TemporaryFolder()
            let clock = TestClock()
            var place = try brittle(folder, clock, &random)
            let users = ["a", "b", "c"]
            for index in 0..<40 {
                let user = random.pick(users)
                switch random.below(6) {
                case 0:
                    try await place.send(
                        "e\(index)", user: user, device: random.pick(["d", "farm"]))
                case 1: try submit(user, random.pick(["email", "document", "liveness"]), place)
                case 2, 3: try answer(user, passed: random.below(3) > 0, place)
                case 4:
                    // What was decided is read before it is too old to ask for anything.
                    _ = try insist { try place.rounds.run() }
                    clock.pass(Int64(random.pick([1000, 60_000, 7_200_000, 86_400_000])))
                    _ = try insist { try place.rounds.run() }
                default:
                    try place.close()
                    place = try brittle(folder, clock, &random)
                }
            }
            _ = try insist { try place.rounds.run() }
            try expectWhole(place)
            try place.close()
        }
    }

    private func brittle(
        _ folder: TemporaryFolder, _ clock: TestClock, _ random: inout SplitMix64
    ) throws -> Place {
        let seed = random.next()
        let place = try Place(folder: folder, clock: clock, begins: false) {
            Brittle($0, SplitMix64(seed: seed))
        }
        try insist { try place.rounds.begin() }
        return place
    }

    private func submit(_ user: String, _ requirement: String, _ place: Place) throws {
        do {
            _ = try insist {
                try place.verifier.submit(
                    account: user, requirement: requirement, person: ["document": "X1"],
                    by: "test")
            }
        } catch let fault as Fault where fault.code == .conflict {
            // Not now; the person is told so.
        }
    }

    private func answer(_ user: String, passed: Bool, _ place: Place) throws {
        let pending = try place.store.verifications(ofAccount: user, limit: 10)
            .first { $0.state == .pending }
        guard let pending else { return }
        do {
            _ = try insist {
                try place.callback(
                    pending.reference, account: user, passed: passed, vendor: pending.vendor)
            }
        } catch let fault as Fault where fault.code == .conflict {
            // Its time is over.
        }
    }

    /// The ledger walks the table, and log, messages and ledger say the same.
    private func expectWhole(_ place: Place) throws {
        let lines = try place.store.lines(after: 0, limit: 10_000)
        var walked: [String: VerificationState] = [:]
        var told: [String: [String]] = [:]
        for line in lines {
            #expect(line.from == walked[line.verification], "\(Seed.hint)")
            #expect(
                VerificationTransitions.target(from: line.from, by: line.move) == line.state,
                "\(Seed.hint)")
            walked[line.verification] = line.state
            let of = try #require(try place.store.verification(id: line.verification))
            told["\(of.account) \(of.requirement)", default: []].append(line.state.rawValue)
        }
        #expect(lines.count > 5)
        #expect(try place.logged() == told, "\(Seed.hint)")
        #expect(try place.store.unlogged(limit: 10).isEmpty)
    }
}
