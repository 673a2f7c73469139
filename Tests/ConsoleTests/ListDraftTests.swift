import Console
import Packs
import TestKit
import Testing
import Vocabulary

/// Drafts change the lines they are about, and nothing else.
@Suite struct ListDraftTests {
    private static let yaml = """
        # What rules ask.
        lists:
          networks:
            description: Rented servers.
            kind: int
            version: 3
            entries:
              - 14061 # DigitalOcean
              - { value: 16276, expires: 2027-01-31T00:00:00Z, note: "OVH" }
          words:
            description: Words of one kind.
            kind: string
            version: 1
            file: lists/words.txt
        """

    private static let rule = SmallPack.rule(
        "listed", when: "event.number in list(\"networks\") || event.word in list(\"words\")")

    private var files: [String: String] {
        var files = SmallPack.texts(rules: SmallPack.rules + ListDraftTests.rule)
        files["lists.yaml"] = ListDraftTests.yaml
        files["lists/words.txt"] = "# First\nant\nbee\t2026-01-01T00:00:00Z\n"
        return files
    }

    @Test func listsAreReadWithTheirLines() throws {
        let lists = try WrittenList.all(of: files)
        #expect(lists.map(\.name) == ["networks", "words"])
        #expect(lists[0].entries.map(\.text) == ["14061", "16276"])
        #expect(lists[0].entries.map(\.note) == ["DigitalOcean", "OVH"])
        #expect(lists[1].entries.map(\.expires) == [nil, "2026-01-01T00:00:00Z"])
        #expect(lists[1].entries[0].note == "First")
    }

    @Test func linesOfYAMLComeAndGo() throws {
        let list = try WrittenList.all(of: files)[0]
        let draft = ListDraft(
            add: ["24940", "14061"], remove: ["16276"], expires: "2027-02-01", note: "seen \"x\"")
        let made = try draft.made(list, of: files)
        #expect(made.report.isEmpty, "\(made.report)")
        #expect(Array(made.files.keys) == ["lists.yaml"])
        let text = try #require(made.files["lists.yaml"])
        #expect(text.contains("      - 14061 # DigitalOcean\n"))
        #expect(!text.contains("16276"))
        #expect(text.contains("version: 4"))
        #expect(text.contains("value: 24940, expires: 2027-02-01T00:00:00Z"))
        let changed = try WrittenList.all(of: ["lists.yaml": text])[0]
        #expect(changed.entries.map(\.text) == ["14061", "24940"])
        #expect(changed.entries[1].note == "seen \"x\"")
    }

    @Test func linesOfAFileComeAndGo() throws {
        let list = try WrittenList.all(of: files)[1]
        let made = try ListDraft(add: ["cat"], remove: ["bee"]).made(list, of: files)
        #expect(made.report.isEmpty, "\(made.report)")
        #expect(made.files["lists/words.txt"] == "# First\nant\ncat\n")
        #expect(made.files["lists.yaml"]?.contains("version: 2") == true)
    }

    @Test func whatCannotBeIsSaid() throws {
        let list = try WrittenList.all(of: files)[0]
        #expect(throws: Fault.self) { try ListDraft(add: []).made(list, of: self.files) }
        #expect(throws: Fault.self) {
            try ListDraft(add: [], remove: ["7"]).made(list, of: self.files)
        }
        #expect(throws: Fault.self) {
            try ListDraft(add: ["7"], expires: "soon").made(list, of: self.files)
        }
        let made = try ListDraft(add: ["no number"]).made(list, of: files)
        #expect(made.report.contains("lists.yaml"))
    }
}
