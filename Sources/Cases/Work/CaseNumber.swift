/// Ids of cases as people write them.
package enum CaseNumber {
    private static let digits = 16

    /// From `12`, `case_12` or the whole id; nil for what is none.
    package static func id(_ text: String) -> String? {
        let number = text.hasPrefix("case_") ? text.dropFirst(5) : text[...]
        guard !number.isEmpty, number.count <= digits,
            number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return "case_" + String(repeating: "0", count: digits - number.count) + number
    }

    /// The id of what names a case, and any other text as it is, so that it is looked for and not
    /// found under the name that was given.
    package static func expanded(_ text: String) -> String { id(text) ?? text }

    /// The id without the zeros that order it: `case_12`.
    package static func short(_ id: String) -> String {
        guard let mark = id.firstIndex(of: "_") else { return id }
        let number = id[id.index(after: mark)...].drop { $0 == "0" }
        return String(id[...mark]) + (number.isEmpty ? "0" : number)
    }
}

extension Case {
    /// As people say it, such as `case_12`.
    package var shortID: String { CaseNumber.short(id) }
}
