import Backtests
import Console
import Foundation
import Packs
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What a version would have done stays with it, so that nobody agrees to a step blindly.
@Suite struct KeptImpactTests {
    private static let wider = LabServer.rules.replacingOccurrences(
        of: "event.number > 100", with: "event.number > 3")

    private func end(_ lab: LabServer, _ page: LabServer.Page, as person: String) async throws {
        #expect(page.status == 303, "\(page.text)")
        let id = try #require(page.path.split(separator: "/").last.flatMap { Int($0) })
        let end = try await lab.end(of: id, as: person)
        #expect(end["state"] as? String == "done", "\(end)")
    }

    /// A version that came by the command line: nobody saw what it would do.
    private func register(_ lab: LabServer) throws -> Int {
        let texts = SmallPack.texts(rules: Self.wider, tests: LabServer.tests)
        let pack = try #require(PackLoader.read(texts: texts).pack)
        return try lab.store.register(
            policy: PolicyFiles.kept(of: pack), walkHash: pack.walkHash, title: "wider", at: 1,
            by: "ops", why: "more")
    }

    @Test("Who is to agree sees what the proposer saw")
    func approver() async throws {
        try await LabServer.run { lab in
            let begun = try await lab.form(
                "/rules/preview", ["path": "rules.yaml", "text": Self.wider], as: "ana.analyst")
            try await end(lab, begun, as: "ana.analyst")
            let shown = try await lab.send("GET", begun.path, as: "ana.analyst").text
            #expect(shown.contains("People met by a measure"), "\(shown)")
            let kept = try await lab.form(
                "/rules/drafts", ["preview": "1", "why": "wider"], as: "ana.analyst")
            #expect(kept.path == "/rules/versions/1", "\(kept.text)")
            let impact = try #require(try lab.store.impact(ofPolicy: 1))
            #expect(impact.report.events == 400 && impact.by == "ana")
            let live = ["stage": "live", "why": "all of it"]
            let proposed = try await lab.form(
                "/rules/versions/1/propose", live, as: "ana.analyst")
            #expect(proposed.status == 303, "\(proposed.text)")
            for path in ["/rules/versions", "/rules/versions/1"] {
                let page = try await lab.send("GET", path, as: "lea.lead").text
                #expect(page.contains("400 events of the log, as ana saw it"), "\(page)")
                let met = Counted.grouped(impact.report.after.peopleMet)
                #expect(page.contains("People met by a measure</th>"), "\(page)")
                #expect(page.contains("<td class=\"num\">\(met)</td>"), "\(page)")
                #expect(!page.contains("Nobody has looked"), "\(page)")
            }
            let approved = try await lab.form("/rules/proposals/1/approve", [:], as: "lea.lead")
            #expect(approved.status == 303, "\(approved.text)")
        }
    }

    @Test("A step towards everybody that nobody looked at says so, and asks for a preview")
    func unseen() async throws {
        try await LabServer.run(events: 60) { lab in
            let version = try register(lab)
            let path = "/rules/versions/\(version)"
            let page = try await lab.send("GET", path, as: "lea.lead").text
            #expect(page.contains("Nobody has looked at what it would do"), "\(page)")
            let canary = ["stage": "canary", "share": "5", "why": "try"]
            let blind = try await lab.form(path + "/stage", canary, as: "lea.lead")
            #expect(blind.status == 409 && blind.text.contains("Nobody has looked"))
            let asked = try await lab.form(path + "/propose", canary, as: "ana.analyst")
            #expect(asked.status == 409, "\(asked.text)")
            let shadow = ["stage": "shadow", "why": "only counted"]
            #expect(
                try await lab.form(path + "/propose", shadow, as: "ana.analyst").status == 303)
            var meant = canary
            meant["without_preview"] = "It is urgent."
            let taken = try await lab.form(path + "/propose", meant, as: "ana.analyst")
            #expect(taken.status == 303, "\(taken.text)")
            let told = try await lab.send("GET", path, as: "lea.lead").text
            #expect(told.contains("try. Without a preview: It is urgent."), "\(told)")
            let second = try await lab.form("/rules/proposals/2/approve", [:], as: "lea.lead")
            #expect(second.status == 409, "the approver says so too: \(second.text)")
            let begun = try await lab.form(path + "/preview", [:], as: "lea.lead")
            try await end(lab, begun, as: "lea.lead")
            #expect(try lab.store.impact(ofPolicy: version)?.by == "lea")
            let seen = try await lab.send("GET", path, as: "max.lead").text
            #expect(seen.contains("60 events of the log, as lea saw it"), "\(seen)")
            #expect(!seen.contains("Since then"))
            try lab.store.keep(try DetectionRun.sample([]))
            for stale in [path, "/rules/versions", begun.path] {
                let anew = try await lab.send("GET", stale, as: "lea.lead").text
                #expect(anew.contains("Since then detection looked for rings anew."), "\(stale)")
            }
            let agreed = try await lab.form("/rules/proposals/2/approve", [:], as: "lea.lead")
            #expect(agreed.status == 303, "\(agreed.text)")
        }
    }

    @Test("A proposal older than all that a page lists is not taken unseen either")
    func old() async throws {
        try await LabServer.run(events: 10) { lab in
            let version = try register(lab)
            func propose(_ stage: PolicyStage, share: Double) throws -> Int64 {
                try lab.store.propose(
                    PolicyStep(
                        version: version, stage: stage, share: share, at: 2, by: "ana",
                        why: "try"), reach: nil)
            }
            let first = try propose(.canary, share: 0.05)
            for _ in 0..<201 { _ = try propose(.shadow, share: 1) }
            #expect(try lab.store.openProposal(first)?.step.stage == .canary)
            #expect(try lab.store.openProposal(999) == nil)
            let path = "/rules/proposals/\(first)/approve"
            let blind = try await lab.form(path, [:], as: "lea.lead")
            #expect(blind.status == 409 && blind.text.contains("Nobody has looked"))
        }
    }

    @Test("A version that nobody looked at has none")
    func store() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path("assay.db"))
        #expect(try store.impact(ofPolicy: 1) == nil)
    }
}
