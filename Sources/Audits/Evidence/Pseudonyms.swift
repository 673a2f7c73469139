import Cases
package import Enforcements
import Foundation
import Vocabulary

/// Names that stand for others in one bundle: the same for the same in all of its files, and
/// nothing elsewhere.
///
/// What is replaced is chosen by field, so that no fact changes: where a field names entities, a
/// name that is all of its text or stands behind its kind (`account=u1`, `account:u1`); in a
/// sentence, names as whole words, but those without a letter and those that are words of the
/// format stand for what they say, unless behind their kind. Other fields stay as they are.
package struct Pseudonyms: Sendable {
    private struct Other {
        let name: [UInt8]
        /// Whether a word of a sentence that reads so is meant to name it.
        let isWord: Bool
    }

    /// How a text is looked at.
    private enum Reading {
        /// A state, a time, an id: as it is.
        case fact
        case naming
        case sentence
        /// A line of the audit log, which is not changed: any word may be a name.
        case line
    }

    /// By the name as JSON writes it; the subject's own is itself.
    private var others: [[UInt8]: Other] = [:]
    private var kinds: Set<[UInt8]> = []
    /// Parts that names have, the most first.
    private var lengths: [Int] = []
    private let count: Int

    /// Parts of a name that is found among others in a text; a longer one is by itself only.
    private static let partsMax = 16

    /// - Parameters:
    ///   - entities: they are numbered by chance, so that a number tells nothing.
    ///   - own: the subject's, which is never replaced.
    package init(_ entities: Set<EnforcedEntity>, but own: String = "") {
        let names = Set(entities.map(\.name)).subtracting([own, ""])
        count = names.count
        kinds = Set(entities.map { Self.written($0.kind) })
        let format = Self.format.union(entities.flatMap { [$0.kind, $0.kind + "s"] })
        for (index, name) in names.shuffled().enumerated() {
            others[Self.written(name)] = Other(
                name: Array("other-\(index + 1)".utf8),
                isWord: name.contains(where: \.isLetter) && !format.contains(name))
        }
        if count > 0, !own.isEmpty {
            others[Self.written(own)] = Other(name: Self.written(own), isWord: true)
        }
        lengths = Set(others.keys.map { Self.parts(of: $0).count })
            .filter { $0 <= Self.partsMax }.sorted(by: >)
    }

    /// What who reads the bundle should know; nil where nobody is hidden.
    package var note: String? {
        count == 0
            ? nil
            : "Names of \(count) others in rings and orders are written as other-1 and so on, the "
                + "same in all files; events and decisions are as they were sent. In sentences "
                + "names without a letter, and names that are words such as held or accounts, are "
                + "written so only behind their kind, as in account=12."
    }

    /// Words that texts of a bundle use for what they are.
    private static let format = Set(
        EnforcementMeasure.allCases.map(\.rawValue) + Enforcement.State.allCases.map(\.rawValue)
            + LedgerEntry.Kind.allCases.map(\.rawValue) + Appeal.State.allCases.map(\.rawValue)
            + Case.State.allCases.map(\.rawValue) + CaseEntry.Kind.allCases.map(\.rawValue)
            + Disposition.allCases.map(\.rawValue) + KeptOrder.State.allCases.map(\.rawValue)
            + ["measure", "order", "ring", "case", "appeal", "by", "none", "review", "other"])

    private static func reading(ofField name: ArraySlice<UInt8>) -> Reading {
        switch String(decoding: name, as: UTF8.self) {
        case "account", "entity", "subject", "members", "from", "to": .naming
        case "title", "text", "why", "inside", "facts", "words", "name", "notices": .sentence
        default: .fact
        }
    }

    /// Whether a text names one of them.
    package func isNaming(_ text: String) -> Bool {
        guard count > 0 else { return false }
        let bytes = Self.written(text)
        return hidden(within: bytes[...], as: .line) != bytes
    }

    /// JSON with other names in its texts; its numbers and the names of its fields stay as they
    /// are.
    package func hidden(in json: [UInt8]) -> [UInt8] {
        guard count > 0 else { return json }
        var hidden: [UInt8] = []
        hidden.reserveCapacity(json.count)
        // How values of what is open are read; those of an object by the field before them.
        var open: [Reading] = []
        var reading = Reading.fact
        var place = 0
        while place < json.count {
            let byte = json[place]
            hidden.append(byte)
            place += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(reading)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): reading = open.popLast() ?? .fact
            case UInt8(ascii: "\""):
                let start = place
                while place < json.count, json[place] != UInt8(ascii: "\"") {
                    place += json[place] == UInt8(ascii: "\\") ? 2 : 1
                }
                let text = json[start..<min(place, json.count)]
                if place + 1 < json.count, json[place + 1] == UInt8(ascii: ":") {
                    // What stands by locale is a sentence in each.
                    let isWithin = open.last == .sentence
                    reading = isWithin ? .sentence : Self.reading(ofField: text)
                    hidden += text
                } else {
                    hidden += self.hidden(within: text, as: reading)
                }
            default: break
            }
            if byte == UInt8(ascii: "\""), place < json.count {
                hidden.append(json[place])
                place += 1
            }
        }
        return hidden
    }
}

