package import CEL
package import Packs
import Rules
package import Vocabulary

/// What conditions may mention: the pack's events, and what was decided on them.
package struct QueryLanguage: Sendable {
    /// Places of a row behind those of the event.
    package enum Place: Int, CaseIterable, Sendable {
        case action, score, journey, account, id, rules, signals

        package var name: String { "decision.\(self)" }

        var type: CEL.`Type` {
            switch self {
            case .score: .double
            case .rules, .signals: .list(.string)
            default: .string
            }
        }

        /// What completion says of it.
        var words: String {
            switch self {
            case .action: "The strongest action of the decision, such as \"hold\"."
            case .score: "0 to 1."
            case .journey: "The point of the journey, such as \"play\"."
            case .account: "The account the event names; empty where it names none."
            case .id: "The decision's id."
            case .rules: "Names of the rules that fired."
            case .signals: "Names of the signals they raised."
            }
        }
    }

    package let schema: Schema
    let environment: Environment
    /// Slots of a row: the event's, then ``Place``'s.
    let stride: Int
    private let limits: QueryLimits
    /// Slots whose values say something about a person.
    package let hiddenSlots: Set<Int>
    /// Slots of fields that are personal, which nobody may ask about who may not see them.
    package let personalSlots: Set<Int>

    package init(pack: Pack, limits: QueryLimits = QueryLimits()) {
        self.limits = limits
        let schema = pack.schema
        self.schema = schema
        let first = schema.variables.count
        stride = first + Place.allCases.count
        let own = Place.allCases.map {
            Variable(name: $0.name, type: $0.type, slot: first + $0.rawValue)
        }
        let type = Variable(name: "type", type: .string, slot: Schema.Envelope.type)
        environment = RuleLibrary.environment(
            variables: schema.variables + [type] + own,
            library: RuleLibrary.library(lists: pack.lists))
        let fields = schema.types.flatMap(\.fields)
        hiddenSlots = Set(fields.filter { $0.privacy != .none }.map(\.slot))
            .union([first + Place.account.rawValue])
        personalSlots = Set(fields.filter { $0.privacy == .personal }.map(\.slot))
    }

    func slot(_ place: Place) -> Int { schema.variables.count + place.rawValue }

    /// A condition, or what is counted by.
    ///
    /// - Parameter expecting: nil for any type that can be counted.
    package func compile(_ text: String, expecting: CEL.`Type`? = .bool) -> Compilation {
        Compiler.compile(text, in: environment, expecting: expecting)
    }

    /// - Throws: ``Fault`` `invalid` that shows the place at fault with a caret.
    func program(_ text: String, expecting: CEL.`Type`?, what: String) throws(Fault) -> Program {
        guard text.utf8.count <= limits.conditionBytesMax else {
            throw Fault(
                .tooLarge,
                "\(what) has \(text.utf8.count) bytes; "
                    + "at most \(limits.conditionBytesMax) are read.", fix: "Ask in parts.")
        }
        let compilation = compile(text, expecting: expecting)
        guard let program = compilation.program else {
            let words = compilation.diagnostics.filter { $0.severity == .error }
                .map { QueryLanguage.words($0, of: text) }.joined(separator: "\n")
            throw Fault(.invalid, "\(what) cannot be read.\n\(words)")
        }
        guard program.cost <= limits.costMax else {
            throw Fault(
                .tooLarge,
                "\(what) costs up to \(program.cost) a row; at most "
                    + "\(limits.costMax) is asked of every event.", fix: "Ask less.")
        }
        return program
    }

    /// A diagnostic with its line, and a caret below the place.
    package static func words(_ diagnostic: CEL.Diagnostic, of text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = lines.indices.contains(diagnostic.line - 1) ? lines[diagnostic.line - 1] : ""
        let carets = String(
            repeating: "^",
            count: max(
                1,
                min(
                    diagnostic.range.upper - diagnostic.range.lower,
                    line.count - diagnostic.column + 1)))
        let indent = String(repeating: " ", count: max(0, diagnostic.column - 1))
        let fix = diagnostic.suggestion.map { "\n\($0)" } ?? ""
        return "\(diagnostic.message)\n\(line)\n\(indent)\(carets)\(fix)"
    }
}
