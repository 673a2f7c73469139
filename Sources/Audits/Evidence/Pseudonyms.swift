import Foundation

/// Names that stand for others in one bundle: the same for the same in all of its files, and
/// nothing elsewhere.
package struct Pseudonyms: Sendable {
    private var words: [[UInt8]: [UInt8]] = [:]
    /// Names that are more than one word of a text.
    private var odd: [(name: String, other: String)] = []
    private let count: Int

    /// - Parameter names: they are numbered by chance, so that a number tells nothing.
    package init(_ names: some Collection<String>) {
        let named = names.filter { !$0.isEmpty }
        count = named.count
        for (index, name) in named.shuffled().enumerated() {
            let other = "other-\(index + 1)"
            if name.utf8.allSatisfy(Self.isWord) {
                words[Array(name.utf8)] = Array(other.utf8)
            } else if let json = try? JSONEncoder().encode([name]) {
                // As JSON writes it within a text.
                let text = String(decoding: json, as: UTF8.self).dropFirst(2).dropLast(2)
                odd.append((String(text).replacing("\\/", with: "/"), other))
            }
        }
        odd.sort { $0.name.utf8.count > $1.name.utf8.count }
    }

    /// What who reads the bundle should know; nil where nobody is hidden.
    package var note: String? {
        count == 0
            ? nil
            : "Names of \(count) others in rings and orders are written as other-1 and so on, the "
                + "same in all files; events and decisions are as they were sent."
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || isJoining(byte) || byte == UInt8(ascii: "_")
    }

    /// What may stand in a name and beside it.
    private static func isJoining(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@")
    }

    /// Whether a text names one of them.
    package func isNaming(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return count > 0 && hidden(within: bytes) != bytes
    }

    /// JSON with other names in its texts; its numbers and the names of its fields stay as they
    /// are.
    package func hidden(in json: [UInt8]) -> [UInt8] {
        guard count > 0 else { return json }
        var hidden: [UInt8] = []
        hidden.reserveCapacity(json.count)
        var place = 0
        while place < json.count {
            hidden.append(json[place])
            place += 1
            guard hidden.last == UInt8(ascii: "\"") else { continue }
            let start = place
            while place < json.count, json[place] != UInt8(ascii: "\"") {
                place += json[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            let text = Array(json[start..<min(place, json.count)])
            let isField = place + 1 < json.count && json[place + 1] == UInt8(ascii: ":")
            hidden += isField ? text : self.hidden(within: text)
            if place < json.count { hidden.append(json[place]) }
            place += 1
        }
        return hidden
    }

    /// Word by word.
    private func hidden(within text: [UInt8]) -> [UInt8] {
        var text = text
        if !odd.isEmpty {
            var whole = String(decoding: text, as: UTF8.self)
            for (name, other) in odd { whole = whole.replacing(name, with: other) }
            text = Array(whole.utf8)
        }
        var hidden: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            let word = rest.prefix(while: Self.isWord)
            hidden += other(of: word)
            rest = rest.dropFirst(word.count)
            // What JSON writes with a backslash, such as the end of a line, is no part of a word.
            let isEscape = rest.first == UInt8(ascii: "\\")
            let count = isEscape ? (rest.dropFirst().first == UInt8(ascii: "u") ? 6 : 2) : 1
            hidden += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        return hidden
    }

    /// A word, or what stands for it; a full stop at its end is none of a name.
    private func other(of word: ArraySlice<UInt8>) -> [UInt8] {
        if let other = words[Array(word)] { return other }
        let start = word.prefix(while: Self.isJoining)
        let core = word.dropFirst(start.count)
        let end = core.reversed().prefix(while: Self.isJoining).count
        guard let other = words[Array(core.dropLast(end))] else { return Array(word) }
        return start + other + core.suffix(end)
    }
}
