import Audits
import Cases
import Enforcements
import Foundation
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What the bundle of an account tells of what people did about it.
@Suite struct WorkEvidenceTests {
    private static let members = ["u1", "u2", "u3"].map {
        EnforcedEntity(kind: "account", name: $0)
    }

    /// Ron orders a ban on a ring of three, lea agrees; each member had an open case.
    private static func ordered(_ store: SQLiteStore) throws -> (batch: String, cases: [String]) {
        let cases = try store.working { tables in
            let desk = CaseDesk(tables: tables, definition: .usual, clock: 1_000_000)
            return try members.map {
                try desk.open(
                    $0, origin: .hand, title: "Acts like others", causes: [], loss: 100,
                    by: "rita", why: "Seen by hand.")
            }
        }
        let order = RingOrder(
            ring: "ring-6", members: members,
            closing: CaseDesk.Closing(
                reason: "abuse", why: "They act as one.", measure: .ban), by: "ron")
        let held = try order.run(store, .usual, caps: [], now: { 2_000_000 })
        #expect(held.held == 3)
        _ = try RingOrder.approve(
            batch: held.batch, by: "lea", why: "I see it too.", store, .usual,
            now: { 3_000_000 })
        return (held.batch, cases.map(\.id))
    }

    private static func line(
        _ at: Int64, _ by: String, _ action: String, _ subject: String
    ) -> AuditEntry {
        AuditEntry(at: at, .change, by: by, action: action, subject: subject, detail: "done")
    }

    @Test("It has who ordered, who agreed and its cases, and none of the others' business")
    func bundle() throws {
        let bench = try LogBench(lines: 40)
        let store = bench.store
        let (batch, cases) = try Self.ordered(store)
        try store.append([
            Self.line(1_999_000, "ron", "ring.look", "ring=ring-6"),
            Self.line(2_000_100, "ron", "ring.order", "ring=ring-6"),
            Self.line(2_000_200, "rita", "ring.order", "ring=ring-6"),
            Self.line(3_000_100, "lea", "ring.order.approve", "batch=\(batch)"),
            Self.line(3_000_200, "lea", "case.read", "case=\(cases[0])"),
            Self.line(3_000_300, "lea", "case.read", "case=\(cases[1])"),
            Self.line(9_000_000, "ron", "ring.order", "ring=ring-6"),
        ])
        let bundle = try EvidenceGathering.bundle(
            of: .entity(Self.members[0]), from: store, at: 10_000_000, by: "aud")
        let texts = Dictionary(
            uniqueKeysWithValues: bundle.files.map {
                ($0.path, String(decoding: $0.bytes, as: UTF8.self))
            })
        let told = try #require(texts["cases.ndjson"])
        #expect(told.split(separator: "\n").count == 1 && told.contains(cases[0]))
        #expect(told.contains("They act as one.") && told.contains("\"kind\":\"closed\""))
        let orders = try #require(texts["orders.ndjson"])
        for part in [
            "\"batch\":\"\(batch)\"", "\"by\":\"ron\"", "\"members\":3", "\"state\":\"done\"",
            "\"namesSubject\":true", "\"measure\":\"ban\"",
        ] {
            #expect(orders.contains(part), "\(part) in \(orders)")
        }
        #expect(texts["enforcements.ndjson"]?.contains("\"approvedBy\":\"lea\"") == true)
        for text in texts.values { #expect(!text.contains("\"u2\"") && !text.contains("=u2\"")) }
        let audit = try #require(texts["audit.ndjson"])
        let lines = audit.split(separator: "\n").filter { $0.contains("\"line\"") }
        func has(_ parts: String...) -> Bool {
            lines.contains { line in parts.allSatisfy { line.contains($0) } }
        }
        #expect(has("ring.order\"", "ron") && has("ring.order.approve", "lea"))
        #expect(has("case.read", cases[0]) && !has(cases[1]))
        #expect(!has("ring.look") && !has("ring.order\"", "rita"))
        #expect(lines.count { $0.contains("ring.order\"") } == 1, "not the order of later")
        let folder = bench.folder.path("evidence")
        try bundle.write(to: folder)
        #expect(try BundleProof(folder: folder, key: store.auditKey().publicKey).faults.isEmpty)
    }

    @Test("A look for an account finds the lines that its bundle has, and appeals with them")
    func trail() throws {
        let bench = try LogBench(lines: 40)
        let store = bench.store
        let (batch, cases) = try Self.ordered(store)
        var filter = EnforcementFilter()
        filter.entity = Self.members[0]
        let chosen = filter
        let measure = try #require(
            try store.readingEnforcements { try $0.enforcements(chosen).first })
        let appeal = try store.enforcing { tables in
            try AppealDesk(EnforcementDesk(tables: tables, clock: 4_000_000)).open(
                measure.id, text: "It was not me.", by: "pat")
        }
        try store.append([
            Self.line(2_000_100, "ron", "ring.order", "ring=ring-6"),
            Self.line(2_000_200, "rita", "ring.order", "ring=ring-6"),
            Self.line(3_000_100, "lea", "ring.order.approve", "batch=\(batch)"),
            Self.line(3_000_200, "lea", "case.read", "case=\(cases[0])"),
            Self.line(3_000_300, "lea", "case.read", "case=\(cases[1])"),
            Self.line(4_000_000, "pat", "appeal.open", "enforcement=\(measure.id)"),
            Self.line(5_000_000, "lea", "appeal.decide", "appeal=\(appeal.id)"),
        ])
        let bundle = try EvidenceGathering.bundle(
            of: .entity(Self.members[0]), from: store, at: 10_000_000, by: "aud")
        var page = AuditFilter(limit: 1000)
        page.about = try AuditTrail(of: "account=u1", in: store).about
        let found = try store.auditEntries(page)
        let told = found.map(\.action).filter { !$0.hasSuffix("look") }
        for action in [
            "ring.order", "ring.order.approve", "case.read", "appeal.open", "appeal.decide",
        ] {
            #expect(told.count { $0 == action } == 1, "\(action)")
        }
        let file = try #require(bundle.files.first { $0.path == "audit.ndjson" })
        let proof = AuditExcerpt.proof(of: file.bytes, key: try store.auditKey().publicKey)
        #expect(proof.lines == found.count && proof.broken == nil)
    }

