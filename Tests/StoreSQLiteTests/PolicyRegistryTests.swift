import Audits
import GRDB
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Versions of the policy, their ledger, and steps that wait.
@Suite struct PolicyRegistryTests {
    private static func store(_ versions: Int) throws -> SQLiteStore {
        let store = try SQLiteStore(url: "sqlite::memory:")
        for version in 1...max(1, versions) where versions > 0 {
            let kept = try store.register(
                policy: ["rules.yaml": "\(version)"], walkHash: "w", title: "t", at: 1, by: "ann",
                why: "")
            #expect(kept == version)
        }
        return store
    }

    private static func step(
        _ version: Int, _ stage: PolicyStage, share: Double = 1, by: String = "ann"
    ) -> PolicyStep {
        PolicyStep(version: version, stage: stage, share: share, at: 5, by: by, why: "é \"why\"")
    }

    private static func stages(_ store: SQLiteStore) throws -> [String] {
        try store.policyVersions().map { $0.release.stage.rawValue }
    }

    @Test("Files come back to the byte, and the same files are the same version")
    func files() throws {
        let store = try Self.store(0)
        let files = ["rules.yaml": "é\n", "models/a/1/model.json": "[1]"]
        func register(_ files: [String: String]) throws -> Int {
            try store.register(
                policy: files, walkHash: "w", title: "t", at: 1, by: "ann", why: "")
        }
        #expect(try register(files) == 1)
        #expect(try register(files.merging(["rules.yaml": "è\n"]) { $1 }) == 2)
        #expect(try register(files) == 1)
        #expect(try store.policyFiles(version: 1) == files)
        #expect(try store.policyFiles(version: 3) == nil)
        #expect(throws: Fault.self) {
            try store.register(
                policy: files, walkHash: "w", title: "", at: 1, by: "  ", why: "")
        }
    }

    @Test("One is live and one the canary; what was live retires, each as a line")
    func stages() throws {
        let store = try Self.store(3)
        try store.move(Self.step(1, .live), approvedBy: nil)
        try store.move(Self.step(2, .canary, share: 0.1), approvedBy: nil)
        #expect(throws: Fault.self) {
            try store.move(Self.step(3, .canary, share: 0.1), approvedBy: nil)
        }
        #expect(throws: Fault.self) {
            try store.move(Self.step(2, .canary, share: 0.1), approvedBy: nil)
        }
        #expect(throws: Fault.self) {
            try store.move(Self.step(2, .canary, share: 1), approvedBy: nil)
        }
        #expect(throws: Fault.self) { try store.move(Self.step(1, .shadow), approvedBy: nil) }
        #expect(throws: Fault.self) { try store.move(Self.step(9, .shadow), approvedBy: nil) }
        try store.move(Self.step(2, .canary, share: 0.2), approvedBy: "bob")
        try store.move(Self.step(2, .live), approvedBy: nil)
        #expect(try Self.stages(store) == ["retired", "live", "draft"])
        let lines = try store.policyChanges(limit: 100)
        #expect(lines.count == 3 + 5)
        #expect(lines[2].approvedBy == "bob" && lines[2].step.share == 0.2)
        #expect(lines[1].step.version == 1 && lines[1].step.stage == .retired)
        #expect(try store.lastPolicyChange() == lines[0].sequence)
    }

    @Test("Random steps and rollbacks come to what a stack of live versions says")
    func rollbacks() throws {
        for round in 0..<30 {
            var random = Seed.random(91, round: round)
            let store = try Self.store(4)
            var stack: [Int] = []
            var canary: Int?
            for _ in 0..<30 {
                let version = 1 + random.below(4)
                switch random.below(3) {
                case 0 where version != stack.last:
                    try store.move(Self.step(version, .live), approvedBy: nil)
                    stack.append(version)
                    if canary == version { canary = nil }
                case 1 where canary == nil && version != stack.last:
                    try store.move(Self.step(version, .canary, share: 0.5), approvedBy: nil)
                    canary = version
                default:
                    guard canary != nil || !stack.isEmpty else { continue }
                    let result = try store.rollBackPolicy(at: 9, by: "bob", why: "")
                    if let held = canary {
                        #expect(result.back == held && result.live == stack.last)
                        canary = nil
                    } else {
                        let top = stack.removeLast()
                        while stack.last == top { stack.removeLast() }
                        // A version that is the canary now is taken from there.
                        #expect(result.back == top && result.live == stack.last, "\(Seed.hint)")
                    }
                }
                let live = try store.policyVersions().first { $0.release.stage == .live }
                #expect(live?.release.version == stack.last, "\(Seed.hint)")
            }
        }
    }

    @Test("Who proposed it has nobody approve it whom they made; refused tries make nobody")
    func hands() throws {
        let store = try Self.store(2)
        let id = try store.propose(Self.step(1, .live), reach: 0.3)
        func tell(_ by: String, _ action: String, _ outcome: AuditEntry.Outcome) throws {
            try store.append([
                AuditEntry(
                    at: 5, .change, by: by, action: action, subject: "person=bob",
                    outcome: outcome)
            ])
        }
        func approve() throws {
            try store.decide(proposal: id, isApproved: true, at: 6, by: "Bob", adding: "")
        }
        try tell("ann", "person.add", .done)
        #expect(throws: Fault.self) { try approve() }
        try tell("zoe", "person.roles", .done)
        #expect(throws: Fault.self, "other roles vouch for nobody") { try approve() }
        try tell("zoe", "person.reset", .done)
        // Nobody knows whether it was done.
        try tell("ann", "person.password", .begun)
        let fault = #expect(throws: Fault.self) { try approve() }
        #expect(fault?.code == .forbidden && fault?.message.contains("ann made Bob") == true)
        try tell("zoe", "person.reset", .done)
        try tell("ann", "person.password", .refused)
        try approve()
        #expect(try Self.stages(store) == ["live", "draft"])
    }

    @Test("A proposal is taken by somebody else, once; a refused one is not")
    func proposals() throws {
        let store = try Self.store(2)
        let id = try store.propose(Self.step(1, .live), reach: 0.3)
        #expect(throws: Fault.self) {
            try store.decide(proposal: id, isApproved: true, at: 6, by: "ANN ", adding: "")
        }
        #expect(throws: Fault.self) {
            try store.decide(proposal: 99, isApproved: true, at: 6, by: "bob", adding: "")
        }
        try store.decide(proposal: id, isApproved: true, at: 6, by: "bob", adding: "")
        #expect(try Self.stages(store) == ["live", "draft"])
        #expect(throws: Fault.self) {
            try store.decide(proposal: id, isApproved: true, at: 6, by: "carl", adding: "")
        }
        // What a later step has overtaken cannot bring back what was rolled back.
        _ = try store.rollBackPolicy(at: 6, by: "bob", why: "")
        let stale = try store.propose(Self.step(1, .live), reach: 0.1)
        let again = try store.propose(Self.step(1, .live), reach: 0.1)
        try store.decide(proposal: again, isApproved: true, at: 6, by: "bob", adding: "")
        _ = try store.rollBackPolicy(at: 6, by: "bob", why: "")
        #expect(throws: Fault.self) {
            try store.decide(proposal: stale, isApproved: true, at: 7, by: "bob", adding: "")
        }
        try store.move(Self.step(1, .live), approvedBy: nil)
        let other = try store.propose(Self.step(2, .canary, share: 0.5), reach: nil)
        try store.refuse(proposal: other, at: 7, by: "ann")
        #expect(try Self.stages(store) == ["live", "draft"])
        let kept = try store.policyProposals(limit: 10)
        #expect(kept.map(\.state) == [.refused, .approved, .refused, .approved])
        #expect(kept[0].reach == nil && kept[3].reach == 0.3)
        #expect(throws: Fault.self) { try store.propose(Self.step(7, .live), reach: nil) }
    }

    @Test("A proposal that waits is found behind any number that were decided, by an index")
    func openProposals() throws {
        let store = try Self.store(2)
        let first = try store.propose(Self.step(2, .canary, share: 0.5), reach: nil)
        for _ in 0..<3 {
            let other = try store.propose(Self.step(1, .live), reach: nil)
            try store.refuse(proposal: other, at: 7, by: "bob")
        }
        #expect(try store.openProposals(limit: 1).map(\.id) == [first])
        let plan = try store.openProposalPlans()
        #expect(plan.allSatisfy { $0.contains("policy_proposal_open") }, "\(plan)")
    }

    @Test("No line of the ledger can be changed or taken away")
    func onlyAdded() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("a.db"))
        _ = try store.register(
            policy: ["rules.yaml": ""], walkHash: "w", title: "", at: 1, by: "ann", why: "")
        try store.close()
        let queue = try DatabaseQueue(path: folder.file("a.db"))
        for sql in ["DELETE FROM policy_change", "UPDATE policy_change SET by = 'x'"] {
            let error = #expect(throws: DatabaseError.self) {
                try queue.write { try $0.execute(sql: sql) }
            }
            #expect(error?.message?.contains("only ever added") == true)
        }
    }

    @Test("Figures that another Assay kept and this one cannot read are as if nobody had looked")
    func unreadableImpact() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("a.db"))
        let version = try store.register(
            policy: ["rules.yaml": ""], walkHash: "w", title: "", at: 1, by: "ann", why: "")
        // `{}`, compressed: what a report of another form is to this one.
        try DatabaseQueue(path: folder.file("a.db")).write {
            try $0.execute(
                sql: """
                    INSERT INTO policy_impact (version, at, by, document)
                    VALUES (?, 1, 'ann', X'28B52FFD20021100007B7D')
                    """, arguments: [version])
        }
        let found = try store.impact(ofPolicy: version)
        #expect(found == nil)
    }
}
