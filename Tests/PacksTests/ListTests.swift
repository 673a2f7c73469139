import Packs
import TestKit
import Testing
import Vocabulary

/// Lists of a pack: read from YAML and from files of entries, asked by rules at the event's time.
@Suite struct ListTests {
    private static let lists = """
        lists:
          hosting:
            description: Rented servers.
            kind: cidr
            version: 3
            file: lists/hosting.txt
          words:
            description: Words we know.
            kind: string
            version: 1
            entries:
              - alpha
              - { value: beta, expires: "2026-03-02T12:00:00Z", note: for a morning }
        """
    private static let hosting = """
        # rented by the hour
        203.0.113.0/24
        198.51.100.0/24\t2026-03-02T06:00:00Z

        """
    private static let rules =
        "rules:"
        + SmallPack.rule("hosted", when: "event.ip in list(\"hosting\")")
        + SmallPack.rule("known", when: "event.word in list(\"words\")")

    private func texts(
        lists: String = lists, hosting: String? = hosting, rules: String = rules
    ) -> [String: String] {
        var texts = SmallPack.texts(rules: rules)
        texts["lists.yaml"] = lists
        texts["lists/hosting.txt"] = hosting
        return texts
    }

    private func report(_ texts: [String: String]) -> String {
        PackLoader.read(texts: texts).report
    }

    @Test("Rules ask lists as of the time of the event, and a folder is read like its texts")
    func asked() throws {
        let bench = try Bench(texts())
        func fired(_ time: String, ip: String, word: String) -> [String] {
            bench.walk([
                event(
                    "\(time)\(ip)\(word)", time: time,
                    data: #""user":"u1","ip":"\#(ip)","word":"\#(word)""#)
            ])
            return bench.seen.last?.fired ?? []
        }
        #expect(
            fired("2026-03-02T05:59:59Z", ip: "198.51.100.9", word: "beta") == ["hosted", "known"])
        #expect(fired("2026-03-02T06:00:00Z", ip: "198.51.100.9", word: "beta") == ["known"])
        #expect(fired("2026-03-02T12:00:00Z", ip: "203.0.113.9", word: "beta") == ["hosted"])
        #expect(fired("2026-03-02T12:30:00Z", ip: "192.0.2.1", word: "alpha") == ["known"])

        let folder = try TemporaryFolder()
        for (name, text) in texts() { _ = try folder.write(text, as: name) }
        let reading = try PackLoader.read(folder: folder.path("."))
        #expect(reading.pack?.hash == PackLoader.read(texts: texts()).pack?.hash)
    }

    @Test("An entry that changes makes another pack")
    func hash() {
        let one = PackLoader.read(texts: texts()).pack?.hash
        let other = PackLoader.read(texts: texts(hosting: "203.0.113.0/25\n")).pack?.hash
        #expect(one != nil && other != nil && one != other)
    }

    @Test("A bad entry is shown at its line, in the file it stands in")
    func badEntries() {
        let text = report(
            texts(
                lists: Self.lists.replacing("- alpha", with: "- { value: x, expires: soon }"),
                hosting: "203.0.113.7/24\n10.0.0.0/8\tlater\nnowhere\n"))
        #expect(
            text.contains(
                "lists/hosting.txt:1:1: error: In the list `hosting`: "
                    + "203.0.113.7/24 has bits beyond its length."))
        #expect(text.contains("lists/hosting.txt:2:12: error: `later` is not a time."))
        #expect(text.contains("lists/hosting.txt:3:1: error: In the list `hosting`: 'nowhere'"))
        #expect(text.contains("lists.yaml:12:30: error: `soon` is not a time."))
    }

    @Test("Files of entries may end their lines as other systems do; an entry is never empty")
    func lineEnds() {
        let crlf = Self.hosting.replacing("\n", with: "\r\n")
        #expect(PackLoader.read(texts: texts(hosting: crlf)).errorCount == 0)
        let words = Self.lists.replacing("kind: cidr", with: "kind: int")
        let text = report(texts(lists: words, hosting: "1\r\nx\r\n\t2026-01-01T00:00:00Z\r\n"))
        #expect(text.contains("lists/hosting.txt:2:1: error: In the list `hosting`: 'x' is not"))
        #expect(text.contains("  2 | x\n    | ^"))
        #expect(text.contains("lists/hosting.txt:3:1: error: There is no entry before the tab."))
    }

    @Test("A fault of a list is not reported again at those that ask it")
    func noFollowers() {
        let entry = report(texts(hosting: "nowhere\n"))
        #expect(entry.contains("'nowhere'"))
        #expect(!entry.contains("there is no list"))
        let broken = report(texts(lists: "lists:\n  a: {}\n  a: {}\n"))
        #expect(broken.contains("lists.yaml"))
        #expect(!broken.contains("there is no list"))
    }

    @Test("Unknown names are refused with the nearest, for lists and for files")
    func unknown() {
        let asked = report(
            texts(rules: Self.rules.replacing("\"hosting\"", with: "\"hostin\"")))
        #expect(asked.contains("there is no list 'hostin'; did you mean hosting?"))
        let file = report(
            texts(lists: Self.lists.replacing("lists/hosting.txt", with: "lists/hostin.txt")))
        #expect(file.contains("There is no file `lists/hostin.txt` in the pack."))
        #expect(file.contains("Did you mean `lists/hosting.txt`?"))
        #expect(file.contains("No list of lists.yaml has the entries of `lists/hosting.txt`."))
    }

    @Test("A list without a version, a kind or entries is refused")
    func incomplete() {
        let text = report(
            texts(lists: "lists:\n  a:\n    description: A.\n    kind: cidrs\n    version: 0\n"))
        #expect(text.contains("There is no kind `cidrs`."))
        #expect(text.contains("A list's version is a whole number from 1."))
    }

    @Test("What nothing asks or reads is warned of, and a disposable list is asked by its function")
    func unused() {
        let lists = Self.lists.replacing("words:", with: "disposable:")
            .replacing("kind: string", with: "kind: domain").replacing("alpha", with: "a.example")
            .replacing("beta", with: "b.example")
        let one = "rules:" + SmallPack.rule("r", when: "event.number > 1")
        let text = report(texts(lists: lists, rules: one))
        #expect(text.contains("lists.yaml:2:3: warning: Nothing asks the list `hosting`."))
        #expect(text.contains("Nothing asks the list `disposable`."))
        #expect(text.contains("warning: Nothing reads the feature `account.things_1h`."))
        let asking = "rules:" + SmallPack.rule("r", when: "email.isDisposable(event.word)")
        #expect(!report(texts(lists: lists, rules: asking)).contains("list `disposable`"))
    }
}
