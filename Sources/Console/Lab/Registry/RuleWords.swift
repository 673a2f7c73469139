import CEL
import Features
import Packs
import Rules
import Vocabulary

/// The words that the editor completes: what rules may read, what they may call, and the keys of
/// a rule, each with its type and a sentence.
struct RuleWords: Codable, Sendable {
    struct Word: Codable, Sendable, Hashable {
        var name: String
        /// `field`, `feature`, `model`, `signal`, `function`, `list`, `key` or `choice`.
        var kind: String
        var type: String
        var about: String
    }

    var words: [Word]

    private static let keys = [
        ("id", "name", "A name, as signals and tests say it."),
        ("description", "text", "What it finds, and whom it spares; one sentence."),
        ("owner", "text", "Who answers for it."),
        ("severity", "low, medium, high, critical", "How grave a finding is."),
        ("mode", "live, shadow, off", "Shadow is recorded, and never acted on."),
        ("on", "journey", "Where in the journey it is asked."),
        ("let", "names", "Names for parts of the condition."),
        ("when", "bool", "The condition, in CEL."),
        ("signal", "name, weight", "What it raises, and how sure it alone makes us."),
        ("reason", "text", "What a person is told; {…} shows a value."),
    ]
    private static let language = [
        ("has", "has(event.field) → bool", "Whether a value is there."),
        ("size", "size(list) → int", "How many elements, or characters."),
        ("list", "list(\"name\")", "A named list, to be asked with `in`."),
        ("in", "value in list", "Whether it is one of them."),
        ("between", "between(x, low, high) → bool", "x >= low && x <= high."),
        ("countIf", "countIf(list, x, condition) → int", "How many elements fit."),
        ("exists", "list.exists(x, condition) → bool", "Whether an element fits."),
        ("all", "list.all(x, condition) → bool", "Whether all elements fit."),
        ("startsWith", "text.startsWith(text) → bool", "How it begins."),
        ("endsWith", "text.endsWith(text) → bool", "How it ends."),
        ("contains", "text.contains(text) → bool", "What stands in it."),
        ("matches", "text.matches(pattern) → bool", "RE2; linear in the text."),
        ("duration", "duration(\"1h\") → duration", "A span."),
        ("timestamp", "timestamp(\"2026-01-01T00:00:00Z\")", "A time."),
    ]

    init(_ pack: Pack) {
        let features = Dictionary(
            pack.features.map { ("features." + $0.name, $0.description) },
            uniquingKeysWith: { first, _ in first })
        var words = pack.readable.map { variable in
            let kind =
                variable.name.hasPrefix("features.")
                ? "feature" : variable.name.hasPrefix("models.") ? "model" : "field"
            return Word(
                name: variable.name, kind: kind, type: "\(variable.type)",
                about: features[variable.name] ?? (kind == "field" ? "Of the event." : ""))
        }
        words += RuleLibrary.functions(lists: pack.lists).map { function in
            Word(
                name: function.function.name, kind: "function",
                type: function.function.overloads.first.map { "\($0.signature) → \($0.result)" }
                    ?? "",
                about: function.summary)
        }
        words += RuleWords.language.map {
            Word(name: $0.0, kind: "function", type: $0.1, about: $0.2)
        }
        words += RuleWords.keys.map { Word(name: $0.0, kind: "key", type: $0.1, about: $0.2) }
        words += pack.schema.journeys.map {
            Word(name: $0, kind: "choice", type: "journey", about: "A point of the journey.")
        }
        words += pack.rules.signals.map {
            Word(name: $0, kind: "signal", type: "signal", about: "Rules of this pack raise it.")
        }
        self.words = words.filter { !$0.name.hasPrefix("@") }
    }
}
