import Audits
import Foundation
import StoreSQLite
import TestKit
import Testing
import Toolbox

/// Files that leave the installation are proved by anybody.
@Suite struct ExcerptTests {
    private static func excerpt(
        _ sequences: [Int64], of bench: LogBench
    ) throws -> [UInt8] {
        var text = EvidenceText()
        try AuditExcerpt.lines(sequences, of: bench.store, into: &text)
        return text.bytes
    }

    @Test("Any choice of lines is proved, and tells nothing of the others")
    func chosen() throws {
        let bench = try LogBench(lines: 1200)
        let key = try bench.store.auditKey().publicKey
        for round in 0..<20 {
            var random = Seed.random(73, round: round)
            let count = 1 + random.below(30)
            let wanted = Set((0..<count).map { _ in Int64(1 + random.below(1200)) }).sorted()
            let bytes = try Self.excerpt(wanted, of: bench)
            let proof = AuditExcerpt.proof(of: bytes, key: key)
            #expect(proof.broken == nil, "\(Seed.hint), round \(round)")
            #expect(proof.lines == wanted.count)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.components(separatedBy: "\"detail\"").count - 1 == wanted.count)
        }
        let none = try Self.excerpt([], of: bench)
        #expect(AuditExcerpt.proof(of: none, key: key).broken == nil)
    }

    @Test("Whatever is changed in a file shows")
    func changed() throws {
        let bench = try LogBench(lines: 700)
        let key = try bench.store.auditKey().publicKey
        let good = String(decoding: try Self.excerpt([300, 301, 650], of: bench), as: UTF8.self)
        let lines = good.split(separator: "\n").map(String.init)
        func broken(_ lines: [String], _ key: String) -> Bool {
            AuditExcerpt.proof(of: Array(lines.joined(separator: "\n").utf8), key: key).broken
                != nil
        }
        #expect(!broken(lines, key))
        #expect(broken(lines, AuditKey().publicKey))
        for index in lines.indices {
            // Where one run ends and the next begins at one mark, it is there twice.
            let around = lines[max(0, index - 1)...min(lines.count - 1, index + 1)]
            if around.count(where: { $0 == lines[index] }) > 1 { continue }
            var other = lines
            other.remove(at: index)
            // Without its first mark a run begins elsewhere; without its last it is not signed.
            #expect(broken(other, key), "without line \(index)")
        }
        for (old, new) in [
            ("line 299", "line 298"), ("\"by\":\"", "\"by\":\"x"), ("at\":1", "at\":2"),
        ] {
            #expect(
                broken(
                    good.replacingOccurrences(of: old, with: new)
                        .split(separator: "\n").map(String.init), key), "\(old)")
        }
        #expect(broken(lines.dropLast(), key))
    }
}
