import TestKit
import Testing
import Verifications
import Vocabulary

/// The table of what may follow what, held to a naive reading of the rules.
@Suite struct StateMachineTests {
    private static let requirement = VerificationDefinition.Requirement(
        name: "document", live: [0], open: 100, holds: 1000, attempts: 2, cooldown: 10)

    /// What the rules say, in plain words and no table.
    private struct Oracle {
        var state = "never"
        var failures = 0
        var overAt: Int64?
        var since: Int64 = 0

        /// Whether the move may be made; makes it.
        mutating func take(_ move: VerificationMove, at now: Int64) -> Bool {
            let isOver = overAt != nil && overAt! <= now
            switch move {
            case .request:
                if state == "requested" || state == "pending" || state == "passed" {
                    return false
                }
                if failures >= 2 { return false }
                if state == "failed" && now < since + 10 { return false }
                (state, overAt) = ("requested", now + 100)
            case .submit:
                if state != "requested" || isOver { return false }
                (state, overAt) = ("pending", now + 100)
            case .reroute:
                if state != "pending" || isOver { return false }
            case .pass:
                if state != "pending" || isOver { return false }
                (state, overAt, failures) = ("passed", now + 1000, 0)
            case .fail:
                if state != "pending" || isOver { return false }
                (state, overAt) = ("failed", nil)
                failures += 1
            case .lapse:
                if !isOver { return false }
                (state, overAt) = ("expired", nil)
            case .giveUp:
                if state != "pending" { return false }
                (state, overAt) = ("expired", nil)
            case .reset:
                if state == "never" || state == "expired" { return false }
                (state, overAt, failures) = ("expired", nil, 0)
            }
            since = now
            return true
        }
    }

    private func step(_ move: VerificationMove, _ reference: Int) -> VerificationStep {
        switch move {
        case .request: .request(why: "test")
        case .submit: .submit(vendor: "a", reference: "r\(reference)")
        case .reroute: .reroute(vendor: "b", reference: "r\(reference)")
        case .pass: .pass(reasons: [])
        case .fail: .fail(reasons: ["no"])
        case .lapse: .lapse
        case .giveUp: .giveUp
        case .reset: .reset
        }
    }

    @Test("Random steps at random times: the same are taken, refused, and lead to the same")
    func property() throws {
        var taken = 0
        for round in 0..<500 {
            var random = Seed.random(71, round: round)
            var oracle = Oracle()
            var current: Verification?
            var now: Int64 = 1000
            for index in 0..<60 {
                now += Int64(random.pick([0, 1, 5, 9, 10, 11, 40, 99, 100, 101, 1000]))
                let move = random.pick(VerificationMove.allCases)
                let before = current
                let next = try? Verification.taking(
                    step(move, index), from: current, account: "u1",
                    under: Self.requirement, at: now)
                #expect((next != nil) == oracle.take(move, at: now), "\(move) \(Seed.hint)")
                guard let next else { continue }
                taken += 1
                current = next
                #expect(next.state.rawValue == oracle.state, "\(Seed.hint)")
                #expect(next.failures == oracle.failures, "\(Seed.hint)")
                #expect(next.overAt == oracle.overAt, "\(Seed.hint)")
                #expect(next.steps == (before?.steps ?? 0) + 1 && next.at == now)
                #expect(next.id == (before?.id ?? next.id))
            }
        }
        #expect(taken > 2000)
    }

    @Test("Every refusal says what it is and what can be done")
    func refusals() {
        for state in VerificationState.allCases {
            for move in VerificationMove.allCases
            where VerificationTransitions.target(from: state, by: move) == nil {
                let current = Verification(
                    id: "ver_1", account: "u1", requirement: "document", state: state)
                do {
                    _ = try Verification.taking(
                        step(move, 1), from: current, account: "u1", under: Self.requirement,
                        at: 5000)
                    Issue.record("\(move) from \(state) was taken")
                } catch {
                    #expect(error.code == .conflict)
                    #expect(error.message.contains(state.rawValue))
                    #expect(error.fix?.isEmpty == false)
                }
            }
        }
    }

    @Test("From every state there is a way to pass")
    func ways() {
        var reached: Set<VerificationState> = [.passed]
        for _ in VerificationState.allCases {
            for line in VerificationTransitions.all where reached.contains(line.to) {
                if let from = line.from { reached.insert(from) }
            }
        }
        #expect(reached == Set(VerificationState.allCases))
    }
}
