import Cases
import Enforcements
import Foundation
import StoreSQLite
import Testing
import Vocabulary

/// What programs read of people's work: metrics, figures, and labels that were taken back.
@Suite struct CaseNumbersTests {
    private func metric(_ desk: Desk, _ line: String) async throws {
        let text = try await desk.get("/metrics", as: "").text
        #expect(text.contains("\n" + line + "\n"), "\(line)\n\(text)")
    }

    private func count(_ desk: Desk) throws {
        _ = try FiguresRun(
            store: desk.store, definition: desk.definition, now: Desk.start
        ).run()
    }

    @Test("Cases of a queue that the pack has no more are in the metrics, as one")
    func others() async throws {
        try await Desk.run { desk in
            try await metric(desk, #"assay_cases{queue="other",state="open"} 0"#)
            for name in ["before", "long-before"] {
                var old = desk.definition
                old.queues[0].name = name
                let definition = old
                try desk.store.working {
                    _ = try CaseDesk(tables: $0, definition: definition, clock: Desk.start).open(
                        EnforcedEntity(kind: "account", name: name), origin: .hand, title: "Old",
                        causes: ["odd"], loss: 1, queue: name, by: "ana", why: "Look.")
                }
            }
            try await metric(desk, #"assay_cases{queue="other",state="open"} 2"#)
            try await metric(desk, #"assay_cases{queue="triage",state="open"} 0"#)
        }
    }

    @Test("A second reviewer is shown what was at stake, as the case's own page shows it")
    func blind() async throws {
        try await Desk.run { desk in
            var definition = desk.definition
            for place in definition.queues.indices { definition.queues[place].secondReview = 1 }
            let drawing = definition
            _ = try HandOrder(
                .exclude, against: [EnforcedEntity(kind: "account", name: "ann")], lasts: nil,
                by: "zoe", why: "Known.", key: "known", at: Desk.start
            ).run(in: desk.store, caps: [], now: { Desk.start })
            try desk.store.working { tables in
                let work = CaseDesk(tables: tables, definition: drawing, clock: Desk.start)
                for name in ["ann", "bob"] {
                    let one = try work.open(
                        EnforcedEntity(kind: "account", name: name), origin: .hand, title: "Odd",
                        causes: ["odd"], loss: 987_654, queue: "triage", by: "rita", why: "Look.")
                    _ = try work.close(
                        one.id, version: 0, CaseDesk.Closing(reason: "fraud", why: "Seen."),
                        by: "rita")
                }
            }
            _ = try FiguresRun(
                store: desk.store, definition: drawing, now: Desk.start
            ).run()
            for (id, shown) in [
                ("case_0000000000000001", "0.00"), ("case_0000000000000002", "9,876.54"),
            ] {
                let page = try await desk.get("/quality/reviews/" + id, as: "lena")
                #expect(page.has("<dt>At stake</dt><dd>\(shown)"), "\(page.text)")
            }
        }
    }

    @Test("A closing that is undone is in the metrics, and its label is told as withdrawn")
    func undone() async throws {
        try await Desk.run { desk in
            try await desk.pay("ann", "bob")
            let path = try await desk.open("ann")
            _ = try await desk.open("bob")
            try await metric(desk, #"assay_cases{queue="triage",state="open"} 2"#)
            try await metric(desk, #"assay_cases_late{queue="triage"} 0"#)
            let seen = try await desk.get(path)
            _ = try await desk.post(
                path + "/close", [("version", seen.field("version")), ("reason", "fraud")])
            try count(desk)
            try await metric(desk, #"assay_cases{queue="triage",state="open"} 1"#)
            try await metric(desk, "assay_cases_closed_7d 1")
            try await metric(desk, "assay_cases_reopened_7d 0")
            let none = try await desk.get("/v1/labels/withdrawn", as: "")
            #expect(none.text == #"{"labels":[],"next":null}"#)
            let closed = try await desk.get(path)
            let undone = try await desk.post(
                path + "/undo", [("version", closed.field("version")), ("why", "Not hers.")])
            #expect(undone.status == 303, "\(undone.text)")
            try count(desk)
            // Who closed it holds it.
            try await metric(desk, #"assay_cases{queue="triage",state="open"} 1"#)
            try await metric(desk, #"assay_cases{queue="triage",state="assigned"} 1"#)
            try await metric(desk, "assay_cases_closed_7d 0")
            try await metric(desk, "assay_cases_reopened_7d 1")
            try await withdrawn(desk)
        }
    }

    private func withdrawn(_ desk: Desk) async throws {
        struct List: Decodable {
            struct Label: Decodable {
                var sequence: Int64
                var label: String
                var withdrawnBy: String
                var why: String

                private enum CodingKeys: String, CodingKey {
                    case sequence, label, why
                    case withdrawnBy = "withdrawn_by"
                }
            }
            var labels: [Label]
            var next: Int64?
        }
        func page(_ queries: String) async throws -> List {
            let text = try await desk.get("/v1/labels/withdrawn" + queries, as: "").text
            return try JSONDecoder().decode(List.self, from: Data(text.utf8))
        }
        let all = try await page("")
        let kept = try desk.store.withdrawnLabels(after: 0, limit: 100)
        #expect(!kept.isEmpty && all.labels.map(\.sequence) == kept.map(\.sequence))
        #expect(all.labels.allSatisfy { $0.withdrawnBy == "ana" && $0.why == "Not hers." })
        #expect(all.next == nil)
        let first = try await page("?limit=1")
        #expect(first.labels.count == 1 && first.next == first.labels[0].sequence)
        #expect(try await page("?after=\(kept[kept.count - 1].sequence)").labels.isEmpty)
        #expect(try await desk.get("/v1/labels/withdrawn?after=x", as: "").status == 400)
    }

    @Test("Figures are told to programs as the page tells them, of a queue or of all")
    func figures() async throws {
        try await Desk.run { desk in
            try count(desk)
            let all = try await desk.get("/v1/kpis?days=2", as: "")
            #expect(all.status == 200 && all.text.hasPrefix(#"{"indicators":["#), "\(all.text)")
            #expect(all.text.contains(#""queue":"triage""#))
            #expect(try await desk.get("/v1/kpis?queue=nowhere", as: "").status == 404)
            #expect(try await desk.get("/v1/kpis?days=0", as: "").status == 400)
        }
    }
}
