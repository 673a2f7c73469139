/// How the values of one column are compared: levels from most to least alike, and then `other`.
package struct Comparison: Codable, Sendable, Equatable {
    /// Levels of one comparison at most.
    package static let levelsMax = 12
    /// The last level: none of the tests held.
    package static let otherLevel = "other"
    /// How a pair is written whose value is missing on one side or both; it counts for nothing.
    package static let missingLevel = "missing"

    package var column: String
    package var kind: ValueKind
    /// The first is ``LevelTest/exact``.
    package var levels: [LevelTest]
    /// Whether a rare value that both share counts for more than a frequent one.
    package var isByFrequency: Bool

    package init(
        column: String, kind: ValueKind, levels: [LevelTest]? = nil, isByFrequency: Bool? = nil
    ) {
        self.column = column
        self.kind = kind
        self.levels = levels ?? Comparison.levels(of: kind)
        self.isByFrequency = isByFrequency ?? [.name, .text, .category].contains(kind)
    }

    /// Levels where none are written.
    package static func levels(of kind: ValueKind) -> [LevelTest] {
        switch kind {
        case .name: [.exact, .jaroWinkler(0.92), .jaroWinkler(0.88), .jaroWinkler(0.7)]
        case .text: [.exact, .edits(1), .edits(2), .jaroWinkler(0.88), .jaroWinkler(0.7)]
        case .code: [.exact, .edits(1), .edits(2)]
        case .date: [.exact, .transposed, .edits(1), .edits(2), .months(1), .years(1)]
        case .email:
            [.exact, .sameLocal, .edits(2), .jaroWinkler(0.88), .localJaroWinkler(0.88)]
        case .number: [.exact, .relative(0.01), .relative(0.1)]
        case .category: [.exact]
        }
    }

    /// Names of all levels, `other` the last.
    package var levelNames: [String] { levels.map(\.text) + [Comparison.otherLevel] }

    /// Columns that it reads.
    package var columns: [String] {
        [column]
            + levels.compactMap {
                if case .swapped(let other) = $0 { return other }
                return nil
            }
    }
}
