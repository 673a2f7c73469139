import Events
import TestKit
import Testing
import Vocabulary

/// Tables by the names of their columns.
@Suite struct ColumnFileTests {
    private func read(_ text: String, _ columns: [String]) throws -> (ColumnFile, [[String]]) {
        let folder = try TemporaryFolder()
        let file = try ColumnFile(path: folder.write(text, as: "table.csv"), columns: columns)
        var rows: [[String]] = []
        try file.forEachRow { cells, line in
            rows.append(cells.map { String(decoding: $0, as: UTF8.self) } + ["\(line)"])
        }
        return (file, rows)
    }

    @Test("Columns are found by name in any order; quotes, CRLF and a byte order mark are read")
    func columns() throws {
        let text = "\u{FEFF}b,other,a\r\n1,x,\"say \"\"hi\"\", \"\"bo\"\"\"\r\n\r\n\"2\",,y"
        let (file, rows) = try read(text, ["a", "b"])
        #expect(rows == [["say \"hi\", \"bo\"", "1", "2"], ["y", "2", "4"]])
        #expect(file.rows == 2 && file.refused == 0)
        let (_, none) = try read("a,b\n", ["a", "b"])
        #expect(none.isEmpty)
    }

    @Test("Bad rows are told by line and do not stop the next")
    func badRows() throws {
        let folder = try TemporaryFolder()
        let bytes =
            Array("a,b\n1\n1,2,3\n".utf8) + [0x31, 0x2C, 0xFF, 0x0A] + Array("ä,4\n".utf8)
        let file = try ColumnFile(path: folder.write(bytes, as: "t"), columns: ["a", "b"])
        var lines: [Int] = []
        try file.forEachRow { cells, line in
            lines.append(line)
            file.refuse(.wrongType, line: line, column: 1, cells: cells, expected: "a word")
        }
        #expect(lines == [5])
        #expect(file.deadLetters.map(\.line) == [2, 3, 4, 5])
        #expect(
            file.deadLetters.map(\.code) == [.notAnEvent, .notAnEvent, .invalidUTF8, .wrongType])
        #expect(file.deadLetters.last?.sentence.contains("t:5: wrong_type: b: expected") == true)
    }

    @Test("A file that is empty, or lacks or repeats a column, is refused with what to do")
    func headers() throws {
        func fault(_ text: String) -> String {
            do {
                _ = try read(text, ["account", "object"])
                return ""
            } catch { return "\(error)" }
        }
        #expect(fault("").contains("is empty. It begins with the names of its columns"))
        #expect(fault("acount,object\n").contains("Did you mean it by `acount`?"))
        #expect(fault("account,object,object\n").contains("`object` stands there twice"))
        #expect(fault("account;object\n").contains("table.csv:1: there is no column `account`"))
    }

    @Test("Optional columns may be there or not; without, their cells are empty")
    func optionalColumns() throws {
        func read(_ text: String) throws -> (Set<String>, [[String]]) {
            let folder = try TemporaryFolder()
            let file = try ColumnFile(
                path: folder.write(text, as: "t"), columns: ["a"], optional: ["b", "c"])
            var rows: [[String]] = []
            try file.forEachRow { cells, _ in
                rows.append(cells.map { String(decoding: $0, as: UTF8.self) })
            }
            return (file.absent, rows)
        }
        #expect(try read("a\n1\n") == (["b", "c"], [["1", "", ""]]))
        #expect(try read("c,a\n3,1\n") == (["b"], [["1", "", "3"]]))
        #expect(throws: Fault.self) { try read("b,c\n1,2\n") }
    }
}
