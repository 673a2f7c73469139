import Foundation
import Pipeline
import Vocabulary

/// A folder that is gone when the test is over.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/assay-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}

/// Commits to test stores with.
enum Samples {
    static let packHash = String(repeating: "ab", count: 32)
    static let receivedAt: Int64 = 1_767_225_700_000
    static let packFiles = ["pack.yaml": "name: tiny\n", "rules.yaml": "rules: [\"é\"]\n"]

    static func decision(
        _ sequence: Int64, action: Action = .allow, score: Double = 0, account: String = "ann"
    ) -> StoredDecision {
        StoredDecision(
            id: "dec_\(String(UInt64(sequence) &* 0x9e37_79b9_7f4a_7c15, radix: 16))",
            sequence: sequence, time: 1_767_225_600_000 + sequence, journey: "payment",
            action: action, score: score, account: account, packHash: packHash,
            latencyMicroseconds: 250, record: "{\"sequence\":\(sequence),\"note\":\"é\"}")
    }

    static func event(_ sequence: Int64) -> [UInt8] {
        Array("{\"id\":\"\(sequence)\",\n \"é\":\"\\n\"}".utf8)
    }

    static func commit(_ decisions: [StoredDecision]) -> Commit {
        var commit = Commit()
        commit.decisions = decisions
        for decision in decisions { commit.events.append(event(decision.sequence)) }
        commit.receivedAt = receivedAt
        return commit
    }

    /// A group of plain decisions.
    static func commit(_ sequences: ClosedRange<Int64>) -> Commit {
        commit(sequences.map { decision($0) })
    }

    static func letter(_ line: Int) -> DeadLetter {
        DeadLetter(
            .wrongType, input: "request", line: line, field: "amount", expected: "an int",
            found: "\"é\"")
    }
}
