import Toolbox

/// What is seen of a column before settings are made for it.
package struct ColumnSample {
    package let name: String
    private var names = NameNumbers()
    private var counts: [Int] = []
    private(set) var filled = 0

    package init(name: String) { self.name = name }

    package mutating func add(_ cell: UnsafeBufferPointer<UInt8>) {
        if cell.allSatisfy({ $0 == 0x20 }) { return }
        filled += 1
        let number = Int(names.number(of: cell))
        if number == counts.count { counts.append(0) }
        counts[number] += 1
    }

    /// Different values.
    var distinct: Int { counts.count }

    /// The chance that two records that have a value have the same.
    var agreement: Double {
        let all = Double(max(1, filled))
        return counts.reduce(0.0) { $0 + Double($1) * Double($1) / all / all }
    }

    /// Of the first different values, the share that has a property.
    private func share(_ holds: (String) -> Bool) -> Double {
        let looked = min(1000, distinct)
        guard looked > 0 else { return 0 }
        return Double((0..<looked).count { holds(names.name(UInt32($0))) }) / Double(looked)
    }

    /// The kind that its values, or else its name, suggest.
    var kind: ValueKind {
        if share({ $0.contains("@") }) > 0.5 { return .email }
        if share({ FoldedValue("\($0)", kind: .date, missing: []).amount.isFinite }) > 0.8,
            distinct > 1, !looksLikeNumbers || isNamed(["date", "dob", "birth"])
        {
            return .date
        }
        if distinct <= 30, filled > 20 * distinct { return .category }
        let digits = share { text in
            let digits = text.unicodeScalars.count { ("0"..."9").contains($0) }
            return 2 * digits >= text.unicodeScalars.count
        }
        if digits > 0.8 { return .code }
        return isNamed(["name", "forename", "surname"]) ? .name : .text
    }

    private var looksLikeNumbers: Bool { share { Int($0.filter { $0 != " " }) != nil } > 0.8 }

    private func isNamed(_ parts: [String]) -> Bool {
        let lower = name.lowercased()
        return parts.contains { lower.contains($0) }
    }
}
