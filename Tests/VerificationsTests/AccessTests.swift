import Deliveries
import Foundation
import Packs
import StoreSQLite
import Synchronization
import TestKit
import Testing
import Verifications
import Vocabulary

/// Where what people gave may go, and when it goes nowhere.
@Suite struct AccessTests {
    private static let papers = "papers \(Place.secret)"

    @Test("Addresses are https, or of the own network where the file says so")
    func addresses() throws {
        for (line, code) in [
            ("http://papers.example/checks", Fault.Code.invalid),
            ("https://10.0.0.1/checks", .forbidden), ("http://127.0.0.1:9/checks", .forbidden),
            ("http://10.0.0.1/checks private", .invalid),
            ("http://127.0.0.1:9/checks public", .invalid),
        ] {
            let fault = #expect(throws: Fault.self) {
                try VendorAccess(text: "\n\(Self.papers) \(line)", path: "v.txt")
            }
            #expect(fault?.code == code && fault?.message.hasPrefix("v.txt:2: ") == true)
        }
        for line in ["https://papers.example/checks", "http://127.0.0.1:9/checks private", ""] {
            let access = try VendorAccess(text: "\(Self.papers) \(line)", path: "v.txt")
            #expect((access.entries["papers"]?.address != nil) == !line.isEmpty)
        }
    }

    @Test("At the start each vendor needs an address, and a first secret that signs")
    func settled() throws {
        func settle(_ url: String?, _ secret: String = Place.secret) throws -> VendorAccess {
            var access = try VendorAccess(text: "papers \(secret)", path: "v.txt")
            try access.settle(
                for: VerificationDefinition(
                    event: 0, vendors: [.init(name: "papers", url: url)], requirements: [],
                    journeys: []))
            return access
        }
        let access = try settle("https://papers.example/checks")
        #expect(access.entries["papers"]?.address?.host == "papers.example")
        #expect(throws: Fault.self) { try settle(nil) }
        #expect(throws: Fault.self) { try settle("https://192.168.0.1/checks") }
        #expect(throws: Fault.self) { try settle("http://papers.example/checks") }
        // The public half of RFC 8032's first test key: it only checks.
        #expect(throws: Fault.self) {
            try settle(
                "https://papers.example/checks",
                "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        }
    }

    @Test("A vendor that comes with a later policy and has no secret is sent nothing; told once")
    func strangers() throws {
        let vendors = "  - { name: mail, timeout"
        let stranger = "  - { name: stranger, url: \"https://evil.example/\" }\n"
        let text = VerificationPack.verification
            .replacing(vendors, with: stranger + vendors)
            .replacing("vendors: [{ name: mail }]", with: "vendors: [{ name: stranger }]")
        let place = try Place(
            folder: try TemporaryFolder(), clock: TestClock(), pack: try Place.pack(text))
        for user in ["ann", "bob"] {
            _ = try place.verifier.submit(
                account: user, requirement: "email", person: ["email": "a@b"], by: "api")
        }
        #expect(try place.rounds.run().sendingFailed == 2)
        _ = try place.rounds.run()
        #expect(try place.verification("ann", "email").reasons == ["vendor_silent"])
        #expect(place.notices.count == 1 && place.notices[0].contains("no secret"))
        try place.close()
    }

    @Test("What waits for one vendor does not stand before what waits for another")
    func turns() throws {
        let clock = TestClock()
        let place = try Place(folder: try TemporaryFolder(), clock: clock)
        for index in 0..<20 {
            _ = try place.verifier.submit(
                account: "u\(index)", requirement: "email", person: ["email": "a@b"], by: "api")
        }
        clock.pass(1)
        _ = try place.verifier.submit(
            account: "last", requirement: "liveness", person: ["document": "X1"], by: "api")
        let unsent = try place.store.unsent(at: clock.now, perVendor: 16, limit: 512)
        #expect(unsent.count == 17 && unsent.last?.check.vendor == "papers")
        #expect(unsent.allSatisfy { !$0.data.isEmpty })
        try place.close()
    }

    @Test("Decisions that are read a day late ask nobody for anything; told once")
    func late() async throws {
        let clock = TestClock()
        let place = try Place(folder: try TemporaryFolder(), clock: clock)
        for index in 0..<3 { try await place.send("old\(index)", user: "ann\(index)") }
        clock.pass(30 * 86_400_000)
        try await place.send("new", user: "bob")
        let round = try place.rounds.run()
        #expect(round.decisionsRead == 4 && round.tooOld == 3)
        #expect(try place.states("ann0").isEmpty)
        #expect(try place.states("bob") == ["email": "requested"])
        _ = try place.rounds.run()
        #expect(place.notices.count == 1 && place.notices[0].contains("3 decisions"))
        try place.close()
    }
}
