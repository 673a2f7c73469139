import Vocabulary

extension ResolutionSettings {
    /// Comparisons and rules of a run at most.
    package static let comparisonsMax = 32
    package static let rulesMax = 16

    /// - Throws: ``Fault`` `invalid` for settings that contradict themselves or the table.
    func check(_ table: RecordTable) throws {
        try check()
        for (name, _) in columns where table.place(name) == nil {
            throw Fault(
                .invalid, "There is no column `\(name)`.",
                fix: "The columns are \(table.columns.map(\.name).joined(separator: ", ")).")
        }
    }

    /// - Throws: ``Fault`` `invalid` for settings that contradict themselves.
    package func check() throws {
        guard (1...ResolutionSettings.comparisonsMax).contains(comparisons.count),
            (1...ResolutionSettings.rulesMax).contains(blocking.count),
            (1...ResolutionSettings.rulesMax).contains(training.count)
        else {
            throw Fault(
                .invalid,
                "A run has 1 to \(ResolutionSettings.comparisonsMax) comparisons and 1 to "
                    + "\(ResolutionSettings.rulesMax) rules of blocking and of training.",
                fix: "Name some, or fewer.")
        }
        var seen: Set<String> = []
        for comparison in comparisons {
            guard seen.insert(comparison.column).inserted else {
                throw Fault(
                    .invalid, "`\(comparison.column)` is compared twice.",
                    fix: "Put the levels of both into one comparison.")
            }
            try check(comparison)
        }
        guard PatternCounts.fits(comparisons.map { $0.levels.count + 1 }) else {
            throw Fault(
                .tooLarge, "The comparisons have too many levels together to be counted.",
                fix: "Leave some comparisons or levels out.")
        }
        for part in (blocking + training + certain).flatMap(\.parts) {
            try check(part)
        }
    }

    private func check(_ comparison: Comparison) throws {
        let levels = comparison.levels
        guard levels.first == .exact, levels.count <= Comparison.levelsMax else {
            throw Fault(
                .invalid,
                "The levels of `\(comparison.column)` do not begin with exact, or are more than "
                    + "\(Comparison.levelsMax).",
                fix: "Write them from most to least alike.")
        }
        for level in levels {
            if let kinds = level.kinds, !kinds.contains(comparison.kind) {
                throw Fault(
                    .invalid,
                    "`\(level.text)` cannot be asked of `\(comparison.column)`, which is a "
                        + "\(comparison.kind.rawValue).",
                    fix: "It is for \(kinds.map(\.rawValue).sorted().joined(separator: ", ")).")
            }
        }
    }

    private func check(_ part: KeyPart) throws {
        let kind = columns.first { $0.name == part.column }?.kind
        let wanted: ValueKind? =
            switch part.form {
            case .year, .monthDay: .date
            case .domain, .local: .email
            default: nil
            }
        guard let wanted, kind != wanted else { return }
        throw Fault(
            .invalid, "`\(part.text)` is for a column that is compared as \(wanted.rawValue).",
            fix: "Write a comparison of `\(part.column)` with `kind: \(wanted.rawValue)`.")
    }
}
