import CEL
package import Packs
import Rules
import Vocabulary

/// A word that completion offers.
package struct QueryWord: Sendable, Hashable {
    package var name: String
    /// Such as `string`, or `function`.
    package var kind: String
    package var words: String

    package init(name: String, kind: String, words: String) {
        (self.name, self.kind, self.words) = (name, kind, words)
    }
}

extension QueryLanguage {
    /// All words of the language with this pack: fields, decisions, functions, lists, values that
    /// are known. O(words).
    package func words(of pack: Pack) -> [QueryWord] {
        fieldWords()
            + Place.allCases.map {
                QueryWord(name: $0.name, kind: "\($0.type)", words: $0.words)
            }
            + [QueryWord(name: "type", kind: "string", words: "The event's type.")]
            + RuleLibrary.functions(lists: pack.lists).map {
                QueryWord(
                    name: $0.function.name, kind: "function",
                    words: $0.summary + ($0.examples.first.map { " Such as \($0)" } ?? ""))
            }
            + pack.lists.all.map {
                QueryWord(
                    name: "list(\"\($0.name)\")", kind: "list",
                    words: "\($0.count) entries, kind \($0.kind.rawValue)")
            }
            + valueWords(pack)
    }

    private func fieldWords() -> [QueryWord] {
        schema.variables.map { variable in
            let types = schema.types.filter { type in
                type.fields.contains { $0.slot == variable.slot }
            }
            let field = types.lazy.flatMap(\.fields).first { $0.slot == variable.slot }
            let entity = field?.entity.map { ", names a \(schema.entities[$0])" } ?? ""
            let places =
                types.isEmpty ? "of every event" : "of " + types.map(\.name).joined(separator: ", ")
            return QueryWord(
                name: variable.name, kind: "\(variable.type)",
                words: places + entity + (field?.privacy == .personal ? ", personal" : ""))
        }
    }

    private func valueWords(_ pack: Pack) -> [QueryWord] {
        schema.types.map {
            QueryWord(name: "\"\($0.name)\"", kind: "event type", words: "")
        }
            + Action.allCases.map {
                QueryWord(name: "\"\($0.rawValue)\"", kind: "action", words: "")
            }
            + schema.journeys.map {
                QueryWord(name: "\"\($0)\"", kind: "journey", words: "")
            }
            + pack.rules.rules.map {
                QueryWord(name: "\"\($0.id)\"", kind: "rule", words: $0.description)
            }
            + pack.rules.signals.map {
                QueryWord(name: "\"\($0)\"", kind: "signal", words: "")
            }
    }
}
