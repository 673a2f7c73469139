import ArgumentParser
import CEL
import Rules
import Toolbox
import Vocabulary

/// `assay cel functions`: what rules may call beyond the language's own functions.
struct CELFunctionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "functions",
        abstract: "Lists the functions for rules, with signatures, costs and examples.")

    @Argument(help: "Only functions with this in their name.")
    var name: String?

    func run() throws {
        let all = RuleLibrary.functions(lists: .none)
        let shown = all.filter { name == nil || $0.function.name.contains(name ?? "") }
        guard !shown.isEmpty else {
            let nearest = EditDistance.suggestion(
                for: name ?? "", among: all.map(\.function.name))
            throw Fault(
                .notFound, "There is no function with \(name ?? "") in its name.",
                fix: nearest.map { "Did you mean `\($0)`?" } ?? "Run it without a name.")
        }
        print(shown.map(text(of:)).joined(separator: "\n\n"))
    }

    private func text(of function: LibraryFunction) -> String {
        let name = function.function.name == "@in" ? "in" : function.function.name
        var lines = ["\(name): \(function.summary)"]
        lines += function.function.overloads.map {
            "  \(name)\($0.signature) → \($0.result), cost \($0.cost)"
        }
        lines += function.examples.map { "  e.g. \($0)" }
        return lines.joined(separator: "\n")
    }
}
