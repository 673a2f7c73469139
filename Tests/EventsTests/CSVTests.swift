import Events
import Insights
import Pipeline
import TestKit
import Testing
import Vocabulary

/// CSV logs through a mapping of columns.
@Suite struct CSVTests {
    private static func mapping(_ change: (inout CSVMapping) -> Void = { _ in }) -> CSVMapping {
        var mapping = CSVMapping(
            type: "thing.done", source: "csv", idColumn: "ID", timeColumn: "WHEN",
            timeOffsetSeconds: nil,
            fields: ["user": "WHO", "word": "WORD", "number": "N", "price": "PRICE"])
        change(&mapping)
        return mapping
    }

    private static let rules =
        "rules:"
        + SmallPack.rule("echo", when: "true", reason: "<{event.word}>")
        + SmallPack.rule("count", when: "event.number > 1")

    private func walk(_ text: String, _ mapping: CSVMapping = mapping()) throws -> FileWalk {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, as: "log.csv")
        return try FileWalk(path, pack: SmallPack.texts(rules: CSVTests.rules), mapping: mapping)
    }

    @Test("Quotes, doubled quotes, commas and breaks in cells are read as RFC 4180 says")
    func quotes() throws {
        let text = #"""
            ID,WHEN,WHO,WORD,N,PRICE\#r
            1,2026-03-02T00:00:00Z,u1,plain,1,2.50 EUR\#r
            2,2026-03-02 00:00:01,"u1","a, b",2,\#r
            "3",2026-03-02T00:00:02Z,u1,"say ""hi""",,1 EUR\#r
            4,2026-03-02T00:00:03Z,u1,"two
            lines",7,1 SEK

            5,2026-03-02T00:00:04Z,u1,,8,
            """#
        let walk = try walk(text)
        #expect(walk.letters.map(\.sentence) == [])
        #expect(walk.decided == 5)
        // The rule on `number` fires on rows 2, 4 and 5, and has nothing to go by in row 3.
        #expect(walk.report.counts.hits == [5, 3])
        #expect(walk.report.counts.undecided == [0, 1])
    }

    @Test("Missing cells, surplus cells and wrong values are letters with line and field")
    func badRows() throws {
        let text = """
            ID,WHEN,WHO,WORD,N,PRICE
            1,2026-03-02T00:00:00Z,u1
            2,2026-03-02T00:00:00Z,u1,a,b,1,1 EUR
            3,noon,u1,a,1,1 EUR
            4,2026-03-02T00:00:00Z,u1,a,many,1 EUR
            5,2026-03-02T00:00:00Z,,a,1,1 EUR
            6,2026-03-02T00:00:00Z,u1,a,1,1 EUR
            7,2026-03-02T00:00:00Z,u1,a,1,1
            """
        let walk = try walk(text)
        #expect(walk.decided == 1)
        let letters = walk.letters.map { "\($0.line) \($0.code.rawValue) \($0.field)" }
        #expect(
            letters == [
                "2 not_an_event ", "3 not_an_event ", "4 wrong_type time",
                "5 wrong_type data.number", "6 missing_field data.user",
                "8 wrong_type data.price",
            ])
        #expect(walk.letters[0].expected == "6 cells" && walk.letters[0].found == "3")
        #expect(walk.letters[3].found == "\"many\"")
    }

    @Test("Seconds from a start become times")
    func secondsFromStart() throws {
        let mapping = CSVTests.mapping { $0.timeOffsetSeconds = 1_522_540_800 }
        let walk = try walk(
            "ID,WHEN,WHO,WORD,N,PRICE\n1,31,u1,a,1,\n2,31.5,u1,a,1,\n3,3599,u1,a,1,\n", mapping)
        #expect(walk.decided == 2)
        #expect(walk.letters.map(\.expected) == ["a whole number of seconds"])
    }

    @Test("A column that is not there is a fault with the nearest name")
    func wrongColumn() throws {
        let mapping = CSVTests.mapping { $0.fields["word"] = "WORDS" }
        let fault = #expect(throws: Fault.self) { try walk("ID,WHEN,WHO,WORD,N,PRICE\n", mapping) }
        #expect(fault?.message.contains("log.csv:1: there is no column WORDS") == true)
        #expect(fault?.fix == "Did you mean WORD?")
        let far = CSVTests.mapping { $0.idColumn = "TRANSACTION" }
        let other = #expect(throws: Fault.self) { try walk("ID,WHEN,WHO,WORD,N,PRICE\n", far) }
        #expect(other?.fix == "Columns are ID, WHEN, WHO, WORD, N, PRICE.")
        #expect(throws: Fault.self) { try walk("") }
    }

    @Test("Fields and types that the pack does not have are letters that name them")
    func wrongMapping() throws {
        let text = "ID,WHEN,WHO,WORD,N,PRICE\n1,2026-03-02T00:00:00Z,u1,a,1,1\n"
        let field = try walk(text, CSVTests.mapping { $0.fields["shoe"] = "N" })
        #expect(field.letters.map(\.code) == [.unknownField])
        #expect(field.letters.map(\.field) == ["shoe"])
        let type = try walk(text, CSVTests.mapping { $0.type = "thing.dune" })
        #expect(type.letters.map(\.code) == [.unknownEventType])
    }
}
