import CEL
import Models
import Rules
import Toolbox
package import Vocabulary

/// A column that is made of others of a table, in the language of rules: `reach=a / (b + 1.0)`.
package struct TableFormula: Sendable, Hashable {
    package let name: String
    package let text: String

    /// Formulas of one table at most.
    package static let countMax = 200

    /// Reads `NAME=EXPRESSION`.
    ///
    /// - Throws: ``Fault`` `invalid` for a text without a name or an expression.
    package init(option: String) throws(Fault) {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0]).trimmed
        text = parts.count == 2 ? String(parts[1]).trimmed : ""
        let isName =
            name.first?.isLetter == true
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        guard isName, !text.isEmpty else {
            throw Fault(
                .invalid, "--formula \(option) is not NAME=EXPRESSION.",
                fix: "A name is a letter, then letters, digits, _ and dots: "
                    + "--formula \"reach=followers / (following + 1.0)\".")
        }
    }
}

/// The formulas of a table, compiled against its columns.
struct TableFormulas {
    let formulas: [TableFormula]
    /// Places in the table's names that formulas read, rising.
    let references: [Int]
    private let programs: [Program]
    /// By formula: rows with a value, and why the first without one has none.
    private(set) var present: [Int]
    private(set) var failures: [String?]
    private let scratch = Scratch()

    /// - Parameters:
    ///   - names: of all columns; each is a variable, a double.
    ///   - label: the column that none may read.
    /// - Throws: ``Fault`` `invalid` that names the option, with a caret under what is wrong.
    init(_ formulas: [TableFormula], names: [String], label: String) throws(Fault) {
        self.formulas = formulas
        guard formulas.count <= TableFormula.countMax else {
            throw Fault(.tooLarge, "There are \(TableFormula.countMax) --formula at most.")
        }
        let environment = RuleLibrary.environment(
            variables: names.enumerated().map { Variable(name: $1, type: .double, slot: $0) })
        var taken = Set(names)
        var programs: [Program] = []
        for formula in formulas {
            guard taken.insert(formula.name).inserted else {
                throw Fault(
                    .invalid, "--formula \(formula.name): that is a column already.",
                    fix: "Choose another name.")
            }
            let program = try TableFormulas.program(formula, environment, names, label: label)
            if let place = names.firstIndex(of: label),
                let found = program.places(reading: [place]).first
            {
                throw formula.fault([
                    Vocabulary.Diagnostic(
                        at: formula.location(found.range.lower),
                        length: found.range.upper - found.range.lower,
                        "\(label) is the label, so no input may be made of it.",
                        fix: "Leave it out.")
                ])
            }
            programs.append(program)
        }
        self.programs = programs
        references = Set(programs.flatMap(\.references)).sorted()
        present = formulas.map { _ in 0 }
        failures = formulas.map { _ in nil }
    }

    private static func program(
        _ formula: TableFormula, _ environment: Environment, _ names: [String], label: String
    ) throws(Fault) -> Program {
        let compilation = Compiler.compile(formula.text, in: environment)
        guard let program = compilation.program else {
            throw formula.fault(
                compilation.diagnostics.filter { $0.severity == .error }.map { found in
                    Vocabulary.Diagnostic(
                        at: SourceLocation(
                            file: formula.place, line: found.line, column: found.column),
                        length: found.range.upper - found.range.lower, found.message,
                        fix: found.suggestion)
                },
                more: "columns are doubles, so write 1.0 for 1: "
                    + names.filter { $0 != label }.joined(separator: ", "))
        }
        guard InputChoice.isNumeric(compilation.type) else {
            throw formula.fault([
                Vocabulary.Diagnostic(
                    at: formula.location(0), length: formula.text.count,
                    "This is a \(compilation.type).", fix: "An input is a number, or yes and no.")
            ])
        }
        return program
    }

    /// The formulas' values for one row; NaN where there is none, or none that is finite.
    mutating func values(_ row: UnsafePointer<Value>) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(programs.count)
        for (place, program) in programs.enumerated() {
            scratch.reset()
            let value = program.evaluate(row, scratch)
            let number = value.asInput
            if number.isFinite {
                present[place] += 1
            } else if failures[place] == nil {
                failures[place] = value.isError ? program.describe(value) : "it is \(number)"
            }
            values.append(number.isFinite ? number : .nan)
        }
        return values
    }

    /// - Throws: ``Fault`` `invalid` for a formula that had no value in any row.
    func checkPresent() throws(Fault) {
        for place in formulas.indices where present[place] == 0 {
            throw Fault(
                .invalid,
                "--formula \(formulas[place].name) has no value in any row"
                    + (failures[place].map { ": \($0)." } ?? "."),
                fix: "Mend it or leave it out.")
        }
    }
}

extension TableFormula {
    fileprivate var place: String { "--formula \(name)" }

    /// Where a byte of the text stands.
    fileprivate func location(_ byte: Int) -> SourceLocation {
        let before = String(decoding: text.utf8.prefix(byte), as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        return SourceLocation(
            file: place, line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }

    fileprivate func fault(_ found: [Vocabulary.Diagnostic], more: String? = nil) -> Fault {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = found.map { diagnostic in
            let line = diagnostic.location.line - 1
            return diagnostic.rendered(
                sourceLine: lines.indices.contains(line) ? String(lines[line]) : nil)
        }
        let note = more.map { "\n  note: \($0)" } ?? ""
        return Fault(.invalid, shown.joined(separator: "\n") + note)
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
