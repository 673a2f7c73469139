import Vocabulary

extension ResolutionSettings {
    /// Pairs that one rule of automatic settings may be expected to make for each record.
    private static let pairsPerRecord = 50.0
    private static let inferredRules = 8

    /// Settings that the columns suggest: each is compared by its kind, and pairs agree on a column
    /// that few share, or on two.
    ///
    /// - Throws: ``Fault`` where no column or no rule would do.
    package init(samples: [ColumnSample], records: Int) throws {
        // A column that is nearly always empty says too little.
        let fullest = samples.map(\.filled).max() ?? 0
        let used = samples.filter { $0.distinct > 1 && $0.filled * 5 >= fullest }
        let comparisons = used.prefix(ResolutionSettings.comparisonsMax).map {
            Comparison(column: $0.name, kind: $0.kind)
        }
        var rules: [(pairs: Double, text: String)] = []
        let perRecord = { (agreement: Double) in agreement * Double(records) / 2 }
        // A column whose name no rule can hold is compared only.
        let ruled = used.filter { KeyPart($0.name)?.form == .whole }
        for sample in ruled where sample.kind != .category {
            rules.append((perRecord(sample.agreement), sample.name))
        }
        for (place, one) in ruled.enumerated() {
            for other in ruled[(place + 1)...]
            where one.kind != .category || other.kind != .category {
                rules.append(
                    (perRecord(one.agreement * other.agreement), "\(one.name) & \(other.name)"))
            }
        }
        // A column that does alone makes rules with it needless.
        var chosen: [String] = []
        var alone: Set<String> = []
        for rule in rules where rule.pairs <= ResolutionSettings.pairsPerRecord {
            let parts = rule.text.components(" & ")
            if parts.count == 1 { alone.insert(rule.text) }
            if parts.count == 2, !alone.isDisjoint(with: parts) { continue }
            if chosen.count < ResolutionSettings.inferredRules { chosen.append(rule.text) }
        }
        guard !comparisons.isEmpty, !chosen.isEmpty else {
            throw Fault(
                .invalid, "The columns do not tell how these records could be compared.",
                fix: "Write settings with `comparisons` and `blocking`, and name them with "
                    + "--settings.")
        }
        self.init(comparisons: comparisons, blocking: chosen.compactMap { BlockingRule($0) })
        isOneToOne = false
    }

    /// As a settings file has it.
    package var yaml: String {
        var lines = ["comparisons:"]
        for comparison in comparisons {
            lines.append("  - column: \(ResolutionSettings.quoted(comparison.column))")
            lines.append("    kind: \(comparison.kind.rawValue)")
            let levels = comparison.levels.map { ResolutionSettings.quoted($0.text) }
                .joined(separator: ", ")
            lines.append("    levels: [\(levels)]")
            lines.append("    by_frequency: \(comparison.isByFrequency)")
        }
        lines.append("blocking:")
        for rule in blocking { lines.append("  - \(ResolutionSettings.quoted(rule.text))") }
        lines.append("one_to_one: \(isOneToOne)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text as YAML has it: in quotes where it has more than letters, digits, `_`, `.` and blanks
    /// between them.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", " ": true
            default: false
            }
        }
        if isPlain, text.first?.isLetter == true, text.last != " " { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\t": quoted += "\\t"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] {
        guard let found = self.firstRange(of: separator) else { return [self] }
        return [String(self[..<found.lowerBound])]
            + String(self[found.upperBound...]).components(separator)
    }
}
