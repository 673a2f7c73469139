/// Puts expressions made by chance through parse, check, evaluate and trace, and says what must
/// never be: a wrong type, a failure without a reason, a place outside the source, a long wait.
///
/// A crash is not caught here: whoever runs it keeps the last input (``run(_:willTry:)``).
package struct Fuzzer {
    /// Something that must never be, and the input that did it.
    package struct Finding: Sendable {
        /// The input.
        package let expression: String
        /// What went wrong, in words.
        package let problem: String
    }

    /// What was done so far.
    package struct Report: Sendable {
        /// Expressions tried, each both checked and unchecked.
        package var inputs = 0
        /// Programs made of them.
        package var programs = 0
        /// Evaluations without an error.
        package var values = 0
        /// Inputs that did something no other had.
        package var novel = 0
        /// The longest any one input took.
        package var slowest = Duration.zero
        /// The input that took longest.
        package var slowestExpression = ""
        package var findings: [Finding] = []
    }

    /// An input that takes longer is a finding.
    private static let elapsedMax = Duration.seconds(1)
    private static let findingsMax = 100
    /// Beyond this many, nothing is new any more.
    private static let behavioursMax = 200_000

    /// What was done so far.
    package private(set) var report = Report()
    private var mutator: Mutator
    private var seen: Set<Int> = []
    private let environment: Environment
    private let rows: FuzzRows
    private let scratch = Scratch(arenaBytesMax: 4 * 1024 * 1024)
    private let clock = ContinuousClock()

    /// - Parameters:
    ///   - corpus: the expressions to begin from.
    ///   - libraries: functions beyond the language's own.
    package init(corpus: [String], seed: UInt64, libraries: [Library] = []) {
        mutator = Mutator(corpus: corpus, seed: seed)
        var limits = Limits()
        limits.comprehensionIterationsMax = 10_000
        environment = Environment(
            variables: FuzzRows.variables, libraries: libraries, limits: limits)
        rows = FuzzRows()
    }

    /// Tries `count` new inputs.
    /// - Parameter willTry: given each input before it is tried.
    package mutating func run(_ count: Int, willTry: ([UInt8]) -> Void = { _ in }) {
        for _ in 0..<count {
            let input = mutator.next()
            willTry(input)
            let programsBefore = report.programs
            let behaviour = attempt(String(decoding: input, as: UTF8.self))
            guard seen.count < Self.behavioursMax, seen.insert(behaviour).inserted else { continue }
            report.novel += 1
            // What does not compile leads to more that does not: a few are enough.
            if report.programs > programsBefore || report.novel % 16 == 0 { mutator.keepLatest() }
        }
    }

    /// Tries one input; returns a hash of what it did.
    @discardableResult
    package mutating func attempt(_ expression: String) -> Int {
        report.inputs += 1
        var behaviour = Hasher()
        let elapsed = clock.measure {
            for isChecked in [true, false] {
                let compilation = Compiler.compile(expression, in: environment, check: isChecked)
                examine(compilation, of: expression)
                if let program = compilation.program {
                    report.programs += 1
                    let type = isChecked ? compilation.type : .dyn
                    evaluate(program, type, expression, &behaviour)
                } else {
                    behaviour.combine(compilation.diagnostics.first.map { outline($0.message) })
                }
            }
        }
        if elapsed > report.slowest {
            report.slowest = elapsed
            report.slowestExpression = expression
        }
        if elapsed > Self.elapsedMax { find("took \(elapsed)", expression) }
        return behaviour.finalize()
    }

    private mutating func evaluate(
        _ program: Program, _ type: Type, _ expression: String, _ behaviour: inout Hasher
    ) {
        let nodes = program.nodeOf.filter { $0 >= 0 }.map { program.node($0) }
        behaviour.combine(Set(nodes.map(\.opcode.rawValue)).sorted())
        for (index, row) in [rows.fitting, rows.unfitting].enumerated() {
            scratch.reset()
            let value = program.evaluate(row, scratch)
            behaviour.combine(value.kind.rawValue)
            behaviour.combine(value.isError ? value.tag : 0)
            if !value.isError {
                report.values += 1
                let isOfType = type.kindMask & (1 << UInt32(value.kind.rawValue)) != 0
                if index == 0, !isOfType { find("is no \(type) but \(value.kind)", expression) }
                if value.kind == .absent { find("is absent", expression) }
            }
            let root = program.trace(row, scratch).outcome
            if case .value = root, value.isError { find("its trace has a value", expression) }
            if case .error = root, !value.isError { find("its trace is an error", expression) }
            if program.describe(value).isEmpty, value.isError {
                find("an error without words", expression)
            }
        }
    }

    private mutating func examine(_ compilation: Compilation, of expression: String) {
        let hasErrors = compilation.diagnostics.contains { $0.severity == .error }
        if hasErrors == (compilation.program != nil) {
            find("an error beside a program, or neither", expression)
        }
        let bytes = expression.utf8.count
        for diagnostic in compilation.diagnostics {
            let range = diagnostic.range
            if range.lower < 0 || range.upper < range.lower || range.upper > bytes {
                find("a diagnostic at \(range.lower)..<\(range.upper)", expression)
            }
        }
    }

    private mutating func find(_ problem: String, _ expression: String) {
        guard report.findings.count < Self.findingsMax else { return }
        report.findings.append(Finding(expression: expression, problem: problem))
    }

    /// A message without what it quotes, so that the same complaint of other names is no news.
    private func outline(_ message: String) -> String {
        message.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 0 }.map { $0.element.filter { !$0.isNumber } }.joined()
    }
}

