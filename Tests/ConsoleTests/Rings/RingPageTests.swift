import Foundation
import Pipeline
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct RingPageTests {
    private static let hostile = "<script>alert(1)</script>&\"'"

    private static func grouped(_ count: Int) -> String {
        "\(count / 1000),\("\(1000 + count % 1000)".dropFirst())"
    }

    /// The page of one ring.
    private func page(of document: RingDocument) async throws -> String {
        let page = Mutex<String>("")
        try await RingServer.run { server in
            try server.store.keep(try .sample([document]))
            let reply = try await server.send("GET", "/rings/\(document.ring)")
            #expect(reply.status == 200)
            #expect(reply.header("Content-Type") == "text/html; charset=utf-8")
            page.withLock { $0 = reply.text }
        }
        return page.withLock { $0 }
    }

    /// What stands in an attribute, wherever it does.
    private func values(of attribute: String, in text: some StringProtocol) -> [String] {
        text.components(separatedBy: " \(attribute)=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
    }

    /// The picture of the links.
    private func picture(in page: String) throws -> String {
        let start = try #require(page.range(of: "<svg role=\"img\" aria-describedby"))
        let end = try #require(page[start.lowerBound...].range(of: "</svg>"))
        return String(page[start.lowerBound..<end.upperBound])
    }

    @Test("Before the first run the page says how to look for rings")
    func nothing() async throws {
        try await RingServer.run { server in
            let page = try await server.send("GET", "/rings").text
            #expect(page.contains("assay detect --pack") && page.contains("--detect-every"))
            try server.store.keep(try .sample([]))
            let empty = try await server.send("GET", "/rings").text
            #expect(!empty.contains("assay detect") && empty.contains("found nobody"))
        }
    }

    @Test("Rings are listed with what they are; who profits stands below; the header leads there")
    func list() async throws {
        try await RingServer.run { server in
            let document = SampleRing.document()
            try server.store.keep(try .sample([document]))
            let page = try await server.send("GET", "/rings").text
            for text in [
                "href=\"/rings/ring-12\"", "accounts played the same 61 tracks", "restrict",
                "97.0 %",
                Self.grouped(document.plays), "2026-03-01T", "2026-04-14T", "p-northwind",
                "beneficiary",
                "The Well Loved", "victim",
            ] {
                #expect(page.contains(text), "\(text)")
            }
            #expect(!page.contains("p-halcyon-rights"))
            let hidden = try await server.send("GET", "/rings", by: "vic").text
            #expect(hidden.contains("beneficiary"))
            #expect(!hidden.contains("p-northwind") && !hidden.contains("The Well Loved"))
            #expect(page.contains("href=\"/rings\" data-key=\"r\" aria-current=\"page\""))
            let review = try await server.send("GET", "/rings?action=review").text
            #expect(!review.contains("href=\"/rings/ring-12\""))
        }
    }

    @Test("A ring's page has evidence, picture, life, recipients, members and history")
    func one() async throws {
        let document = SampleRing.document()
        let page = try await page(of: document)
        for evidence in document.evidence {
            let words = evidence.words.replacingOccurrences(of: "'", with: "&#39;")
            #expect(page.contains("<p>\(words)</p>"))
        }
        for recipient in document.recipients { #expect(page.contains(recipient.words)) }
        for step in document.history { #expect(page.contains(step.what)) }
        for member in document.members.filter({ $0.role == "core" }).prefix(50) {
            #expect(page.contains("<a href=\"/entities/account/\(member.account)\">"))
        }
        for text in [
            "120 accounts act as one; 4 of them are people&#39;s own", "href=\"/v1/rings/ring-12\"",
            "Active on 41 days from 2026-03-01 to 2026-04-14",
            "acts when others act; pays the same pocket; shares devices",
            "hijacked 4", "What most of them share or pay",
            "Have a life of their own 4", "Act for it 116", "1 to 50 of 116 members",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test("Nothing in a page of rings runs, loads or is styled from within a value")
    func escaping() async throws {
        var document = SampleRing.document(
            names: (0..<200).map { RingPageTests.hostile + "\($0)" })
        document.evidence[0].words = RingPageTests.hostile
        document.evidence[0].family = RingPageTests.hostile
        document.recipients[0].name = RingPageTests.hostile
        document.recipients[0].words = RingPageTests.hostile
        document.history[0].what = RingPageTests.hostile
        document.members[0].role = RingPageTests.hostile
        document.members[0].families = [RingPageTests.hostile]
        for place in document.links.indices where place % 3 == 0 {
            document.links[place].to = RingPageTests.hostile + ":" + RingPageTests.hostile
            document.links[place].kind = RingPageTests.hostile
        }
        let made = document
        try await RingServer.run { server in
            try server.store.keep(try .sample([made]))
            for path in ["/rings", "/rings/ring-12"] {
                let reply = try await server.send("GET", path)
                #expect(reply.text.contains("&lt;script&gt;alert(1)"))
                let main = try #require(reply.text.range(of: "<main"))
                for text in ["<script", "style=\"", "onload", "javascript:", "src="] {
                    #expect(!reply.text[main.lowerBound...].contains(text), "\(path): \(text)")
                }
                let policy = try #require(reply.header("Content-Security-Policy"))
                #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
            }
        }
    }

    @Test("The picture is the same each time, within its frame, and no mark is on another")
    func drawing() async throws {
        let document = SampleRing.document()
        let first = try picture(in: try await page(of: document))
        #expect(first == (try picture(in: try await page(of: document))))
        let xs = values(of: "cx", in: first).compactMap(Double.init)
        let ys = values(of: "cy", in: first).compactMap(Double.init)
        let radius = try #require(values(of: "r", in: first).first.flatMap(Double.init))
        #expect(xs.count == 120 && ys.count == 120)
        for one in xs.indices {
            #expect(abs(xs[one]) < 440 && abs(ys[one]) < 440)
            for other in xs.indices where other > one {
                let (x, y) = (xs[one] - xs[other], ys[one] - ys[other])
                #expect((x * x + y * y).squareRoot() > 1.5 * radius)
            }
        }
        for value in values(of: "transform", in: first) where value.hasPrefix("translate(") {
            let point = value.dropFirst(10).dropLast().split(separator: " ").compactMap {
                Double($0)
            }
            #expect(point.count == 2 && point.allSatisfy { abs($0) < 440 }, "\(value)")
        }
        #expect(!first.contains("nan") && !first.contains("inf"))
    }

    /// Two farms with nothing in common: each stands together on the circle.
    @Test("Accounts that share stand beside each other")
    func neighbours() async throws {
        var document = SampleRing.document(accounts: 40)
        document.members.sort {
            $0.account.reversed().lexicographicallyPrecedes($1.account.reversed())
        }
        document.links = document.members.enumerated().map { place, member in
            .init(
                from: "account:" + member.account, to: "device:d\(place % 4)", kind: "device",
                weight: 1)
        }
        let drawn = try picture(in: try await page(of: document))
        let names = drawn.components(separatedBy: "<circle ").dropFirst().map { mark -> String in
            let title = mark.components(separatedBy: "<title>")[1]
            return String(title.prefix { $0 != ":" })
        }
        #expect(Set(names) == Set(document.members.map(\.account)))
        let angles = Dictionary(
            uniqueKeysWithValues: zip(
                names,
                zip(values(of: "cx", in: drawn), values(of: "cy", in: drawn)).map {
                    atan2(Double($1) ?? 0, Double($0) ?? 0)
                }))
        let round = document.members.enumerated()
            .sorted { (angles[$0.element.account] ?? 0) < (angles[$1.element.account] ?? 0) }
            .map { $0.offset % 4 }
        let changes = round.indices.count { round[$0] != round[($0 + 1) % round.count] }
        #expect(changes == 4)
    }

    @Test("A ring of thousands has a page of bounded size, which says what it leaves out")
    func large() async throws {
        let page = try await page(of: SampleRing.document(accounts: 6000))
        #expect(page.utf8.count < 150_000, "\(page.utf8.count)")
        #expect(page.contains("1 to 50 of 5,800 members"))
        #expect(page.contains("Not drawn are 5,840 accounts"))
        let drawn = try picture(in: page)
        #expect(values(of: "cx", in: drawn).count == 160)
        let values = drawn.components(separatedBy: "<g class=").count - 1
        #expect(values > 20 && values <= 60, "\(values)")
    }

    @Test("A document of almost nothing has a page")
    func sparse() async throws {
        var document = SampleRing.document(accounts: 1)
        document.links = []
        document.days = []
        document.evidence = []
        document.recipients = []
        document.history = []
        let page = try await page(of: document)
        #expect(page.contains("1 account acts for somebody."))
        document.links = [
            .init(from: "account:u1041", to: "account:u1041", kind: "lockstep", weight: 0),
            .init(from: "no colon", to: "", kind: "", weight: -1),
            .init(from: "account:gone", to: "device:d", kind: "device", weight: 0),
            .init(from: "account:u1041", to: "device:d", kind: "device", weight: 0),
        ]
        document.days = [.init(day: 0, accounts: 0, plays: 0)]
        let odd = try picture(in: try await self.page(of: document))
        #expect(odd.contains("gone: no member") && !odd.contains("nan"))
    }

    @Test("A long life is put together into fewer bars", arguments: [1, 180, 181, 4000])
    func life(days: Int) async throws {
        var document = SampleRing.document(accounts: 3)
        document.days = (0..<days).map {
            .init(day: SampleRing.start + Int64($0) * 86_400_000, accounts: 2, plays: 10)
        }
        let page = try await page(of: document)
        let start = try #require(page.range(of: "class=\"plays\""))
        let end = try #require(page[start.lowerBound...].range(of: "</svg>"))
        let bars = page[start.lowerBound..<end.upperBound].components(separatedBy: "<rect ").count
        #expect(bars - 1 <= 180 && bars - 1 >= min(days, 20))
        #expect(page.contains(days <= 180 ? "Plays a day" : "Plays in "))
        if days == 181 { #expect(page.contains("Plays in 7 days<span> at most 70<")) }
    }

    @Test("What another version kept is told of, under an id")
    func unreadable() async throws {
        try await RingServer.run { server in
            var run = try DetectionRun.sample([SampleRing.document()])
            run.rings[0].document = "{\"ring\":12}"
            try server.store.keep(run)
            let reply = try await server.send("GET", "/rings/ring-12")
            #expect(reply.status == 503)
        }
    }
}
