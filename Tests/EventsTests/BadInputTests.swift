import Events
import Foundation
import Pipeline
import TestKit
import Testing
import Vocabulary

/// One file with everything wrong that a log can have: the rest is decided.
@Suite struct BadInputTests {
    private struct Bad {
        var line: [UInt8]
        var code: DeadLetter.Code
        var field: String
        var expected: String
        var found: String

        init(
            _ line: String, _ code: DeadLetter.Code, _ field: String, _ expected: String,
            _ found: String
        ) {
            self.line = Array(line.utf8)
            self.code = code
            self.field = field
            self.expected = expected
            self.found = found
        }
    }

    private static let user = #""user":"u1""#

    private var bad: [Bad] {
        var invalid = Bad(
            event("utf", data: #""user":"u?""#), .invalidUTF8, "", "UTF-8", "byte 0xff at column")
        invalid.line[invalid.line.lastIndex(of: UInt8(ascii: "?"))!] = 0xFF
        let long = String(repeating: "x", count: 10 * 1024 * 1024)
        func data(_ id: String, _ text: String) -> String {
            event(id, data: "\(BadInputTests.user),\(text)")
        }
        return [
            invalid,
            Bad(
                String(event("cut").dropLast(9)), .malformedJSON, "", "one JSON object", "ends with"
            ),
            Bad("[1,2]", .notAnEvent, "", "a JSON object", "an array"),
            Bad("7", .notAnEvent, "", "a JSON object", "7"),
            Bad("{}", .notAnEvent, "specversion", "\"1.0\"", "nothing"),
            Bad(event(""), .wrongType, "id", "text", "\"\""),
            Bad(
                event("t", type: "thing.dine"), .unknownEventType, "type", "thing.done?",
                "thing.dine"),
            Bad(event("u", type: "xyz"), .unknownEventType, "type", "one of thing.done", "xyz"),
            Bad(event("d", time: "yesterday"), .wrongType, "time", "RFC 3339", "yesterday"),
            Bad(event("m", data: ""), .missingField, "data.user", "string", "nothing"),
            Bad(event("n", data: #""user":null"#), .missingField, "data.user", "string", "nothing"),
            Bad(event("w", data: #""user":7"#), .wrongType, "data.user", "text", "7"),
            Bad(data("r", #""user":"u2""#), .repeatedField, "data.user", "once", "twice"),
            Bad(data("i", #""number":1.5"#), .wrongType, "data.number", "a whole number", "1.5"),
            Bad(data("j", #""number":"3""#), .wrongType, "data.number", "a whole number", "\"3\""),
            Bad(
                data("k", #""number":9223372036854775808"#), .wrongType, "data.number", "whole",
                "92"),
            Bad(data("b", #""flag":"yes""#), .wrongType, "data.flag", "true or false", "\"yes\""),
            Bad(data("a", #""ip":"1.2.3""#), .wrongType, "data.ip", "IPv4 or IPv6", "1.2.3"),
            Bad(
                data("at", #""at":"2026-02-30T00:00:00Z""#), .wrongType, "data.at", "RFC 3339",
                "-30"),
            Bad(
                data("p", #""price":{"amount":1}"#), .wrongType, "data.price", "currency",
                "object"),
            Bad(data("l", #""word":["a"]"#), .wrongType, "data.word", "text", "an array"),
            Bad(data("x", "\"word\":\"\(long)\""), .tooLarge, "", "at most 1048576", "bytes"),
            Bad(
                data("y", "\"word\":\"\(long.prefix(65))\""), .tooLarge, "data.word", "64 bytes",
                "65"),
            Bad(event("f", time: "2031-01-01T00:00:00Z"), .inFuture, "time", "300 s", "2031-01-01"),
            Bad(event("o", time: "2025-01-01T00:00:00Z"), .tooLate, "time", "3600 s", "2025-01-01"),
        ]
    }

    /// 2026-03-02T00:00:00Z, when the file is read.
    private static let now: Int64 = 1_772_409_600_000

    @Test("Each bad line becomes a dead letter with its line and field; the rest is decided")
    func everyBadLine() throws {
        let bad = bad
        var bytes: [UInt8] = []
        for (index, item) in bad.enumerated() {
            bytes += Array((event("good\(index)") + "\n").utf8) + item.line + [0x0A]
        }
        bytes += Array(event("good0").utf8)
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, as: "bad.ndjson")
        let walk = try FileWalk(path, now: BadInputTests.now)
        #expect(walk.decided == bad.count)
        #expect(walk.report.duplicates == 1)
        #expect(walk.letters.count == bad.count)
        for (index, item) in bad.enumerated() {
            let line = index * 2 + 2
            let letters = walk.letters.filter { $0.line == line }
            #expect(letters.count == 1, "line \(line)")
            guard let letter = letters.first else { continue }
            #expect(letter.code == item.code, "\(letter.sentence)")
            #expect(letter.field == item.field, "\(letter.sentence)")
            #expect(letter.expected.contains(item.expected), "\(letter.sentence)")
            #expect(letter.found.contains(item.found), "\(letter.sentence)")
            #expect(letter.input == path)
        }
    }

    @Test("Fields that no schema knows are passed over and counted by name")
    func unknownFields() throws {
        let bench = try Bench(SmallPack.texts())
        bench.walk(
            (0..<3).map { event("\($0)", data: #""user":"u1","shoeSize":44,"pet":{"a":[1]}"#) })
        #expect(bench.seen.count == 3)
        #expect(bench.unknownFields == ["shoeSize": 3, "pet": 3])
    }

    @Test("Empty files, blank lines, CRLF and a last line without its end are no trouble")
    func shapesOfFiles() throws {
        let folder = try TemporaryFolder()
        let shapes: [(String, Int)] = [
            ("", 0), ("\n", 0), ("\n \t\n\r\n", 0), (event("1"), 1),
            ("\n\n\(event("1"))\n\n\(event("2"))\n\n", 2),
            ("\(event("1"))\r\n\(event("2"))\r\n\r\n\(event("3"))", 3),
        ]
        for (index, shape) in shapes.enumerated() {
            let walk = try FileWalk(try folder.write(shape.0, as: "\(index).ndjson"))
            #expect(walk.decided == shape.1, "shape \(index)")
            #expect(walk.letters.isEmpty, "shape \(index)")
        }
        let path = try folder.write("\n\r\n\(event("1"))\n{\n", as: "numbered.ndjson")
        #expect(try FileWalk(path).letters.map(\.line) == [4])
    }

    @Test("A file that is not there is a fault that says so")
    func missingFile() throws {
        let fault = #expect(throws: Fault.self) { try FileWalk("nowhere.ndjson") }
        #expect(fault?.code == .notFound)
        #expect(fault?.message.contains("nowhere.ndjson") == true)
    }
}
