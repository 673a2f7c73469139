import Toolbox
import Vocabulary
import Yams

/// Reads the entries of one YAML mapping, each by its expected type, and reports what is wrong.
struct MappingReader {
    let file: PackFile
    let node: Node
    let sink: DiagnosticSink
    /// What the mapping describes, such as `rule`; for messages.
    let what: String
    private let mapping: Node.Mapping

    /// - Parameter keys: the only keys it may have. Others are reported, with the nearest.
    /// - Returns: nil, with a report, when the node is no mapping.
    init?(_ node: Node, of file: PackFile, _ sink: DiagnosticSink, what: String, keys: [String]?) {
        guard let mapping = node.mapping else {
            sink.error(
                file, node, "A \(what) is a mapping of keys to values.",
                fix: keys.map { "Its keys are \($0.joined(separator: ", "))." })
            return nil
        }
        self.file = file
        self.node = node
        self.sink = sink
        self.what = what
        self.mapping = mapping
        if let keys { reportUnknown(keys) }
    }

    private func reportUnknown(_ keys: [String]) {
        for (key, _) in mapping {
            guard let name = key.scalar?.string, !keys.contains(name) else { continue }
            let nearest = EditDistance.suggestion(for: name, among: keys)
            sink.error(
                file, key, "`\(name)` is not a key of this \(what).",
                fix: nearest.map { "Did you mean `\($0)`?" }
                    ?? "Its keys are \(keys.joined(separator: ", ")).")
        }
    }

    /// Keys and values in the order of the file.
    var entries: [(key: Node, name: String, value: Node)] {
        mapping.compactMap { key, value in
            guard let name = key.scalar?.string else {
                sink.error(file, key, "A key is a word.", fix: "Write a name before the colon.")
                return nil
            }
            return (key, name, value)
        }
    }

    func node(_ key: String) -> Node? {
        mapping.first { $0.key.scalar?.string == key }?.value
    }

    /// The node of a key that must be there.
    func required(_ key: String) -> Node? {
        if let held = node(key) { return held }
        sink.error(
            file, node, "This \(what) has no `\(key)`.", fix: "Add `\(key)`.")
        return nil
    }

    /// A text that must be there and not be empty.
    func text(_ key: String) -> String? { required(key).flatMap { text($0, key) } }

    func optionalText(_ key: String) -> String? { node(key).flatMap { text($0, key) } }

    func text(_ node: Node, _ key: String) -> String? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            sink.error(file, node, "`\(key)` is a text that is not empty.", fix: "Write a text.")
            return nil
        }
        return text
    }

    func bool(_ key: String, default value: Bool) -> Bool {
        guard let node = node(key) else { return value }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default:
            sink.error(file, node, "`\(key)` is true or false.", fix: "Write `true` or `false`.")
            return value
        }
    }

    func int(_ key: String, in range: ClosedRange<Int>, default value: Int) -> Int {
        guard let node = node(key) else { return value }
        if let number = node.scalar.flatMap({ Int($0.string) }), range.contains(number) {
            return number
        }
        sink.error(
            file, node,
            "`\(key)` is a whole number from \(range.lowerBound) to \(range.upperBound).",
            fix: "Write a number in that range.")
        return value
    }

    /// One of the cases of an enumeration.
    func choice<Choice: CaseIterable & RawRepresentable>(
        _ key: String, of _: Choice.Type, default value: Choice? = nil
    ) -> Choice? where Choice.RawValue == String {
        guard let node = value == nil ? required(key) : node(key) else { return value }
        guard let text = text(node, key) else { return value }
        if let held = Choice(rawValue: text) { return held }
        reportUnknown(node, text, among: Choice.allCases.map(\.rawValue), key: key)
        return value
    }

    /// Milliseconds of a span such as `90s`, `15m`, `1h`, `7d`.
    func span(_ key: String) -> Int64? {
        guard let node = node(key), let text = text(node, key) else { return nil }
        if let milliseconds = Span.milliseconds(text) { return milliseconds }
        sink.error(
            file, node, "`\(key)` is a span of time, not `\(text)`.",
            fix: "Write a number and ms, s, m, h or d, such as 15m or 7d.")
        return nil
    }

    /// A text or a list of texts.
    func texts(_ key: String) -> [(text: String, node: Node)] {
        guard let node = node(key) else { return [] }
        if let sequence = node.sequence {
            return sequence.compactMap { item in text(item, key).map { ($0, item) } }
        }
        return text(node, key).map { [($0, node)] } ?? []
    }

    /// The items of a list, or nothing with a report.
    func items(_ key: String) -> [Node] {
        guard let node = required(key) else { return [] }
        guard let sequence = node.sequence else {
            sink.error(file, node, "`\(key)` is a list.", fix: "Begin each item with a dash.")
            return []
        }
        return Array(sequence)
    }

    /// Index of a name among those declared, or a report with the nearest.
    func index(of name: String, _ node: Node, among names: [String], key: String) -> Int? {
        if let held = names.firstIndex(of: name) { return held }
        reportUnknown(node, name, among: names, key: key)
        return nil
    }

    private func reportUnknown(_ node: Node, _ text: String, among names: [String], key: String) {
        let nearest = EditDistance.suggestion(for: text, among: names)
        sink.error(
            file, node, "There is no \(key) `\(text)`.",
            fix: nearest.map { "Did you mean `\($0)`?" }
                ?? "Choose from \(names.joined(separator: ", ")).")
    }
}

/// Spans of time as packs write them.
package enum Span {
    /// Milliseconds of `90s`, `15m`, `1h`, `7d`, `250ms`; nil when it is none.
    package static func milliseconds(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number < 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return number
        case "s": return number * 1000
        case "m": return number * 60_000
        case "h": return number * 3_600_000
        case "d": return number * 86_400_000
        default: return nil
        }
    }
}
