import Foundation
import StoreSQLite
import Testing
import Vocabulary

@Suite struct ModelPagesTests {
    private static let hostile = "<script>alert(1)</script>&\"'"

    /// Registers three versions of `fraud`; the first is live.
    private static func fill(_ store: SQLiteStore) throws {
        for version in 1...3 {
            _ = try store.register(
                model: "fraud",
                files: [
                    "facts.json":
                        #"{"metrics":{"ap":{"value":0.6\#(version),"low":0.5,"high":0.7}}}"#,
                    "card.md": "# Card \(version)\n\nSays `so` \(hostile)\n\n| a | b |\n|---|---|\n"
                        + "| 1 | \(hostile) |\n\n- one\n- two\n\n```\ncode <b>\n```\n",
                ], at: 1_767_225_600_000, by: "ann", why: hostile)
        }
        try store.move(
            ModelRelease(name: "fraud", version: 1, stage: .live), at: 1_767_225_700_000,
            by: "bob", why: "first")
    }

    @Test("The pages show versions, the ledger and the card, and nothing of it as markup")
    func pages() async throws {
        try await LabServer.run(events: 0) { lab in
            let before = try await lab.send("GET", "/models", as: "eve.viewer").text
            #expect(before.contains("assay models register") && before.contains("None is kept yet"))
            try Self.fill(lab.store)
            let list = try await lab.send("GET", "/models", as: "eve.viewer")
            for text in [
                "href=\"/models/fraud\"", "ap 0.610 (0.500–0.700)", ">live<", ">shadow<", "bob",
            ] {
                #expect(list.text.contains(text), "\(text)")
            }
            let page = try await lab.send("GET", "/models/fraud", as: "eve.viewer").text
            for text in [
                "<h3>Card 1</h3>", "Says <code>so</code>", "<td>1</td>", "<li>one</li><li>two</li>",
                "code &lt;b&gt;", "Version 1, live, and version 3", "Card of version 1",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            let other = try await lab.send("GET", "/models/fraud?version=2", as: "eve.viewer").text
            #expect(other.contains("<h3>Card 2</h3>"))
            for text in [list.text, page, other] { #expect(!text.contains("<script>alert")) }
            for path in ["/models/none", "/models/fraud?version=9"] {
                #expect(try await lab.send("GET", path, as: "eve.viewer").status == 404, "\(path)")
            }
            let wrong = try await lab.send("GET", "/models/fraud?version=x", as: "eve.viewer")
            #expect(wrong.status == 400)
            let watch = try await lab.send("GET", "/watch", as: "eve.viewer")
            #expect(watch.status == 200 && watch.text.contains("Nothing was watched yet"))
        }
    }

    @Test("A version is moved and rolled back with a reason, by who may")
    func steps() async throws {
        try await LabServer.run(events: 0) { lab in
            try Self.fill(lab.store)
            let step = ["version": "2", "stage": "canary", "share": "25", "why": "try"]
            #expect(
                try await lab.form("/models/fraud/stage", step, as: "ana.analyst").status == 403)
            let moved = try await lab.form("/models/fraud/stage", step, as: "lea.lead")
            #expect(moved.status == 303, "\(moved.text)")
            let releases = try lab.store.modelReleases()
            #expect(
                releases.contains { $0.version == 2 && $0.stage == .canary && $0.share == 0.25 })
            let live = ["version": "2", "stage": "live", "why": "better"]
            #expect(try await lab.form("/models/fraud/stage", live, as: "lea.lead").status == 303)
            let mute = try await lab.form("/models/fraud/rollback", [:], as: "lea.lead")
            #expect(mute.status == 400)
            let back = try await lab.form(
                "/models/fraud/rollback", ["why": "worse"], as: "lea.lead")
            #expect(back.status == 303, "\(back.text)")
            #expect(try lab.store.modelReleases().first { $0.stage == .live }?.version == 1)
            #expect(try lab.store.modelChanges(limit: 1).first?.by == "lea")
        }
    }
}
