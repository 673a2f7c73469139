import Console
import Testing
import Vocabulary

/// Words of people and permissions, and words that hide names.
@Suite struct AccessWordsTests {
    @Test("Each permission stands in one group, with words of its own")
    func permissions() {
        let listed = PermissionWords.groups.flatMap(\.permissions)
        #expect(listed.count == Permission.allCases.count)
        #expect(Set(listed) == Set(Permission.allCases))
        let words = Set(Permission.allCases.map(PermissionWords.of))
        #expect(words.count == Permission.allCases.count && !words.contains(""))
    }

    @Test(
        "A browser is told as people call it",
        arguments: [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    + "Chrome/120.0.0.0 Safari/537.36", "Chrome on Linux"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    + "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0", "Edge on Windows"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
                    + "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:120.0) Gecko/20100101 "
                    + "Firefox/120.0", "Firefox on macOS"
            ),
            ("curl/8.5.0", "curl"), ("", "not said"), ("tests", "tests"),
        ])
    func agents(agent: String, words: String) {
        #expect(AgentWords.of(agent) == words)
    }

    @Test("Who may not see names finds hidden entries whole or not at all")
    func lists() async throws {
        try await Desk.run { desk in
            func finds(_ sought: String, as name: String) async throws -> Bool {
                let page = try await desk.get("/lists/known_friends?q=\(sought)", as: name)
                #expect(page.status == 200)
                return page.has("data-row")
            }
            for (part, hidden) in [
                ("ann%40example.org", true), ("ann", false), ("a", false), ("friend", false),
            ] {
                #expect(try await finds(part, as: "rita"), "\(part)")
                #expect(try await finds(part, as: "vera") == hidden, "\(part)")
            }
            let page = try await desk.get("/lists/known_friends", as: "vera")
            #expect(page.has("·") && !page.has("example.org"))
        }
    }

    @Test("A word that hides a name is no plain hash of it, and is the same for the same name")
    func masking() {
        var viewer = Caller(
            kind: .person, name: "vera", roles: [.viewer], permissions: PersonRole.viewer.grants)
        #expect(Masking(for: viewer).name("u1") == "·", "without a secret nothing is told apart")
        viewer.maskingSecret = [1, 2, 3]
        let masking = Masking(for: viewer)
        // The first bytes of SHA-256 of u1, which anybody can make.
        #expect(masking.name("u1") != "·bb82030d" && masking.name("u1").count == 9)
        #expect(masking.name("u1") == Masking(for: viewer).name("u1"))
        #expect(masking.name("u1") != masking.name("u2"))
        var other = viewer
        other.maskingSecret = [3, 2, 1]
        #expect(masking.name("u1") != Masking(for: other).name("u1"), "each store has its own")
        #expect(Masking(for: .machine).name("u1") == "u1")
    }
}
