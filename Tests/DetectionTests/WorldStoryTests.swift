import Detection
import Foundation
import Packs
import Pipeline
import Simulation
import TestKit
import Testing
import Vocabulary

/// A simulated world, decided by the streaming pack and detected, with the truth about it.
private struct DetectedWorld {
    let detected: Detected
    let documents: [RingDocument]
    /// Label and campaign by account; roles by payee and artist; ids of false plays.
    let accounts: [String: [Substring]]
    let payees: [String: [Substring]]
    let artists: [String: [Substring]]
    let falsePlays: [String: [Substring]]

    init(seed: UInt64, events: Int) throws {
        try self.init(SimulationConfiguration(seed: seed, events: events))
    }

    init(_ configuration: SimulationConfiguration) throws {
        let reading = try PackLoader.read(folder: repository + "/PolicyPacks/streaming")
        let pack = try #require(reading.pack, "\(reading.report)")
        let definition = try #require(pack.detection)
        let folder = try TemporaryFolder()
        var bytes: [UInt8] = []
        let world = try World(configuration)
        let truth = try world.run({ bytes.append(contentsOf: $0) })
        let path = try folder.write(bytes, as: "events.ndjson")
        let sink = GatheringSink(Gatherer(schema: pack.schema, definition: definition))
        let replay = Replay(
            evaluator: Evaluator(pack: pack), inputs: [Replay.Input(path: path)], sinks: [sink],
            threads: 2, isStrict: true, now: { 1_800_000_000_000 })
        _ = try replay.run { _, _ in }
        let detector = Detector(schema: pack.schema, definition: definition, threads: 2)
        detected = detector.run(sink.gatherer.conduct) { _, _ in }
        var names = RingNames()
        documents = detected.documents(&names)
        accounts = Self.table(truth.accountsCSV())
        payees = Self.table(truth.payeesCSV())
        artists = Self.table(truth.artistsCSV())
        falsePlays = Self.table(truth.streamsCSV())
    }

    /// Rows without their head, by the first cell.
    private static func table(_ csv: String) -> [String: [Substring]] {
        var rows: [String: [Substring]] = [:]
        for line in csv.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            rows[String(cells[0])] = Array(cells.dropFirst())
        }
        return rows
    }

    /// What is said of every account the log has, with its label and campaign.
    func judged() -> [(said: AccountJudgement, label: Substring, campaign: Substring)] {
        let conduct = detected.conduct
        return (0..<UInt32(conduct.accounts.count)).compactMap { number in
            accounts[conduct.accounts[number]].map {
                (detected.judgement.accounts[Int(number)], $0[0], $0[1])
            }
        }
    }

    /// Of abusive accounts among those that are nobody's victim; equal scores are one threshold.
    func averagePrecision() -> Double {
        let ranked = judged().filter { $0.label != "hijacked" }
        let bad = ranked.count { $0.label == "abusive" }
        var (hits, all, sum) = (0, 0, 0.0)
        for (_, tied) in Dictionary(grouping: ranked, by: \.said.score)
            .sorted(by: { $0.key > $1.key })
        {
            let new = tied.count { $0.label == "abusive" }
            (hits, all) = (hits + new, all + tied.count)
            sum += Double(new) / Double(bad) * Double(hits) / Double(all)
        }
        return sum
    }
}

/// The whole way from a log to verdicts, in worlds whose truth is known.
@Suite("Detection in simulated worlds")
struct WorldStoryTests {
    @Test(
        "Every campaign is found with who profits, and no person is harmed",
        arguments: [31, 32] as [UInt64])
    func verdicts(seed: UInt64) throws {
        let world = try DetectedWorld(seed: seed, events: 150_000)
        let judged = world.judged()
        let precision = world.averagePrecision()
        #expect(precision >= 0.98, "seed \(seed): average precision \(precision)")
        let harmed = judged.count { $0.said.measure == .restrict && $0.label != "abusive" }
        #expect(harmed == 0, "seed \(seed): \(harmed) people restricted")
        let campaigns = Dictionary(
            grouping: judged.filter { $0.label != "organic" }, by: \.campaign)
        #expect(campaigns.count == Campaign.allCases.count, "seed \(seed)")
        for (campaign, members) in campaigns {
            let recall = Double(members.count { $0.said.measure > .none }) / Double(members.count)
            #expect(recall >= 0.9, "seed \(seed): \(campaign) \(recall)")
        }
        let reviewed = judged.count { $0.said.measure == .review && $0.label == "organic" }
        #expect(reviewed * 100 <= judged.count, "seed \(seed): \(reviewed) people reviewed")

        for (said, truth) in [
            (world.detected.payees(.beneficiary), world.payees),
            (world.detected.makers(.beneficiary), world.artists),
        ] {
            let meant = Set(truth.filter { $0.value[0] == "beneficiary" }.keys)
            #expect(said.isSubset(of: meant), "seed \(seed): blamed \(said.subtracting(meant))")
            #expect(said.count * 10 >= meant.count * 9, "seed \(seed): missed")
        }
        plays(world, seed)
    }

    private func plays(_ world: DetectedWorld, _ seed: UInt64) {
        let plays = world.detected.conduct.plays
        var (both, said) = (0, 0)
        for play in 0..<plays.count where world.detected.judgement.isArtificial[play] {
            said += 1
            let id = String(decoding: plays.id(play), as: UTF8.self)
            if world.falsePlays[id] != nil { both += 1 }
        }
        #expect(Double(both) >= 0.99 * Double(said), "seed \(seed): \(said - both) are genuine")
        #expect(
            Double(both) >= 0.9 * Double(world.falsePlays.count),
            "seed \(seed): \(both) of \(world.falsePlays.count)")
    }

    @Test("Documents agree with the judgement they tell of")
    func documents() throws {
        let world = try DetectedWorld(seed: 33, events: 60_000)
        #expect(!world.documents.isEmpty)
        #expect(Set(world.documents.map(\.ring)).count == world.documents.count)
        for document in world.documents {
            #expect(Set(document.members.map(\.account)).count == document.accounts)
            #expect(document.members.allSatisfy { world.accounts[$0.account] != nil })
            #expect(document.firstSeen <= document.lastSeen && !document.evidence.isEmpty)
            #expect(document.earningPlays <= document.plays)
            for evidence in document.evidence {
                #expect(evidence.words.hasSuffix(".") && evidence.members <= document.members.count)
            }
            let restricted = document.members.filter { $0.action == "restrict" }
            #expect(document.action == "restrict" || restricted.isEmpty)
            #expect(restricted.allSatisfy { $0.role != "hijacked" })
        }
    }

    @Test("A world without abuse has no rings")
    func honest() throws {
        var configuration = SimulationConfiguration(seed: 34, events: 80_000)
        configuration.campaigns = .none
        let world = try DetectedWorld(configuration)
        #expect(world.documents.isEmpty, "\(world.documents.map(\.evidence))")
        #expect(world.detected.accounts(.restrict).isEmpty)
        #expect(world.detected.payees(.beneficiary).isEmpty)
    }
}
