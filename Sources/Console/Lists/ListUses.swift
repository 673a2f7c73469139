import API
import CEL
import Packs
import Rules

/// Who asks the lists of a pack.
struct ListUses: Sendable {
    struct Use: Sendable, Hashable {
        let words: String
        /// To the rule's page; nil for what has none.
        let rulePath: String?
    }

    private let uses: [String: [Use]]

    /// Rules by their programs, all other files by their lines. O(bytes).
    init(_ pack: Pack) {
        var uses: [String: [Use]] = [:]
        for rule in pack.rules.rules {
            let programs = [rule.condition] + rule.locals.map(\.program) + rule.reason.programs
            var names = Set(programs.flatMap { $0.firstTexts(inCallsOf: "list") })
            if programs.contains(where: { $0.calls("email.isDisposable") }) {
                names.insert(RuleLibrary.disposableList)
            }
            for name in names {
                uses[name, default: []].append(
                    Use(words: "rule \(rule.id)", rulePath: "/rules/\(Query.escaped(rule.id))")
                )
            }
        }
        for (path, text) in pack.files.sorted(by: { $0.key < $1.key })
        where path.hasSuffix(".yaml") && !["rules.yaml", "tests.yaml", "lists.yaml"].contains(path)
        {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                for list in pack.lists.all
                where line.contains("list(\"\(list.name)\")")
                    || line.contains("list('\(list.name)')")
                {
                    uses[list.name, default: []].append(
                        Use(words: "\(path), line \(index + 1)", rulePath: nil))
                }
            }
        }
        self.uses = uses
    }

    subscript(name: String) -> [Use] { uses[name] ?? [] }
}
