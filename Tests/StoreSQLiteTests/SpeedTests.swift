import Foundation
import Pipeline
import StoreSQLite
import Testing
import Vocabulary

/// Measures, on demand: `ASSAY_MEASURE=1 swift test -c release --filter SpeedTests`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["ASSAY_MEASURE"] != nil))
struct SpeedTests {
    @Test("Decisions committed a second, in groups of a thousand and one by one")
    func commits() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("a.db"))
        try store.keep(pack: Samples.packFiles, hash: Samples.packHash)
        let record = "{\"record\":\"" + String(repeating: "r", count: 900) + "\"}"
        let event = [UInt8](repeating: 0x65, count: 400)
        let clock = ContinuousClock()
        var taken = Duration.zero
        let groups = 200
        for group in 0..<groups {
            var commit = Commit()
            for index in 1...1000 {
                let sequence = Int64(group * 1000 + index)
                var decision = Samples.decision(
                    sequence, action: sequence % 50 == 0 ? .block : .allow,
                    score: Double(sequence % 97) / 100,
                    account: "user_\(sequence &* 7919 % 20_000)")
                decision.record = record
                commit.decisions.append(decision)
                commit.events.append(event)
            }
            taken += try clock.measure { try store.commit(commit) }
        }
        print("groups of 1000: \(Int(Double(groups * 1000) / (taken / .seconds(1)))) decisions/s")
        let worst = try clock.measure { _ = try store.worstAccounts(limit: 50) }
        let counts = try clock.measure { _ = try store.actionCounts() }
        let list = try clock.measure { _ = try store.decisions(DecisionFilter(action: .block)) }
        print("of 200,000: worst accounts \(worst), counts \(counts), list \(list)")
        let reading = try clock.measure {
            var last: Int64 = 0
            while let event = try store.events(
                after: last, limit: 2048, bytesMax: 1 << 24
            ).last {
                last = event.sequence
            }
        }
        print("log read in \(reading)")
        let single = try clock.measure {
            for sequence in Int64(200_001)...200_500 {
                try store.commit(Samples.commit(sequence...sequence))
            }
        }
        print("one by one: \(Int(500 / (single / .seconds(1)))) decisions/s")
    }
}