    @Test("A trail beyond what a search takes says so, and its cases are among what is taken")
    func cutTrail() throws {
        let store = try LogBench(lines: 1).store
        let subject = Self.members[0]
        for day in 1...Int64(AuditTrail.measuresMax - 1) {
            let order = try HandOrder(
                .suspend, against: [subject], lasts: day * 86_400_000, by: "ron", why: "Again.",
                key: "\(day)", at: day)
            let done = try order.run(in: store, caps: [], now: { day })
            try store.enforcing { tables in
                for number in 1...EnforcementBounds.appealsMax {
                    var appeal = Appeal(
                        id: "appeal_\(day)_\(number)",
                        enforcement: try #require(done.applied.first), openedAt: day,
                        openedBy: "pat", text: "It was not me.")
                    (appeal.state, appeal.decidedAt, appeal.decidedBy) = (.upheld, day, "lea")
                    try tables.put(appeal)
                }
            }
        }
        #expect(try !AuditTrail(of: subject.text, in: store).isCut)
        let cases = try store.working { tables in
            try (1...Int64(10)).map { day in
                let desk = CaseDesk(tables: tables, definition: .usual, clock: day * 1000)
                let one = try desk.open(
                    subject, origin: .hand, title: "Again", causes: [], loss: 0, by: "rita",
                    why: "Seen by hand.")
                _ = try desk.close(
                    one.id, version: 0, CaseDesk.Closing(reason: "honest", why: "A fan."),
                    by: "rita")
                return one.id
            }
        }
        let trail = try AuditTrail(of: subject.text, in: store)
        #expect(trail.isCut && trail.about.count > AuditBounds.aboutMax)
        let taken = Set(trail.about.prefix(AuditBounds.aboutMax).map(\.subject))
        #expect(taken.isSuperset(of: cases.map { "case=\($0)" } + [subject.text]))
    }