/// A row with a value of each kind, and one whose values are not of the declared types.
private final class FuzzRows {
    static let variables = [
        Variable(name: "x", type: .dyn, slot: 0),
        Variable(name: "event.amount", type: .double, slot: 1),
        Variable(name: "event.tags", type: .list(.string), slot: 2),
        Variable(name: "m", type: .map(.string, .dyn), slot: 3),
        Variable(name: "event.asn", type: .int, slot: 4),
        Variable(name: "event.at", type: .timestamp, slot: 5),
        Variable(name: "event.wait", type: .duration, slot: 6),
        Variable(name: "event.name", type: .string, slot: 7),
        Variable(name: "u", type: .uint, slot: 8),
        Variable(name: "raw", type: .bytes, slot: 9),
        Variable(name: "maybe", type: .optional(.int), slot: 10),
        Variable(name: "ip", type: .ip, slot: 11),
    ]

    let fitting: UnsafeMutablePointer<Value>
    let unfitting: UnsafeMutablePointer<Value>
    private let arena = Arena()

    init() {
        let count = Self.variables.count
        fitting = .allocate(capacity: count)
        unfitting = .allocate(capacity: count)
        var text = "10.0.0.1"
        let address = text.withUTF8 { NetworkAddress($0) }
        let values: [Value] = [
            arena.list([.int(1), .double(.nan), arena.string("été"), .null, .emptyMap]),
            .double(3.5), arena.list([arena.string("a"), arena.string("")]),
            arena.map([(arena.string("a"), .int(1)), (arena.string("k"), .uint(.max))]), .absent,
            .timestamp(seconds: 1_700_000_000, nanoseconds: 1),
            .duration(seconds: -2, nanoseconds: 500_000_000), arena.string("Été 😀\u{0}"),
            .uint(7), arena.string([0, 255, 65], kind: .bytes), arena.some(.int(4)),
            address.map { arena.ip($0) } ?? .null,
        ]
        let others: [Value] = [
            .none, arena.string("no"), .int(5), arena.list([.int(1)]), .emptyMap, .null,
            .uint(3), .bool(true), .double(-.infinity), .absent, .int(.min), arena.string("ip"),
        ]
        for index in 0..<count {
            (fitting + index).initialize(to: values[index])
            (unfitting + index).initialize(to: others[index])
        }
    }

    deinit {
        fitting.deallocate()
        unfitting.deallocate()
    }
}
