import Foundation
import Pipeline
import Simulation
import Testing
import Vocabulary

/// What the streaming pack does for people and against abuse, in a world whose truth is known.
@Suite("Streaming stories")
struct StreamingStoryTests {
    private struct Judged {
        var artificial = 0
        var excludedArtificial = 0
        var genuine = 0
        var excludedGenuine = 0
    }

    private func judge(_ world: TestWorld) throws -> Judged {
        let truth = Set(
            world.truth.streamsCSV().split(separator: "\n").dropFirst().compactMap {
                $0.split(separator: ",").first.map(String.init)
            })
        var judged = Judged()
        for record in try world.replayed(threads: 2) {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])
            let event = try #require(object["event"] as? [String: String])
            guard event["type"] == "stream.completed" else { continue }
            let isExcluded = object["action"] as? String == "exclude"
            if truth.contains(event["id"] ?? "") {
                judged.artificial += 1
                if isExcluded { judged.excludedArtificial += 1 }
            } else {
                judged.genuine += 1
                if isExcluded { judged.excludedGenuine += 1 }
            }
        }
        return judged
    }

    @Test("Most artificial plays earn nothing, and hardly any genuine one is touched")
    func artificialPlaysAreExcluded() throws {
        let world = try TestWorld(seed: 21, events: 60_000)
        defer { world.remove() }
        let judged = try judge(world)
        let recall = Double(judged.excludedArtificial) / Double(judged.artificial)
        let harm = Double(judged.excludedGenuine) / Double(judged.genuine)
        #expect(judged.artificial > 1000)
        #expect(recall > 0.4, "recall \(recall)")
        #expect(harm < 0.001, "\(judged.excludedGenuine) genuine plays excluded")
    }

    @Test("Every decision that acts says why, in words with values")
    func actionsHaveReasons() throws {
        let world = try TestWorld(seed: 22, events: 20_000)
        defer { world.remove() }
        var acted = 0
        for record in try world.replayed(threads: 2) where !record.contains("\"action\":\"allow\"")
        {
            acted += 1
            #expect(!record.contains("\"reasons\":[]"), "\(record)")
        }
        #expect(acted > 0)
    }
}
