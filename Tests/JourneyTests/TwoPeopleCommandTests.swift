import Access
import Audits
import Foundation
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// Where two people are asked for, neither is made up at the command line.
@Suite("Two people at the command line")
struct TwoPeopleCommandTests {
    private func refused(_ arguments: [String]) throws {
        let outcome = try CommandLineTests.run(arguments)
        #expect(outcome.code != 0, "\(arguments): \(outcome)")
        #expect(
            outcome.complaint.contains("is nobody here who may")
                || outcome.complaint.contains("is a key"), "\(arguments): \(outcome)")
    }

    @Test("Nobody begins under a name that is nobody's or a key's; a proposer withdraws")
    func names() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("assay.db")
        let store = try SQLiteStore(path: path)
        try store.accessing { tables in
            for (name, role) in [("ann", PersonRole.lead), ("vic", .viewer)] {
                try tables.put(Person(name: name, roles: [role], createdAt: 0))
            }
            try tables.put(
                APIKey(
                    name: "robot", digest: String(repeating: "d", count: 64),
                    scopes: Permissions([.enforcementsOrder]),
                    createdBy: "ann", createdAt: 0))
        }
        _ = try store.register(
            policy: ["rules.yaml": "1"], walkHash: "w", title: "t", at: 1, by: "ann", why: "")
        let step = PolicyStep(version: 1, stage: .shadow, at: 5, by: "vic", why: "x")
        let (first, second) = (
            try store.propose(step, reach: nil), try store.propose(step, reach: nil)
        )
        try store.close()
        let place = ["--store", "sqlite:" + path]
        for by in ["ghost", "robot", "vic"] {
            let signed = place + ["--by", by, "--why", "It is a farm."]
            try refused(
                ["enforcements", "apply", "--accounts", "u1", "--measure", "warn"] + signed)
            try refused(["enforcements", "reverse", "enf_1"] + signed)
            try refused(["enforcements", "undo", "--account", "u1"] + signed)
            try refused(["policy", "promote", "1", "--to", "shadow"] + signed)
            try refused(["policy", "rollback"] + signed)
            try refused(["appeals", "open", "enf_1", "--text", "No.", "--by", by] + place)
            if by != "vic" { try refused(["policy", "refuse", "\(first)"] + signed) }
        }
        for (proposal, by) in [(first, "vic"), (second, "ann")] {
            let outcome = try CommandLineTests.run(
                ["policy", "refuse", "\(proposal)", "--by", by] + place)
            #expect(outcome.code == 0, "\(outcome)")
        }
        let opened = try CommandLineTests.run(
            ["cases", "open", "u1", "--title", "A farm", "--pack", "PolicyPacks/streaming"]
                + place + ["--by", "ghost", "--why", "It is a farm."])
        #expect(opened.code != 0 && opened.complaint.contains("may not work cases"), "\(opened)")
        let again = try SQLiteStore(path: path)
        var filter = AuditFilter()
        filter.action = "case.open"
        let lines = try again.auditEntries(filter)
        #expect(lines.map(\.outcome) == [.refused] && lines.first?.by == "ghost")
        // Who was refused is told, whatever they tried.
        let tried: [(action: String, times: Int)] = [
            ("enforcement.order", 3), ("enforcement.reverse", 3), ("enforcement.undo", 3),
            ("policy.stage", 3), ("policy.rollback", 3), ("appeal.open", 3),
        ]
        for (action, times) in tried {
            filter.action = action
            let lines = try again.auditEntries(filter)
            #expect(lines.map(\.outcome) == .init(repeating: .refused, count: times), "\(action)")
        }
        filter.action = "policy.refuse"
        #expect(
            try again.auditEntries(filter).map(\.outcome) == [.done, .done, .refused, .refused])
        try again.close()
        let applied = try CommandLineTests.run(
            ["enforcements", "apply", "--accounts", "u1", "--measure", "warn", "--unseen"] + place
                + ["--by", "Ann", "--why", "It is a farm."])
        #expect(applied.code == 0, "\(applied)")
    }
}
