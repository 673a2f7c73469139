import Pipeline
import Testing
import Toolbox
import Vocabulary

/// What every store must do, whatever it is made of. Each check wants an empty store.
enum StoreConformance {
    static let checks: [(name: String, check: @Sendable (any Store) throws -> Void)] =
        [
            ("an empty store", emptyStore), ("the log", log), ("the archive", archive),
            ("listings", listings), ("what was decided", decided), ("standings", standings),
            ("equal scores", equalScores),
            ("dead letters", deadLetters), ("packs", packs), ("large packs", largePacks),
            ("all or nothing", allOrNothing),
            ("gaps", gaps), ("unknown packs", unknownPacks), ("an account's events", ownEvents),
            ("an entity's events", eventsByKey),
            ("forgetting", forgetting),
        ] + ringChecks + learningChecks

    static func emptyStore(_ store: any Store) throws {
        #expect(try store.lastSequence() == 0)
        #expect(try store.events(after: 0, limit: 10, bytesMax: 1 << 20).isEmpty)
        #expect(try store.decision(id: "dec_0") == nil)
        #expect(try store.decisions(DecisionFilter()).isEmpty)
        #expect(try store.worstAccounts(limit: 5).isEmpty)
        #expect(try store.actionCounts().isEmpty)
        #expect(try store.deadLetters(limit: 5).isEmpty)
        #expect(try store.pack(hash: Samples.packHash) == nil)
        try store.commit(Commit())
        #expect(try store.lastSequence() == 0)
    }

    static func log(_ store: any Store) throws {
        try keepPack(store)
        try store.commit(Samples.commit(1...3))
        try store.commit(Samples.commit(4...4))
        try store.commit(Samples.commit(5...9))
        #expect(try store.lastSequence() == 9)
        for after in Int64(0)...10 {
            for limit in 0...10 { try expectEvents(store, after: after, limit: limit) }
        }
    }

    /// The log holds nine events.
    private static func expectEvents(_ store: any Store, after: Int64, limit: Int) throws {
        let events = try store.events(after: after, limit: limit, bytesMax: 1 << 20)
        let last = min(9, after + Int64(limit))
        let expected = after < last ? Array(after + 1...last) : []
        #expect(events.map { $0.sequence } == expected)
        for event in events {
            #expect(event.text == Samples.event(event.sequence))
            #expect(event.receivedAt == Samples.receivedAt)
        }
        let first = try store.events(after: after, limit: limit, bytesMax: 1)
        #expect(first.map(\.sequence) == expected.prefix(1).map { $0 })
    }

    static func archive(_ store: any Store) throws {
        try keepPack(store)
        let decision = Samples.decision(1, action: .hold, score: 0.25, account: "a'b\"c é")
        try store.commit(Samples.commit([decision]))
        #expect(try store.decision(id: decision.id) == decision)
        #expect(try store.decision(id: "dec_none") == nil)
        #expect(try store.decision(id: "' OR 1=1 --") == nil)
    }