// Texts, as JSON writes them.
extension Pseudonyms {
    /// As JSON writes it within a text.
    private static func written(_ text: String) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A list of one text is JSON always.
        return (try? encoder.encode([text])).map { Array($0.dropFirst(2).dropLast(2)) } ?? []
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || isJoining(byte) || byte == UInt8(ascii: "_")
    }

    /// What may stand in a name and beside it.
    private static func isJoining(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
    }

    /// Words, and each character between them by itself; what JSON writes with a backslash, such as
    /// the end of a line, is one.
    private static func parts(of text: [UInt8]) -> [Range<Int>] { parts(of: text[...]) }

    private static func parts(of text: ArraySlice<UInt8>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var rest = text
        while let first = rest.first {
            let isEscape = first == UInt8(ascii: "\\")
            let mark = isEscape ? (rest.dropFirst().first == UInt8(ascii: "u") ? 6 : 2) : 1
            let part = isWord(first) ? rest.prefix(while: isWord) : rest.prefix(mark)
            parts.append(part.startIndex..<part.endIndex)
            rest = rest[part.endIndex...]
        }
        return parts
    }

    /// - Complexity: O(parts · lengths of names) look-ups.
    private func hidden(within text: ArraySlice<UInt8>, as reading: Reading) -> [UInt8] {
        guard reading != .fact else { return Array(text) }
        let parts = Self.parts(of: text)
        if reading == .naming { return named(text, parts) ?? Array(text) }
        var hidden: [UInt8] = []
        var place = 0
        while place < parts.count {
            let isBehindKind = place > 1 && isKind(text[parts[place - 2]], text[parts[place - 1]])
            let found = lengths.lazy.filter { place + $0 <= parts.count }
                .compactMap { length -> (Int, [UInt8])? in
                    let part = parts[place].lowerBound..<parts[place + length - 1].upperBound
                    let isAny = isBehindKind || reading == .line
                    return other(of: text[part], isAny: isAny).map { (length, $0) }
                }.first
            hidden += found?.1 ?? Array(text[parts[place]])
            place += found?.0 ?? 1
        }
        return hidden
    }

    /// A text that is a name, or one behind its kind.
    private func named(_ text: ArraySlice<UInt8>, _ parts: [Range<Int>]) -> [UInt8]? {
        if let other = others[Array(text)] { return other.name }
        guard parts.count > 2, isKind(text[parts[0]], text[parts[1]]) else { return nil }
        let name = text[parts[2].lowerBound...]
        return others[Array(name)].map { text[..<name.startIndex] + $0.name }
    }

    private func isKind(_ word: ArraySlice<UInt8>, _ mark: ArraySlice<UInt8>) -> Bool {
        (mark == [UInt8(ascii: "=")] || mark == [UInt8(ascii: ":")])
            && kinds.contains(Array(word))
    }

    /// What stands for some words; a full stop at their end is none of a name.
    private func other(of words: ArraySlice<UInt8>, isAny: Bool) -> [UInt8]? {
        func known(_ name: ArraySlice<UInt8>) -> [UInt8]? {
            others[Array(name)].flatMap { isAny || $0.isWord ? $0.name : nil }
        }
        if let other = known(words) { return other }
        let start = words.prefix(while: Self.isJoining)
        let rest = words.dropFirst(start.count)
        let end = rest.reversed().prefix(while: Self.isJoining).count
        guard !start.isEmpty || end > 0 else { return nil }
        return known(rest.dropLast(end)).map { start + $0 + rest.suffix(end) }
    }
}
