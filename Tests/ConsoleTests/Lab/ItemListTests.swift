import Console
import Foundation
import Packs
import Rules
import TestKit
import Testing

@Suite struct ItemListTests {
    private static let file = """
        # What we think.

        rules:
          # ── one ──
          - id: first
            when: >-
              a > 1
              # not a comment of the list

            reason: "x" # y

          # ── two ──
          - id: "second"
            when: true
        other: 1
        """

    @Test("Items are told by their lines, and what stands around them is nobody's")
    func items() throws {
        let list = try #require(ItemList(Self.file, key: "rules"))
        #expect(list.items.map { $0.value("id") } == ["first", "second"])
        #expect(list.indent == 2)
        #expect(list.items[0].text.hasPrefix("id: first\nwhen: >-\n  a > 1\n  # not a comment"))
        #expect(list.items[0].text.hasSuffix("reason: \"x\" # y"))
        #expect(list.items[1].text == "id: \"second\"\nwhen: true")
        #expect(list.items[0].mentions("first") && !list.items[0].mentions("firs"))
        #expect(ItemList("rules: [ { id: x } ]", key: "rules") == nil)
        #expect(try #require(ItemList("tests: []\n", key: "tests")).items.isEmpty)
    }

    @Test("Every rule and test of the packs is found, and is written back as it was")
    func packs() throws {
        let folder = repository + "/PolicyPacks"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            guard let pack = try? PackLoader.read(folder: "\(folder)/\(name)").pack,
                let text = pack.files["rules.yaml"]
            else { continue }
            let list = try #require(ItemList(text, key: "rules"), "\(name)")
            let ids = list.items.map { $0.value("id") ?? "" }
            #expect(ids.sorted() == pack.rules.rules.map(\.id).sorted(), "\(name)")
            for item in list.items {
                #expect(
                    list.written(item.text) == list.lines[item.lines].map(String.init),
                    "\(name) \(item.text.prefix(40))")
            }
        }
    }
}
