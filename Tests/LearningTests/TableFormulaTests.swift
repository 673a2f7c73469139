import Learning
import TestKit
import Testing
import Vocabulary

@Suite("Formulas over a table's columns")
struct TableFormulaTests {
    private static let text = """
        followers,following,kind,isFake
        3,1,a,0
        8,0,b,1
        ,2,c,0
        0,0,d,1

        """

    private func table(_ options: String..., asked: [String]? = nil) throws -> TrainingTable {
        let folder = try TemporaryFolder()
        return try TrainingTable(
            path: try folder.write(TableFormulaTests.text, as: "rows.csv"), label: "isFake",
            asked: asked, formulas: try options.map { try TableFormula(option: $0) })
    }

    private func fault(_ options: String...) -> String {
        do {
            let folder = try TemporaryFolder()
            _ = try TrainingTable(
                path: try folder.write(TableFormulaTests.text, as: "rows.csv"), label: "isFake",
                asked: nil, formulas: try options.map { try TableFormula(option: $0) })
            return ""
        } catch { return "\(error)" }
    }

    @Test("Values stand behind the columns; what is missing, fails or is not finite is missing")
    func values() throws {
        let made = try table(
            "reach = (followers + 1.0) / (following + 1.0)", "many=followers > 5.0",
            "share=followers / following", "safe=ratio(followers, following)")
        #expect(made.inputs == ["followers", "following", "reach", "many", "share", "safe"])
        let rows = (0..<4).map { row in
            (2..<6).map { made.set.matrix[row, $0].isNaN ? -1 : made.set.matrix[row, $0] }
        }
        // 8 / 0 is infinite, 0 / 0 is none, and `ratio` fails at both.
        #expect(rows == [[2, 0, 3, 3], [9, 1, -1, -1], [-1, -1, -1, -1], [1, 0, -1, -1]])
    }

    @Test("A formula may read a column that is no input itself")
    func columnsNotTaken() throws {
        let made = try table("twice=2.0 * followers", asked: ["following"])
        #expect(made.inputs == ["following", "twice"])
        #expect(made.set.matrix.values[0...1] == [1, 6])
    }

    @Test("Faults name the option, the place and what to do")
    func faults() {
        for (option, words) in [
            ("x", ["--formula x is not NAME=EXPRESSION"]),
            ("x=followers + 1", ["--formula x:1:1", "^", "write 1.0 for 1"]),
            ("x=folowers + 1.0", ["--formula x:1:1", "^^^^^^^^", "followers"]),
            ("x=1.0 + isFake", ["--formula x:1:7", "isFake is the label"]),
            ("x=kind * 2.0", ["reads kind", "rows.csv:2: kind is a"]),
            ("x='a'", ["--formula x:1:1", "string"]),
            ("followers=following", ["a column already"]),
            ("x=ratio(1.0, 0.0)", ["no value in any row", "the whole is 0"]),
        ] {
            let found = fault(option)
            for word in words { #expect(found.contains(word), "\(option): \(found)") }
        }
    }
}