    @Test("Others in a ring are one pseudonym each, in texts too, unless asked whole")
    func others() throws {
        let bench = try LogBench(lines: 4)
        let store = bench.store
        let (_, cases) = try Self.ordered(store)
        try store.working { tables in
            let desk = CaseDesk(tables: tables, definition: .usual, clock: 4_000_000)
            _ = try desk.open(
                Self.members[0], origin: .hand, title: "Again", causes: [], loss: 0, by: "ron",
                why: "Plays as u2 does; u22 is another. So u2.")
        }
        var told = Self.line(5_000_000, "lea", "case.read", "case=\(cases[0])")
        told.detail = "members=u1,u3"
        try store.append([told])
        func text(_ scope: EvidenceScope, whole: Bool) throws -> String {
            try EvidenceGathering.bundle(
                of: scope, from: store, at: 10_000_000, by: "aud", isWhole: whole
            ).files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        }
        for scope in [EvidenceScope.entity(Self.members[0]), .one(case: cases[0])] {
            let hidden = try text(scope, whole: false)
            let words = try #require(
                hidden.firstMatch(
                    of: /Plays as (other-[12]) does; u22 is another. So (other-[12])\./))
            #expect(words.1 == words.2)
            #expect(!hidden.contains("u3") && hidden.contains("name others are withheld: 1"))
            #expect(hidden.contains("Names of 2 others"))
            let whole = try text(scope, whole: true)
            #expect(whole.contains("So u2.") && whole.contains("members=u1,u3"))
            #expect(whole.contains("whole=yes") && !whole.contains("other-"))
        }
    }

    private static func accounts(_ names: String...) -> Set<EnforcedEntity> {
        Set(names.map { EnforcedEntity(kind: "account", name: $0) })
    }

    /// What is written, with one word for every pseudonym.
    private static func shape(_ others: Pseudonyms, _ json: String) -> String {
        String(decoding: others.hidden(in: Array(json.utf8)), as: UTF8.self)
            .replacing(/other-[0-9]+/, with: "o")
    }

    @Test("Names in JSON are replaced where its fields name entities, and as words of sentences")
    func pseudonyms() {
        let others = Pseudonyms(Self.accounts("7", "u2", "b@x.org", "Jo \"J\" Doe", "a/b+c", ""))
        for (json, shape) in [
            (
                #"{"u2":"u2","7":7,"by":"u2","members":["u2","account=7","u2x"]}"#,
                #"{"u2":"u2","7":7,"by":"u2","members":["o","account=o","u2x"]}"#
            ),
            (
                #"{"why":"u2x account:u2.\nu2, b@x.org \"7 of Jo \"J\" Doe.","by":"7"}"#,
                #"{"why":"u2x account:o.\no, o \"7 of o.","by":"7"}"#
            ),
            (
                #"{"notices":{"by":"u2","en":"a/b+c/d"},"from":"account:7","state":"u2"}"#,
                #"{"notices":{"by":"o","en":"o/d"},"from":"account:o","state":"u2"}"#
            ),
            (
                #"{"members":[{"account":"7","role":"u2"}],"facts":["7 of account=7"]}"#,
                #"{"members":[{"account":"o","role":"u2"}],"facts":["7 of account=o"]}"#
            ),
        ] {
            #expect(Self.shape(others, json) == shape)
        }
        #expect(others.isNaming("by u2") && !others.isNaming("by u3"))
        #expect(others.isNaming("members=7") && others.isNaming(#"of Jo "J" Doe"#))
        let json = #"{"why":"u2"}"#
        #expect(Pseudonyms([]).hidden(in: Array(json.utf8)) == Array(json.utf8))
    }

    @Test("No fact changes by a name: the subject's own, numbers, times, states and people stay")
    func facts() {
        let others = Pseudonyms(
            Self.accounts("user:1", "user", "12", "30", "held", "exclude", "ben", "accounts"),
            but: "user:12")
        for json in [
            #"{"account":"user:12","entity":"account=user:12","why":"account=user:12, user:12."}"#,
            #"{"at":"2026-11-22T10:30:12.000Z","state":"held","measure":"exclude","by":"ben"}"#,
            #"{"title":"12 accounts act as one","why":"At 2026-11-22T10:30:12.000Z: held."}"#,
        ] {
            #expect(Self.shape(others, json) == json)
        }
        #expect(
            Self.shape(others, #"{"why":"user:1, user:12, account=held","entity":"account=30"}"#)
                == #"{"why":"o, user:12, account=o","entity":"account=o"}"#)
        #expect(others.isNaming("members=12,30") && !others.isNaming("account=user:12"))
        #expect(others.note?.contains("only behind their kind") == true)
    }

    @Test("Thousands of names with marks are looked up, and not searched for one by one")
    func many() {
        let names = (0..<5000).map { EnforcedEntity(kind: "account", name: "user:\($0)") }
        let others = Pseudonyms(Set(names), but: "user:x")
        let json = "{\"facts\":[\(names.map { "\"\($0.name)!\"" }.joined(separator: ","))]}"
        var shape = ""
        let took = ContinuousClock().measure { shape = Self.shape(others, json) }
        #expect(!shape.contains("user:") && shape.hasPrefix(#"{"facts":["o!","o!""#))
        #expect(took < .seconds(30))
    }

    @Test("The bundle of an older case names nobody of its ring, however many rings came since")
    func olderCase() throws {
        let store = try LogBench(lines: 1).store
        var first = ""
        for number in 0...EvidenceBounds.ringsMax {
            let ring = SampleRing.document(
                id: "ring-\(number)", accounts: 12, names: ["u1", "mate\(number)"])
            try store.keep(try .sample([ring]))
            try store.working { tables in
                let desk = CaseDesk(
                    tables: tables, definition: .usual, clock: Int64(number) * 1000)
                let one = try desk.open(
                    Self.members[0], origin: .hand, title: "Again", causes: [], loss: 0,
                    by: "rita", why: "As mate0 does.")
                _ = try desk.close(
                    one.id, version: 0, CaseDesk.Closing(reason: "honest", why: "A fan."),
                    by: "rita")
                if number == 0 { first = one.id }
            }
        }
        let files = try EvidenceGathering.bundle(
            of: .one(case: first), from: store, at: 10_000_000, by: "aud"
        ).files.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(files.contains { $0.contains("\"ring\":\"ring-0\"") && $0.contains("other-") })
        #expect(files.allSatisfy { !$0.contains("mate0") })
    }

    @Test("Of whom nobody knows anything there is no bundle, and no line of one")
    func unknown() throws {
        let bench = try LogBench(lines: 4)
        for kind in ["account", "payee"] {
            let fault = #expect(throws: Fault.self) {
                try EvidenceGathering.bundle(
                    of: .entity(EnforcedEntity(kind: kind, name: "zz")), from: bench.store,
                    at: 10, by: "aud")
            }
            #expect(fault?.code == .notFound && fault?.message.contains("\(kind)=zz") == true)
        }
        #expect(try bench.store.auditHead()?.sequence == 4)
    }

    @Test("Beyond the bound of cases it says what is left out")
    func bound() throws {
        let bench = try LogBench(lines: 1)
        try bench.store.working { tables in
            for day in 0...Int64(EvidenceBounds.casesMax) {
                let desk = CaseDesk(tables: tables, definition: .usual, clock: day * 1000)
                let one = try desk.open(
                    Self.members[0], origin: .hand, title: "Again", causes: [], loss: 0,
                    by: "rita", why: "Seen by hand.")
                _ = try desk.close(
                    one.id, version: 0, CaseDesk.Closing(reason: "honest", why: "A fan."),
                    by: "rita")
            }
        }
        let bundle = try EvidenceGathering.bundle(
            of: .entity(Self.members[0]), from: bench.store, at: 10_000_000, by: "aud")
        let cases = try #require(bundle.files.first { $0.path == "cases.ndjson" })
        #expect(cases.bytes.count { $0 == 10 } == EvidenceBounds.casesMax)
        let manifest = try #require(bundle.files.first { $0.path == "manifest.json" })
        #expect(String(decoding: manifest.bytes, as: UTF8.self).contains("more cases"))
    }

    @Test("The bundle of a member's case that an order closed is proven, and names no other")
    func closedByOrder() throws {
        let bench = try LogBench(lines: 4)
        let store = bench.store
        let (batch, cases) = try Self.ordered(store)
        try store.append([
            Self.line(3_000_200, "lea", "case.read", "case=\(cases[0])"),
            Self.line(3_000_300, "lea", "case.read", "case=\(cases[1])"),
        ])
        let bundle = try EvidenceGathering.bundle(
            of: .one(case: cases[0]), from: store, at: 10_000_000, by: "aud")
        let paths = bundle.files.map(\.path)
        #expect(paths.count == Set(paths).count, "\(paths)")
        let folder = bench.folder.path("member")
        try bundle.write(to: folder)
        let proof = try BundleProof(folder: folder, key: try store.auditKey().publicKey)
        #expect(proof.faults.isEmpty, "\(proof.faults)")
        let text = bundle.files.map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
        #expect(text.contains(batch) && text.contains(cases[0]))
        for other in ["\"u2\"", "account:u2", cases[1]] {
            #expect(!text.contains(other), "\(other)")
        }
    }

    @Test("A bundle takes no path twice")
    func pathTwice() throws {
        var bundle = EvidenceBundle()
        try bundle.add("a.json", json: [1])
        #expect(throws: Fault.self) { try bundle.add("a.json", json: [2]) }
    }
}
