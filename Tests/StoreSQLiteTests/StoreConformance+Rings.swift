import Pipeline
import TestKit
import Testing
import Toolbox
import Vocabulary

/// What every store must do with what detection found.
extension StoreConformance {
    static let ringChecks: [(name: String, check: @Sendable (any Store) throws -> Void)] = [
        ("no run", noRun), ("a run", run), ("a second run", secondRun), ("an empty run", emptyRun),
        ("order of rings", ringOrder), ("order of recipients", recipientOrder),
        ("verdicts on many", manyVerdicts), ("runs that contradict themselves", contradictions),
    ]

    static func noRun(_ store: any Store) throws {
        #expect(try store.lastRun() == nil)
        #expect(try store.detectionCounts() == nil)
        #expect(try store.rings(limit: 10).isEmpty)
        #expect(try store.ring(id: "ring-1") == nil)
        #expect(try store.verdict(ofAccount: "u1") == nil)
        #expect(try store.recipients(limit: 10).isEmpty)
    }

    static func run(_ store: any Store) throws {
        let document = SampleRing.document(names: ["a'b\"c é", "", "😀"].filter { !$0.isEmpty })
        var run = try DetectionRun.sample([document])
        run.state = (0...255).map { UInt8($0) }
        try store.keep(run)
        let last = try #require(try store.lastRun())
        #expect((last.asOf, last.endedAt, last.sequence) == (run.asOf, run.endedAt, run.sequence))
        #expect(last.state == run.state)
        #expect(last.rings.isEmpty && last.accounts.isEmpty && last.recipients.isEmpty)
        let ring = try #require(try store.ring(id: "ring-12"))
        #expect(ring == run.rings[0])
        #expect(try RingDocument(json: ring.document) == document)
        var listed = run.rings[0]
        listed.document = ""
        #expect(try store.rings(limit: 10) == [listed])
        for verdict in run.accounts {
            #expect(try store.verdict(ofAccount: verdict.account) == verdict)
        }
        for name in ["", "u", "' OR 1=1 --", "ring-12"] {
            #expect(try store.verdict(ofAccount: name) == nil)
            #expect(try store.ring(id: name + "x") == nil)
        }
        let counts = try #require(try store.detectionCounts())
        #expect(counts.asOf == run.asOf && counts.endedAt == run.endedAt && counts.rings == 1)
        #expect(counts.restricted == run.accounts.count { $0.action == "restrict" })
        #expect(counts.reviewed == run.accounts.count { $0.action == "review" })
    }

    /// Nothing of the run before is left.
    static func secondRun(_ store: any Store) throws {
        try store.keep(
            try .sample(
                [
                    SampleRing.document(), SampleRing.document(id: "ring-13", names: ["only"]),
                ].map { document in
                    var document = document
                    if document.ring == "ring-13" { document.members.removeLast(119) }
                    return document
                }))
        #expect(try store.ring(id: "ring-13") != nil)
        #expect(try store.verdict(ofAccount: "only")?.ring == "ring-13")
        var second = try DetectionRun.sample([SampleRing.document(accounts: 40)])
        second.recipients.removeLast(3)
        second.asOf += 1
        try store.keep(second)
        #expect(try store.rings(limit: 10).map(\.id) == ["ring-12"])
        #expect(try store.ring(id: "ring-12")?.accounts == 40)
        #expect(try store.ring(id: "ring-13") == nil)
        #expect(try store.verdict(ofAccount: "only") == nil)
        #expect(try store.recipients(limit: 10) == second.recipients)
        #expect(try store.lastRun()?.asOf == second.asOf)
    }

    static func emptyRun(_ store: any Store) throws {
        try store.keep(try .sample([SampleRing.document()]))
        var run = try DetectionRun.sample([])
        run.state = []
        try store.keep(run)
        #expect(try store.rings(limit: 10).isEmpty)
        #expect(try store.recipients(limit: 10).isEmpty)
        #expect(try store.lastRun()?.state == [])
        #expect(try store.detectionCounts()?.restricted == 0)
    }

