import Foundation
import StoreSQLite
import TestKit
import Testing
import Verifications
import Vocabulary

/// Callbacks that must not be believed: each is refused, counted, and changes nothing.
@Suite struct CallbackTests {
    private let place: Place
    private let reference: String

    init() throws {
        place = try Place(folder: try TemporaryFolder(), clock: TestClock())
        reference = try place.verifier.submit(
            account: "ann", requirement: "document", person: ["document": "X1"], by: "api"
        ).reference
    }

    private func expectRefused(
        _ outcome: CallbackOutcome, _ code: Fault.Code, count: Int = 1,
        _ send: () throws -> String
    ) throws {
        let before = try place.verification("ann", "document")
        let lines = try place.store.lines(after: 0, limit: 100)
        do {
            _ = try send()
            Issue.record("\(outcome) was taken")
        } catch let fault as Fault {
            #expect(fault.code == code, "\(fault)")
        }
        #expect(place.verifier.counts.count(of: outcome) == count)
        #expect(try place.verification("ann", "document") == before)
        #expect(try place.store.lines(after: 0, limit: 100) == lines)
    }

    @Test("Forged: signed with another secret, or not at all")
    func forged() throws {
        try expectRefused(.forged, .unauthorized) {
            try place.callback(
                reference, account: "ann", vendor: "papers",
                secret: "whsec_" + Data(repeating: 9, count: 32).base64EncodedString())
        }
        try expectRefused(.forged, .unauthorized, count: 2) {
            try place.verifier.take(callbackOf: "papers", headers: { _ in nil }, body: [])
        }
    }

    @Test("Stale: signed more than five minutes ago, or ahead")
    func stale() throws {
        for (count, apart) in [-301_000, 302_000].enumerated() {
            try expectRefused(.stale, .unauthorized, count: count + 1) {
                try place.callback(
                    reference, account: "ann", vendor: "papers",
                    at: place.clock.now + Int64(apart))
            }
        }
        _ = try place.callback(
            reference, account: "ann", vendor: "papers", at: place.clock.now - 299_000)
    }

    @Test("Replayed: another message under an id that was used")
    func replayed() throws {
        _ = try place.callback(reference, account: "ann", id: "m1", vendor: "papers")
        try expectRefused(.replayed, .conflict) {
            try place.callback(
                reference, account: "ann", passed: false, id: "m1", vendor: "papers")
        }
        // The other result under a new id comes too late.
        try expectRefused(.outOfOrder, .conflict) {
            try place.callback(
                reference, account: "ann", passed: false, id: "m2", vendor: "papers")
        }
    }

    @Test("Unknown vendors and references, another vendor's check, another account's")
    func strangers() throws {
        try expectRefused(.unknownVendor, .notFound) {
            try place.callback(reference, account: "ann", vendor: "nobody")
        }
        try expectRefused(.unknownReference, .notFound) {
            try place.callback("chk_0-0", account: "ann", vendor: "papers")
        }
        try expectRefused(.otherVendor, .forbidden) {
            try place.callback(reference, account: "ann", vendor: "backup")
        }
        try expectRefused(.otherAccount, .forbidden) {
            try place.callback(reference, account: "bob", vendor: "papers")
        }
        // None of them used the id up.
        _ = try place.callback(reference, account: "ann", vendor: "papers")
        #expect(try place.verification("ann", "document").state == .passed)
    }

    @Test("Too late: the time of the check is over, or a person of ours ended it")
    func late() throws {
        place.clock.pass(2 * 3_600_000)
        try expectRefused(.outOfOrder, .conflict) {
            try place.callback(reference, account: "ann", vendor: "papers")
        }
        _ = try place.verifier.expire(
            id: try place.verification("ann", "document").id, by: "ann")
        try expectRefused(.outOfOrder, .conflict, count: 2) {
            try place.callback(reference, account: "ann", vendor: "papers")
        }
    }

    @Test("Signed by the vendor, and no callback")
    func unreadable() throws {
        // The reference breaks out of its quotes.
        try expectRefused(.unreadable, .invalid) {
            try place.callback("x\"", account: "ann", id: "m9", vendor: "papers")
        }
    }
}
