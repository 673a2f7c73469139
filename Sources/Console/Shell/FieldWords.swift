import Vocabulary

/// Names and values of the machine, as people read them.
package enum FieldWords {
    /// A feature without the word that tells it from fields of events; a field as it is.
    static func name(_ name: String) -> String {
        name.hasPrefix("features.") ? String(name.dropFirst("features.".count)) : name
    }

    /// What a record calls a version.
    static func version(_ key: String) -> String {
        switch key {
        case "pack": "Pack"
        case "packVersion": "Its version"
        case "packHash": "Its fingerprint"
        case "policyVersion": "Version of the policy"
        case "engine": "Engine"
        default: PlainWords.of(key)
        }
    }

    /// Whole numbers with commas, other ones to three digits behind the point; milliseconds, which
    /// a name tells by `ms` in it, as a span.
    static func value(_ value: RecordView.Scalar, of name: String) -> String {
        switch value {
        case .int(let whole): number(Double(whole), of: name)
        case .double(let part): number(part, of: name)
        case .text, .bool, .missing: value.text
        }
    }

    package static func number(_ number: Double, of name: String) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
        if isMilliseconds(name), abs(number) >= 1000 {
            return (number < 0 ? "−" : "") + Moment.span(Int64(abs(number).rounded()))
        }
        let thousandths = (abs(number) * 1000).rounded()
        let whole = Int(thousandths / 1000)
        var digits = String(Int(thousandths) % 1000 + 1000).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        let sign = number < 0 && thousandths > 0 ? "−" : ""
        return sign + Counted.grouped(whole) + (digits.isEmpty ? "" : "." + digits)
    }

    /// A sentence with commas in its whole numbers of five digits and more; digits of a name, of a
    /// fraction or within quotes stay as they are. O(length).
    package static func grouping(_ text: String) -> String {
        var (written, run) = ("", "")
        var (before, isQuoted): (Character, Bool) = (" ", false)
        func close(_ after: Character) {
            let isWhole = !before.isLetter && !"._-:/".contains(before) && !after.isLetter
            let isNumber = isWhole && !isQuoted && !"_-:/".contains(after) && run.count >= 5
            written += isNumber ? Int(run).map(Counted.grouped) ?? run : run
            run = ""
        }
        for character in text {
            if character.isASCII, character.isNumber {
                if run.isEmpty { before = written.last ?? " " }
                run.append(character)
                continue
            }
            if !run.isEmpty { close(character) }
            if character == "\"" { isQuoted.toggle() }
            written.append(character)
        }
        if !run.isEmpty { close(" ") }
        return written
    }

    /// `msPlayed`, `trackMs` and `listened_ms_24h` tell milliseconds; `terms` does not.
    package static func isMilliseconds(_ name: String) -> Bool {
        let last = name.split(separator: ".").last.map(String.init) ?? name
        if last.split(separator: "_").contains("ms") || last.hasSuffix("Ms") { return true }
        return last.hasPrefix("ms") && last.dropFirst(2).first?.isUppercase == true
    }
}