    /// Against a plain sort.
    static func ringOrder(_ store: any Store) throws {
        let seed: UInt64 = 23
        var random = SplitMix64(seed: seed)
        var run = try DetectionRun.sample([])
        run.rings = (0..<60).map { number in
            RingRecord(
                id: "ring-\(number)", score: Double(Int.random(in: 0...4, using: &random)) / 4,
                action: "review", accounts: Int.random(in: 0...6, using: &random) * 10,
                plays: number, firstSeen: -5, lastSeen: .max, summary: "é \(number)",
                document: "{}")
        }
        try store.keep(run)
        let sorted = run.rings.sorted {
            ($1.score * Double($1.accounts), $0.id) < ($0.score * Double($0.accounts), $1.id)
        }
        for limit in [-1, 0, 1, 7, 60, .max] {
            #expect(
                try store.rings(limit: limit).map(\.id)
                    == sorted.prefix(max(0, limit)).map(\.id), "seed \(seed)")
        }
    }

    static func recipientOrder(_ store: any Store) throws {
        let roles = ["beneficiary", "victim", "none"]
        var run = try DetectionRun.sample([])
        run.recipients = (0..<30).map { number in
            RecipientVerdict(
                kind: number.isMultiple(of: 4) ? "artist" : "payee", name: "n\(number)",
                role: roles[number % 3], score: Double(number % 5) / 5, reason: "because \(number)")
        }
        // One name may be of both kinds.
        run.recipients[1].name = "n0"
        try store.keep(run)
        let sorted = run.recipients.sorted { one, other in
            let (first, second) = (
                roles.firstIndex(of: one.role) ?? 0, roles.firstIndex(of: other.role) ?? 0
            )
            return (first, other.score, one.kind, one.name)
                < (second, one.score, other.kind, other.name)
        }
        #expect(try store.recipients(limit: 100) == sorted)
        #expect(try store.recipients(limit: 11) == Array(sorted.prefix(11)))
        #expect(try store.recipients(limit: -1).isEmpty)
    }

    /// Against a dictionary by bytes: names in no order, of which some look alike to Swift.
    static func manyVerdicts(_ store: any Store) throws {
        let seed: UInt64 = 31
        var random = SplitMix64(seed: seed)
        let letters = ["a", "b", "é", "e\u{301}", "日", "\u{1F600}", "\0", "~"]
        var naive: [[UInt8]: AccountVerdict] = [:]
        for number in 0..<3000 {
            let length = Int.random(in: 1...5, using: &random)
            let name = (0..<length).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &random)]
            }.joined()
            naive[Array(name.utf8)] = AccountVerdict(
                account: name, score: Double(number % 11) / 10,
                action: ["none", "review", "restrict"][number % 3],
                ring: number % 4 == 0 ? "" : "ring-\(number % 90)")
        }
        var run = try DetectionRun.sample([])
        run.accounts = Array(naive.values)
        try store.keep(run)
        for verdict in naive.values {
            #expect(try store.verdict(ofAccount: verdict.account) == verdict, "seed \(seed)")
            let other = verdict.account + "?"
            #expect(try store.verdict(ofAccount: other) == naive[Array(other.utf8)])
        }
        for name in ["!", "\u{10FFFF}"] { #expect(try store.verdict(ofAccount: name) == nil) }
        #expect(
            try store.detectionCounts()?.restricted
                == naive.values.count { $0.action == "restrict" })
    }

    /// They are refused whole, and what was there stays.
    static func contradictions(_ store: any Store) throws {
        let good = try DetectionRun.sample([SampleRing.document()])
        try store.keep(good)
        var runs = [DetectionRun](repeating: try .sample([]), count: 6)
        runs[0].rings = [good.rings[0], good.rings[0]]
        runs[1].accounts = [good.accounts[0], good.accounts[0]]
        runs[2].recipients = [good.recipients[0], good.recipients[0]]
        runs[3].accounts = [AccountVerdict(account: "x", score: 1.5, action: "none", ring: "")]
        runs[4].accounts = [AccountVerdict(account: "x", score: 1, action: "ban", ring: "")]
        runs[5].rings = good.rings
        runs[5].rings[0].score = .nan
        for (place, run) in runs.enumerated() {
            let fault = #expect(throws: Fault.self) { try store.keep(run) }
            if place < 5 { #expect(fault?.code == .bug) }
            #expect(try store.ring(id: "ring-12") == good.rings[0])
            #expect(try store.detectionCounts()?.reviewed ?? 0 > 0)
            #expect(try store.verdict(ofAccount: "x") == nil)
        }
    }
}
