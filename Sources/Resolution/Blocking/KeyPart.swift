import Toolbox

/// One condition of a blocking rule: what of a column must be equal.
package struct KeyPart: Sendable, Equatable {
    package enum Form: String, Sendable, CaseIterable {
        case whole, prefix, suffix, soundex, year, domain, local
        case monthDay = "month_day"
        case firstWord = "first_word"
    }

    package var column: String
    package var form: Form
    /// Units of a prefix or suffix; 0 for the other forms.
    package var count: Int

    /// Reads `surname`, `soundex(first name)` or `prefix(surname, 3)`; nil for what is none, and so
    /// for a whole column whose name has one of `,()&`.
    package init?(_ text: some StringProtocol) {
        let text = KeyPart.trimmed(text)
        guard let open = text.firstIndex(of: "(") else {
            guard !text.isEmpty, !text.contains(where: { ",)&".contains($0) }) else { return nil }
            (column, form, count) = (text, .whole, 0)
            return
        }
        guard text.last == ")", let form = Form(rawValue: KeyPart.trimmed(text[..<open])),
            form != .whole
        else { return nil }
        let arguments = text[text.index(after: open)...].dropLast().split(
            separator: ",", omittingEmptySubsequences: false
        ).map { KeyPart.trimmed($0) }
        let counted = form == .prefix || form == .suffix
        guard arguments.count == (counted ? 2 : 1), !arguments[0].isEmpty else { return nil }
        (column, self.form, count) = (arguments[0], form, 0)
        if counted {
            guard let number = Int(arguments[1]), (1...32).contains(number) else { return nil }
            count = number
        }
    }

    /// Without the blanks around it; those within a name are its own.
    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    package var text: String {
        switch form {
        case .whole: column
        case .prefix, .suffix: "\(form.rawValue)(\(column), \(count))"
        default: "\(form.rawValue)(\(column))"
        }
    }

    /// A hash of what must be equal, by value of the column; 0 where there is nothing of it, which
    /// equals nothing. O(bytes of distinct values).
    func hashes(_ column: ValueColumn) -> [UInt64] {
        (0..<UInt32(column.valueCount)).map { code in
            if code == 0 { return 0 }
            let text = column.text(code)
            switch form {
            case .whole: return KeyPart.hash(text)
            case .prefix: return text.count < count ? 0 : KeyPart.hash(text.prefix(count))
            case .suffix: return text.count < count ? 0 : KeyPart.hash(text.suffix(count))
            case .soundex: return KeyPart.hash(Soundex.code(text))
            case .year: return text.count == 8 ? KeyPart.hash(text.prefix(4)) : 0
            case .monthDay: return text.count == 8 ? KeyPart.hash(text.suffix(4)) : 0
            case .firstWord: return KeyPart.hash(text.prefix { $0 != 0x20 })
            case .local: return KeyPart.hash(text.prefix { $0 != 0x40 })
            case .domain:
                guard let at = text.lastIndex(of: 0x40) else { return 0 }
                return KeyPart.hash(text[(at + 1)...])
            }
        }
    }

    /// 64 bits, so that among a million keys two collide in three runs of a hundred million; such
    /// a pair is compared for nothing and does no harm. 0 for no unit.
    private static func hash(_ units: some Collection<UInt16>) -> UInt64 {
        if units.isEmpty { return 0 }
        var hash: UInt64 = 0x243f_6a88_85a3_08d3
        for unit in units { hash = Hash64.combine(hash, UInt64(unit)) }
        return hash
    }
}