    static func listings(_ store: any Store) throws {
        try keepPack(store)
        let decisions = (Int64(1)...30).map { (number: Int64) -> StoredDecision in
            let action: Action = number.isMultiple(of: 3) ? .block : .allow
            let account = number.isMultiple(of: 2) ? "even" : ""
            return Samples.decision(number, action: action, account: account)
        }
        try store.commit(Samples.commit(decisions))
        func sequences(_ filter: DecisionFilter) throws -> [Int64] {
            try store.decisions(filter).map(\.sequence)
        }
        #expect(try sequences(DecisionFilter(limit: 3)) == [30, 29, 28])
        #expect(try sequences(DecisionFilter(before: 3)) == [2, 1])
        #expect(try sequences(DecisionFilter(action: .block, limit: 2)) == [30, 27])
        #expect(try sequences(DecisionFilter(account: "even", limit: 2)) == [30, 28])
        #expect(
            try sequences(DecisionFilter(action: .block, account: "even", before: 30, limit: 2))
                == [24, 18])
        #expect(try sequences(DecisionFilter(action: .hold)).isEmpty)
        #expect(try sequences(DecisionFilter(limit: -1)).isEmpty)
        #expect(try sequences(DecisionFilter(limit: .max)).count == 30)
        #expect(try store.actionCounts() == [.block: 10, .allow: 20])
    }

    /// In order, across groups and blocks, from any place on; what is forgotten is not there.
    static func decided(_ store: any Store) throws {
        #expect(try store.decided(after: 0, limit: 10).isEmpty)
        try keepPack(store)
        let decisions = (Int64(1)...700).map { (number: Int64) -> StoredDecision in
            Samples.decision(number, action: number.isMultiple(of: 3) ? .block : .allow)
        }
        for group in [0..<5, 5..<600, 600..<700] {
            try store.commit(Samples.commit(Array(decisions[group])))
        }
        let all = decisions.map {
            DecidedEvent(sequence: $0.sequence, time: $0.time, action: $0.action)
        }
        for after in [-1, 0, 1, 4, 5, 6, 255, 256, 257, 599, 600, 698, 699, 700, 701] {
            for limit in [-1, 0, 1, 2, 256, 1000] {
                let expected = all.dropFirst(max(0, after)).prefix(max(0, limit))
                let found = try store.decided(after: Int64(after), limit: limit)
                #expect(found == Array(expected), "\(limit) after \(after)")
            }
        }
        #expect(try store.decided(after: .max, limit: 10).isEmpty)
        let first = try store.forget(receivedBefore: .max, keepingFrom: .max, limit: .max)
        let kept = try store.decided(after: first - 1, limit: .max)
        #expect(kept == all.filter { $0.sequence >= first })
    }

    /// Against standings counted naively from the decisions themselves.
    static func standings(_ store: any Store) throws {
        try keepPack(store)
        var random = SplitMix64(seed: 7)
        var all: [StoredDecision] = []
        for group in 0..<20 {
            let decisions = (1...25).map { (number: Int) -> StoredDecision in
                let action: Action = Bool.random(using: &random) ? .block : .allow
                let score = Double(Int.random(in: 0...10, using: &random)) / 10
                let account = ["", "a", "b", "c", "d"].randomElement(using: &random) ?? ""
                return Samples.decision(
                    Int64(group * 25 + number), action: action, score: score, account: account)
            }
            all += decisions
            try store.commit(Samples.commit(decisions))
        }
        var naive: [AccountStanding] = []
        for account in ["a", "b", "c", "d"] {
            let own = all.filter { $0.account == account }
            let top = own.map(\.score).max() ?? 0
            naive.append(
                AccountStanding(
                    account: account, decisions: own.count,
                    actedOn: own.count { $0.action != .allow }, scoreMax: top,
                    worstDecision: own.last { $0.score == top }?.id ?? ""))
        }
        naive.sort {
            ($1.scoreMax, $1.actedOn, $0.account) < ($0.scoreMax, $0.actedOn, $1.account)
        }
        #expect(try store.worstAccounts(limit: 10) == naive)
        #expect(try store.worstAccounts(limit: 2) == Array(naive.prefix(2)))
    }

    static func equalScores(_ store: any Store) throws {
        try keepPack(store)
        try store.commit(
            Samples.commit([
                Samples.decision(1, score: 0.5, account: "ann"),
                Samples.decision(2, action: .block, score: 0.5, account: "bob"),
                Samples.decision(3, score: 0.5, account: "ann"),
            ]))
        let worst = try store.worstAccounts(limit: 5)
        #expect(worst.map(\.account) == ["bob", "ann"])
        #expect(worst.last?.worstDecision == Samples.decision(3).id)
    }

    static func deadLetters(_ store: any Store) throws {
        var commit = Commit()
        commit.deadLetters = (1...5).map(Samples.letter)
        try store.commit(commit)
        let letters = try store.deadLetters(limit: 2)
        #expect(letters.map(\.line) == [5, 4])
        #expect(letters.first?.sentence == Samples.letter(5).sentence)
        #expect(try store.lastSequence() == 0)
    }

    static func packs(_ store: any Store) throws {
        try keepPack(store)
        try keepPack(store)
        #expect(try store.pack(hash: Samples.packHash) == Samples.packFiles)
        #expect(try store.pack(hash: "none") == nil)
    }

    /// A group with one bad decision leaves nothing behind.
    static func allOrNothing(_ store: any Store) throws {
        try keepPack(store)
        try store.commit(Samples.commit(1...2))
        var repeated = Samples.decision(4)
        repeated.id = Samples.decision(1).id
        var bad = Samples.commit([Samples.decision(3, action: .block, account: "new"), repeated])
        bad.deadLetters = [Samples.letter(1)]
        #expect(throws: Fault.self) { try store.commit(bad) }
        #expect(try store.lastSequence() == 2)
        #expect(try store.decision(id: Samples.decision(3).id) == nil)
        #expect(try store.actionCounts() == [.allow: 2])
        #expect(try store.worstAccounts(limit: 5).map(\.account) == ["ann"])
        #expect(try store.deadLetters(limit: 5).isEmpty)
        try store.commit(Samples.commit(3...4))
        #expect(try store.lastSequence() == 4)
    }

    static func gaps(_ store: any Store) throws {
        try keepPack(store)
        try store.commit(Samples.commit(1...2))
        for wrong in [Int64(1), 2, 4] {
            let fault = #expect(throws: Fault.self) {
                try store.commit(Samples.commit(wrong...wrong))
            }
            #expect(fault?.code == .conflict)
        }
        #expect(try store.lastSequence() == 2)
    }

    static func unknownPacks(_ store: any Store) throws {
        let fault = #expect(throws: Fault.self) { try store.commit(Samples.commit(1...1)) }
        #expect(fault?.code == .conflict)
    }

    static func ownEvents(_ store: any Store) throws {
        try keepPack(store)
        let decisions = (Int64(1)...600).map {
            Samples.decision($0, account: $0.isMultiple(of: 3) ? "bob" : "ann")
        }
        try store.commit(Samples.commit(Array(decisions[..<400])))
        try store.commit(Samples.commit(Array(decisions[400...])))
        let own = try store.events(ofAccount: "bob", before: .max, limit: 150)
        #expect(own.map(\.sequence) == (51...200).reversed().map { Int64($0 * 3) })
        #expect(own.allSatisfy { $0.text == Samples.event($0.sequence) })
        #expect(try store.events(ofAccount: "bob", before: 7, limit: 9).map(\.sequence) == [6, 3])
        #expect(try store.events(ofAccount: "", before: .max, limit: 9).isEmpty)
        #expect(try store.events(ofAccount: "eve", before: .max, limit: 9).isEmpty)
    }

    /// Of the events whose keys hold one, and no others; what the filter lets through in vain is
    /// asked of `isNamed`.
    static func eventsByKey(_ store: any Store) throws {
        try keepPack(store)
        for group in [Int64(1)...400, 401...403, 404...600] {
            var commit = Samples.commit(group.map { Samples.decision($0) })
            for sequence in group {
                commit.entities.append(UInt64(sequence % 7) + 1)
                if sequence == 402 { commit.entities.append(99) }
                commit.entityEnds.append(commit.entities.count)
            }
            try store.commit(commit)
        }
        func look(
            _ key: UInt64, before: Int64 = .max, limit: Int = 500, reach: LogReach = .all
        ) throws -> NamedEvents {
            try store.events(naming: key, before: before, limit: limit, reach: reach) {
                key == 99 ? $0.sequence == 402 : UInt64($0.sequence % 7) + 1 == key
            }
        }
        func find(_ key: UInt64, before: Int64 = .max, limit: Int = 500) throws -> [Int64] {
            try look(key, before: before, limit: limit).events.map(\.sequence)
        }
        #expect(try find(3) == (1...600).reversed().filter { $0 % 7 == 2 }.map(Int64.init))
        #expect(try find(3, before: 300, limit: 2) == [296, 289])
        #expect(try find(99) == [402])
        #expect(try find(99, before: 402).isEmpty)
        #expect(try find(12345).isEmpty)
        #expect(try look(3).before == nil)
        #expect(try look(3, limit: 2).before == 590)
        // The reach ends behind two of four blocks, and the next look begins there.
        let near = try look(3, reach: LogReach(filters: 2, blocks: 9))
        #expect(near.before == 401)
        let far = try look(3, before: 401, reach: LogReach(filters: 9, blocks: 2))
        #expect(far.before == nil)
        #expect(try near.events.map(\.sequence) + far.events.map(\.sequence) == find(3))
        #expect(try look(3, reach: LogReach(filters: 9, blocks: 0)).before == .max)
    }

    /// What is forgotten is gone from every list; what is kept, and what follows, is as before.
    static func forgetting(_ store: any Store) throws {
        try keepPack(store)
        #expect(try store.forget(receivedBefore: .max, keepingFrom: .max, limit: .max) == 0)
        for group in 0..<5 {
            let first = Int64(group * 10 + 1)
            var commit = Samples.commit(first...first + 9)
            commit.receivedAt = Int64(group * 1000)
            try store.commit(commit)
        }
        #expect(try store.forget(receivedBefore: 2000, keepingFrom: .max, limit: .max) == 21)
        #expect(try store.events(after: 0, limit: 1, bytesMax: 1 << 20).map(\.sequence) == [21])
        #expect(try store.decision(id: Samples.decision(20).id) == nil)
        #expect(try store.decision(id: Samples.decision(21).id) == Samples.decision(21))
        #expect(try store.decisions(DecisionFilter(limit: 100)).last?.sequence == 21)
        #expect(try store.decisions(DecisionFilter(account: "ann", limit: 100)).count == 30)
        #expect(try store.events(ofAccount: "ann", before: .max, limit: 100).count == 30)
        #expect(try store.forget(receivedBefore: .max, keepingFrom: .max, limit: .max) == 41)
        #expect(try store.lastSequence() == 50)
        try store.commit(Samples.commit(51...52))
        #expect(try store.lastSequence() == 52)
    }

    static func largePacks(_ store: any Store) throws {
        let large = String(repeating: "model ", count: 20_000)
        let first = ["pack.yaml": "one", "models/m/1/model.json": large, "empty": ""]
        let second = ["pack.yaml": "two", "models/m/1/model.json": large]
        try store.keep(pack: first, hash: "a")
        try store.keep(pack: second, hash: "b")
        try store.keep(pack: first, hash: "a")
        #expect(try store.pack(hash: "a") == first)
        #expect(try store.pack(hash: "b") == second)
        #expect(try store.pack(hash: "c") == nil)
        #expect(try store.packHashes(limit: 5) == ["b", "a"])
        #expect(try store.packHashes(limit: 1) == ["b"])
    }

    private static func keepPack(_ store: any Store) throws {
        try store.keep(pack: Samples.packFiles, hash: Samples.packHash)
    }
}
