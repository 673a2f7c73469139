import Audits
import Cases
import Enforcements
import Foundation
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// The bundle of a ring's case: what it was decided on, also when detection has gone on since.
@Suite struct RingEvidenceTests {
    private static let now: Int64 = 2_000_000

    private static func lines(_ text: String?) -> Int { text?.split(separator: "\n").count ?? -1 }

    @Test("It holds the ring as it was, the order with who agreed, its measures and its cases")
    func whole() throws {
        let bench = try LogBench(lines: 4)
        let (store, clock) = (bench.store, Self.now)
        let definition = CasesDefinition.usual
        let ring = SampleRing.document(accounts: 12)
        try store.keep(try .sample([ring]))
        let names = ring.members.map { EnforcedEntity(kind: "account", name: $0.account) }
        let (about, member) = try store.working { tables in
            let desk = CaseDesk(tables: tables, definition: definition, clock: clock)
            return (
                try desk.open(
                    EnforcedEntity(kind: "ring", name: ring.ring), origin: .hand, title: "A ring",
                    causes: [ring.ring], loss: 100, by: "ana", why: "It looks odd."),
                try desk.open(
                    names[0], origin: .hand, title: "A member", causes: ["x"], loss: 1, by: "ana",
                    why: "It looks odd.")
            )
        }
        let order = RingOrder(
            ring: ring.ring, members: names,
            closing: CaseDesk.Closing(reason: "abuse", why: "As one.", measure: .ban), by: "ron")
        let held = try order.run(store, definition, caps: [], now: { clock })
        _ = try RingOrder.approve(
            batch: held.batch, by: "lea", why: "I looked.", store, definition, now: { clock })
        // Detection goes on, and sees nobody.
        var next = try DetectionRun.sample([])
        next.endedAt += 3_600_000
        try store.keep(next)
        let bundle = try EvidenceGathering.bundle(
            of: .one(case: about.id), from: store, at: clock, by: "aud")
        let texts = Dictionary(
            uniqueKeysWithValues: bundle.files.map {
                ($0.path, String(decoding: $0.bytes, as: UTF8.self))
            })
        #expect(Self.lines(texts["rings.ndjson"]) == 1)
        #expect(texts["rings.ndjson"]?.contains(ring.members[3].account) == true)
        #expect(Self.lines(texts["orders.ndjson"]) == 1)
        for word in ["\"ron\"", "\"lea\"", "\"ban\"", "in force"] {
            #expect(texts["orders.ndjson"]?.contains(word) == true, "\(word)")
        }
        #expect(Self.lines(texts["enforcements.ndjson"]) == names.count)
        #expect(Self.lines(texts["cases.ndjson"]) == 2)
        #expect(texts["cases.ndjson"]?.contains(member.id) == true)
        #expect(texts["decisions.ndjson"] != nil && texts["case.json"] != nil)
        let notes = try JSONDecoder().decode(
            EvidenceBundle.Manifest.self, from: Data((texts["manifest.json"] ?? "").utf8)
        ).notes
        #expect(notes.contains { $0.contains("events are in the bundle of each account") })
        let folder = bench.folder.path("ring")
        try bundle.write(to: folder)
        let proof = try BundleProof(folder: folder, key: try store.auditKey().publicKey)
        #expect(proof.faults.isEmpty, "\(proof.faults)")
        // The member's own case has the ring and the order that closed it too.
        let own = try EvidenceGathering.bundle(
            of: .one(case: member.id), from: store, at: clock, by: "aud")
        let paths = Set(own.files.map(\.path))
        #expect(paths.isSuperset(of: ["rings.ndjson", "orders.ndjson", "enforcements.ndjson"]))
    }
}
