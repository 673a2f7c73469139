import Audits
import Enforcements
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Bundles of evidence: they hold what is known, and whatever is changed in one shows.
@Suite struct EvidenceTests {
    private static let packHash = String(repeating: "ab", count: 32)

    /// A store with decisions on three accounts, in groups a minute apart, and one measure.
    private static func bench() throws -> LogBench {
        let bench = try LogBench(lines: 400)
        let store = bench.store
        try store.keep(pack: ["pack.yaml": "name: story\n"], hash: packHash)
        var sequence: Int64 = 0
        for group in 0..<10 {
            var commit = Commit()
            commit.receivedAt = Int64(1_000_000 + group * 60_000)
            for _ in 0..<6 {
                sequence += 1
                commit.events.append(Array("{\"id\":\"\(sequence)\",\n\"x\":1}".utf8))
                commit.decisions.append(
                    StoredDecision(
                        id: "dec_\(sequence)", sequence: sequence, time: commit.receivedAt,
                        journey: "play", action: .allow, score: 0.1,
                        account: "u\(sequence % 3)", packHash: packHash, latencyMicroseconds: 1,
                        record: "{\"id\":\"dec_\(sequence)\"}"))
            }
            try store.commit(commit)
        }
        let order = try HandOrder(
            .warn, against: [EnforcedEntity(kind: "account", name: "u1")], lasts: nil,
            by: "ana", why: "a word", key: nil, at: 1_000_000)
        _ = try order.run(in: store, caps: [], now: { 1_000_000 })
        return bench
    }

    private static func texts(_ bundle: EvidenceBundle) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: bundle.files.map {
                ($0.path, String(decoding: $0.bytes, as: UTF8.self))
            })
    }

    private static func lines(_ text: String?) -> Int { text?.split(separator: "\n").count ?? -1 }

    @Test("An account's bundle has its events, decisions, lines and packs, and is proved")
    func account() throws {
        let bench = try Self.bench()
        let key = try bench.store.auditKey().publicKey
        let bundle = try EvidenceGathering.bundle(
            of: .entity(EnforcedEntity(kind: "account", name: "u1")), from: bench.store,
            at: 2_000_000, by: "ana")
        let texts = Self.texts(bundle)
        #expect(Self.lines(texts["events.ndjson"]) == 20)
        #expect(Self.lines(texts["decisions.ndjson"]) == 20)
        #expect(Self.lines(texts["enforcements.ndjson"]) == 1)
        #expect(texts["enforcements.ndjson"]?.contains("\"ledger\"") == true)
        #expect(texts["packs/\(Self.packHash).json"]?.contains("name: story") == true)
        let folder = bench.folder.path("evidence")
        try bundle.write(to: folder)
        let proof = try BundleProof(folder: folder, key: key)
        #expect(proof.faults.isEmpty, "\(proof.faults)")
        let all = try bench.store.auditLines(after: 0, limit: 1000)
        #expect(proof.audit?.lines == all.count { $0.subject == "account=u1" })
        #expect(all.last?.action == "audit.bundle" && all.last?.by == "ana")
        #expect(proof.manifest.about == ["account": "u1"])
        #expect(throws: Fault.self) { try bundle.write(to: folder) }
    }

    @Test("A period's bundle is what was received then, at its edges too")
    func period() throws {
        let bench = try Self.bench()
        for (since, until, groups) in [
            (1_000_000, 1_540_001, 10), (1_000_001, 1_540_000, 8), (1_060_000, 1_120_000, 1),
            (0, 1_000_000, 0), (1_540_001, 9_000_000, 0),
        ] {
            let bundle = try EvidenceGathering.bundle(
                of: .period(since: Int64(since), until: Int64(until)), from: bench.store,
                at: 2_000_000, by: "ana")
            let texts = Self.texts(bundle)
            #expect(Self.lines(texts["events.ndjson"]) == groups * 6, "\(since)")
            #expect(Self.lines(texts["decisions.ndjson"]) == groups * 6, "\(since)")
            let folder = bench.folder.path("period-\(since)")
            try bundle.write(to: folder)
            let proof = try BundleProof(folder: folder, key: nil)
            #expect(proof.faults.isEmpty, "\(proof.faults)")
            let lines = try bench.store.auditLines(after: 0, limit: 1000).count {
                $0.at >= since && $0.at < until
            }
            #expect(proof.audit?.lines == lines, "\(since)")
        }
    }

    @Test("Whatever is changed, added or taken out of a folder shows")
    func changed() throws {
        let bench = try Self.bench()
        let key = try bench.store.auditKey().publicKey
        let bundle = try EvidenceGathering.bundle(
            of: .entity(EnforcedEntity(kind: "account", name: "u1")), from: bench.store,
            at: 2_000_000, by: "ana")
        for (number, file) in bundle.files.enumerated() where !file.bytes.isEmpty {
            let folder = bench.folder.path("changed-\(number)")
            try bundle.write(to: folder)
            var random = Seed.random(74, round: number)
            var bytes = file.bytes
            let place = random.below(bytes.count - 1)
            bytes[place] = bytes[place] == 120 ? 121 : 120
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(file.path)"))
            let faults = try? BundleProof(folder: folder, key: key).faults
            #expect(faults?.isEmpty != true, "\(file.path), \(Seed.hint)")
            try FileManager.default.removeItem(atPath: "\(folder)/\(file.path)")
            let left = try? BundleProof(folder: folder, key: key).faults
            #expect(left?.isEmpty != true, "without \(file.path)")
        }
        let folder = bench.folder.path("added")
        try bundle.write(to: folder)
        #expect(try BundleProof(folder: folder, key: AuditKey().publicKey).faults.count >= 2)
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/packs/more.json"))
        #expect(
            try BundleProof(folder: folder, key: key).faults == ["packs/more.json was not signed"])
    }

    @Test("The archive is what tar unpacks")
    func tar() throws {
        let folder = try TemporaryFolder()
        let files: [(path: String, bytes: [UInt8])] = [
            ("a.txt", Array("one\n".utf8)), ("packs/b.json", [UInt8](repeating: 7, count: 1024)),
            ("empty", []),
        ]
        let path = try folder.write(
            Packing.gzip.pack(Tar.bytes(files, in: "evidence", at: 1_700_000_000)), as: "x.tar.gz")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["tar", "-xzf", path, "-C", folder.url.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        for file in files {
            #expect(try folder.read("evidence/\(file.path)") == file.bytes)
        }
    }
}
