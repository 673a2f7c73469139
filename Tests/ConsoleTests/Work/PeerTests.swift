import Console
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// The sample of peers against a naive reading of the same decisions.
@Suite struct PeerTests {
    private static let hash = String(repeating: "ab", count: 32)

    private func decision(_ sequence: Int64, _ account: String, _ value: Int) -> StoredDecision {
        let record = """
            {"id":"dec_\(sequence)","event":{"source":"s","id":"\(sequence)","type":"t",\
            "time":"2026-01-01T00:00:00Z"},"journey":"play","action":"allow","actions":["allow"],\
            "score":0,"entities":{"account":"\(account)"},"reasons":[],"shadow":[],\
            "undecided":[],"features":{"features.account.plays":\(value),\
            "features.device.plays":1,"features.account.gone":null},"versions":{}}
            """
        return StoredDecision(
            id: "dec_\(sequence)", sequence: sequence, time: 0, journey: "play", action: .allow,
            score: 0, account: account, packHash: PeerTests.hash, latencyMicroseconds: 1,
            record: record)
    }

    @Test("Each account counts once, by its latest decision; ranks are those of a plain count")
    func ranks() throws {
        var random = Seed.random(811)
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        try store.keep(pack: ["pack.yaml": "name: peers\n"], hash: PeerTests.hash)
        var latest: [String: Int] = [:]
        var sequence: Int64 = 0
        for _ in 0..<8 {
            var commit = Commit()
            for _ in 0..<40 {
                sequence += 1
                let (name, value) = ("u\(random.below(60))", random.below(30))
                latest[name] = value
                commit.events.append(Array("{\"id\":\"\(sequence)\"}".utf8))
                commit.decisions.append(decision(sequence, name, value))
            }
            try store.commit(commit)
        }
        let sample = try PeerSample.read(store)
        #expect(sample.decisions == 320)
        #expect(sample.entities["play/account"] == latest.count)
        #expect(sample.values["play/features.device.plays"] == nil, "no device is named")
        for value in -1...31 {
            let below = latest.values.count { $0 < value }
            let equal = latest.values.count { $0 == value }
            let expected = (Double(below) + Double(equal) / 2) / Double(latest.count)
            let rank = sample.rank(Double(value), of: "features.account.plays", at: "play")
            #expect(abs((rank ?? -1) - expected) < 1e-9, "\(Seed.hint)")
        }
        let sorted = latest.values.sorted()
        #expect(
            sample.quantile(0.5, of: "features.account.plays", at: "play")
                == Double(sorted[sorted.count / 2]), "\(Seed.hint)")
        #expect(sample.rank(1, of: "features.account.gone", at: "play") == nil)
    }

    @Test("Accounts, rings and mentions are found by indexes alone")
    func plans() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        for plan in try store.findingPlans() {
            #expect(plan.contains("SEARCH") && !plan.contains("SCAN"), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
