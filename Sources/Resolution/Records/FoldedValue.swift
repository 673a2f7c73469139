import Toolbox

/// One value as it is compared; an empty text is a missing value.
struct FoldedValue {
    var text: String
    /// Days since 1970-01-01 of a date, or a number; `nan` where it is none.
    var amount = Double.nan
    /// Units of an address of e-mail before its `@`.
    var cut: Int32 = 0

    init(text: String) { self.text = text }

    init(_ raw: String, kind: ValueKind, missing: Set<String>) {
        var raw = raw[...]
        while raw.first?.isWhitespace == true { raw.removeFirst() }
        while raw.last?.isWhitespace == true { raw.removeLast() }
        text = ""
        if raw.isEmpty || missing.contains(raw.lowercased()) { return }
        switch kind {
        case .name, .text, .category: text = NameFolding.folded(String(raw))
        case .code: text = NameFolding.folded(String(raw)).filter { $0 != " " }
        case .email: readEmail(raw.lowercased())
        case .number:
            amount = Double(raw.filter { $0 != "," && $0 != "_" }) ?? .nan
            text = amount.isNaN ? NameFolding.folded(String(raw)) : "\(amount)"
        case .date: readDate(raw)
        }
    }

    private mutating func readEmail(_ raw: String) {
        guard let at = raw.lastIndex(of: "@") else {
            text = raw
            cut = Int32(raw.utf16.count)
            return
        }
        var local = raw[..<at]
        var domain = raw[raw.index(after: at)...]
        if let plus = local.firstIndex(of: "+"), plus > local.startIndex { local = local[..<plus] }
        var name = String(local)
        if domain == "googlemail.com" { domain = "gmail.com" }
        if domain == "gmail.com" { name.removeAll { $0 == "." } }
        text = name + "@" + domain
        cut = Int32(name.utf16.count)
    }

    /// Year, month and day as eight digits where it is a date; else its digits and letters.
    private mutating func readDate(_ raw: Substring) {
        guard let (year, month, day) = FoldedValue.date(raw) else {
            text = NameFolding.folded(String(raw)).filter { $0 != " " }
            return
        }
        amount = Double(CivilTime.days(year: year, month: month, day: day))
        text = String(year * 10_000 + month * 100 + day)
        text = String(repeating: "0", count: 8 - text.count) + text
    }

    /// `2001-02-03`, `20010203`, `03/02/2001` (day first, unless that is no month), with a time
    /// behind it or not.
    static func date(_ raw: Substring) -> (Int64, Int64, Int64)? {
        let day = raw.prefix { $0 != "T" && $0 != " " }
        let parts = day.split { !$0.isNumber }.map { Int64($0) ?? -1 }
        var found: (Int64, Int64, Int64)
        if parts.count == 3 {
            let isYearFirst = parts[0] > 31
            found =
                isYearFirst
                ? (parts[0], parts[1], parts[2]) : (parts[2], parts[1], parts[0])
            if found.1 > 12, found.2 <= 12, !isYearFirst { swap(&found.1, &found.2) }
        } else if parts.count == 1, day.count == 8, parts[0] > 0 {
            found = (parts[0] / 10_000, parts[0] / 100 % 100, parts[0] % 100)
        } else {
            return nil
        }
        guard (1...9999).contains(found.0), (1...12).contains(found.1),
            (1...31).contains(found.2)
        else { return nil }
        return found
    }
}
