/// What two values must share to be on a level; written as `jaro_winkler 0.92` or `edits 1`.
package enum LevelTest: Sendable, Equatable {
    case exact
    /// Jaro's and Winkler's likeness is at least this.
    case jaroWinkler(Double)
    /// At most so many edits.
    case edits(Int)
    /// The same words in another order.
    case words
    /// A date with day and month changed over, of the same year.
    case transposed
    /// Dates at most so many days, months of 31 days, or years of 366 days apart.
    case days(Int), months(Int), years(Int)
    /// Of e-mail: the part before the `@` is the same; or alike; or what is behind it is the same.
    case sameLocal, localJaroWinkler(Double), sameDomain
    /// The first units are the same.
    case prefix(Int)
    /// Numbers at most so far apart; or by at most this share of the larger.
    case within(Double), relative(Double)
    /// Each record's value stands in the other's column, as given name and surname often do.
    case swapped(String)

    /// - Returns: nil for text that is no test.
    package init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        let number = words.count == 2 ? Double(words[1]) : nil
        let whole = words.count == 2 ? Int(words[1]).flatMap { $0 > 0 ? $0 : nil } : nil
        let likeness = number.flatMap { $0 > 0 && $0 <= 1 ? $0 : nil }
        switch (words.first ?? "", words.count) {
        case ("exact", 1): self = .exact
        case ("words", 1): self = .words
        case ("transposed", 1): self = .transposed
        case ("same_local", 1): self = .sameLocal
        case ("same_domain", 1): self = .sameDomain
        case ("swapped", 2...): self = .swapped(words.dropFirst().joined(separator: " "))
        case ("jaro_winkler", 2):
            guard let likeness else { return nil }
            self = .jaroWinkler(likeness)
        case ("local_jaro_winkler", 2):
            guard let likeness else { return nil }
            self = .localJaroWinkler(likeness)
        case ("relative", 2):
            guard let likeness else { return nil }
            self = .relative(likeness)
        case ("within", 2):
            guard let number, number > 0 else { return nil }
            self = .within(number)
        case (let name, 2):
            guard let whole, let made = LevelTest.counted[name] else { return nil }
            self = made(whole)
        default: return nil
        }
    }

    private static let counted: [String: @Sendable (Int) -> LevelTest] = [
        "edits": { .edits(min($0, 8)) }, "days": { .days($0) }, "months": { .months($0) },
        "years": { .years($0) }, "prefix": { .prefix($0) },
    ]

    /// For whoever wrote something else.
    package static let grammar =
        "exact, jaro_winkler 0.92, edits 1, words, transposed, days 10, months 1, years 1, "
        + "same_local, local_jaro_winkler 0.88, same_domain, prefix 3, within 5, relative 0.1 or "
        + "swapped COLUMN"

    /// As it is written.
    package var text: String {
        switch self {
        case .exact: "exact"
        case .jaroWinkler(let least): "jaro_winkler \(least)"
        case .edits(let most): "edits \(most)"
        case .words: "words"
        case .transposed: "transposed"
        case .days(let most): "days \(most)"
        case .months(let most): "months \(most)"
        case .years(let most): "years \(most)"
        case .sameLocal: "same_local"
        case .localJaroWinkler(let least): "local_jaro_winkler \(least)"
        case .sameDomain: "same_domain"
        case .prefix(let count): "prefix \(count)"
        case .within(let most): "within \(most)"
        case .relative(let most): "relative \(most)"
        case .swapped(let column): "swapped \(column)"
        }
    }

    /// Kinds whose values it can be asked of; nil is all.
    package var kinds: Set<ValueKind>? {
        switch self {
        case .transposed, .days, .months, .years: [.date]
        case .sameLocal, .localJaroWinkler, .sameDomain: [.email]
        case .within, .relative: [.number]
        default: nil
        }
    }
}

extension LevelTest: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let test = LevelTest(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "`\(text)` is no level")
        }
        self = test
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
