import Cases
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Vocabulary

/// What a page says of somebody when detection has gone on.
@Suite struct KeptVerdictTests {
    /// A run an hour or more after the sample that says one thing of one account.
    private func later(_ hours: Int64, _ name: String, _ action: String) throws -> DetectionRun {
        var run = try DetectionRun.sample([])
        run.endedAt += hours * 3_600_000
        run.accounts = [AccountVerdict(account: name, score: 0.4, action: action, ring: "")]
        return run
    }

    @Test("A ring that was is never told in place of today's verdict")
    func today() async throws {
        try await Desk.run { desk in
            let ring = SampleRing.document(accounts: 30)
            let member = try #require(ring.members.first { $0.action == "restrict" }).account
            let path = try await desk.open(member)
            try desk.store.keep(try .sample([ring]))
            try CaseRun.begin(in: desk.store, behind: try desk.store.lastSequence())
            _ = try CaseRun(
                store: desk.store, definition: desk.definition, now: { Desk.start }
            ).run()
            #expect(try await desk.get("/entities/account/\(member)").has("verdict restrict"))

            try desk.store.keep(try later(1, member, "review"))
            for page in ["/entities/account/\(member)", path] {
                let seen = try await desk.get(page)
                #expect(seen.has("<span class=\"mark review\">"), "\(page)")
                #expect(!seen.has("mark restrict"), "\(page)")
            }
            // The ring it was in is told where it is in none now, and what is said now stays.
            try desk.store.keep(try later(2, member, "none"))
            let none = try await desk.get("/entities/account/\(member)")
            #expect(none.has("verdict none") && !none.has("verdict restrict"))
            #expect(none.has("/rings/\(ring.ring)"))
        }
    }
}
