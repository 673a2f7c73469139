import CEL
import Rules
import Toolbox

/// Evaluates expressions with the library and some lists.
struct Fixture {
    static let time: Int64 = 1_800_000_000_000
    let lists: NamedLists
    private let environment: Environment
    private let scratch = Scratch()
    /// As of when lists are asked.
    var time = Self.time

    init() throws {
        try self.init(lists: Self.sample)
    }

    init(lists: [NamedList]) throws {
        self.lists = try NamedLists(lists)
        environment = Environment(
            variables: [Variable(name: "event.any", type: .dyn, slot: 0)],
            libraries: [RuleLibrary.library(lists: self.lists)])
    }

    private static var sample: [NamedList] {
        get throws {
            [
                try list("hosting", .cidr, ["203.0.113.0/24", "2001:db8::/32", "192.0.2.7"]),
                try list("names", .string, ["kari", "ola"]),
                try list("domains", .domain, ["Example.com", "co.uk"]),
                try list("patterns", .regex, ["^user[0-9]{4,}$", "(?i)bot$"]),
                try list("networks", .int, ["64500", "-1"]),
                try list("disposable", .domain, ["burner.example"]),
            ]
        }
    }

    static func list(
        _ name: String, _ kind: NamedList.Kind, _ entries: [String]
    ) throws -> NamedList {
        try NamedList(
            name: name, kind: kind, version: 1, entries: entries.map { NamedList.Entry($0) })
    }

    /// The value as text, the error in words, or the first diagnostic.
    func result(_ expression: String, any: Value = .absent) -> String {
        let compilation = Compiler.compile(expression, in: environment)
        guard let program = compilation.program else {
            return "refused: " + (compilation.diagnostics.first?.message ?? "no reason given")
        }
        scratch.reset()
        scratch.time = time
        return withUnsafePointer(to: any) {
            let value = program.evaluate($0, scratch)
            return value.isError ? "error: " + program.describe(value) : value.rendered
        }
    }
}
