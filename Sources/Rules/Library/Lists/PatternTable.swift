import CEL

/// Regular expressions of which any may occur; those that end together are matched as one.
///
/// Complexity: O(text) for each group; a pack with no expiries has one group, or a few when the
/// patterns together are beyond the memory one automaton may take.
struct PatternTable: Sendable {
    private struct Group {
        let regex: Regex
        let expiry: Int64
    }
    /// The latest to end first.
    private let groups: [Group]

    /// Why a pattern is none; nil when it is one.
    static func problem(with pattern: String) -> String? {
        if case .failure(.invalid(let why)) = Regex.compile(pattern, limits: Limits()) {
            return why
        }
        return nil
    }

    /// - Parameter patterns: each of them a pattern by itself.
    init(_ patterns: [(pattern: String, expiry: Int64)]) {
        let together = Dictionary(grouping: patterns, by: \.expiry)
        groups = together.keys.sorted(by: >).flatMap { expiry in
            Self.combined((together[expiry] ?? []).map(\.pattern)[...]).map {
                Group(regex: $0, expiry: expiry)
            }
        }
    }

    /// As few automata as will hold the patterns.
    private static func combined(_ patterns: ArraySlice<String>) -> [Regex] {
        if patterns.isEmpty { return [] }
        let text = patterns.map { "(?:\($0))" }.joined(separator: "|")
        var limits = Limits()
        limits.regexPatternBytesMax = .max
        if case .success(let regex) = Regex.compile(text, limits: limits) { return [regex] }
        if patterns.count == 1 { return [] }
        let middle = patterns.startIndex + patterns.count / 2
        return combined(patterns[..<middle]) + combined(patterns[middle...])
    }

    /// Whether a pattern that has not ended at `time` occurs in the text.
    func matches(_ text: Value, at time: Int64) -> Bool {
        for group in groups {
            if group.expiry <= time { return false }
            if group.regex.matches(text) { return true }
        }
        return false
    }
}
