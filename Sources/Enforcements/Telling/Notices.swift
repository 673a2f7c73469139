import Toolbox
package import Vocabulary

/// The texts that tell an entity what was done to it, and why.
package enum Notices {
    /// By locale, with what stands in braces filled in, in the words of that locale where the
    /// policy has them. O(bytes).
    package static func rendered(
        _ policy: EnforcementPolicy, of enforcement: Enforcement
    ) -> [String: String] {
        let templates = policy.notices
        return Dictionary(
            uniqueKeysWithValues: templates.map { locale, template in
                let words = policy.words?[locale]
                // A policy from before there were words left an open end open: what was said in
                // another language is said again as it was.
                let open = words == nil && locale != "en" ? "–" : nil
                return (locale, filled(template, with: values(of: enforcement, words ?? [:], open)))
            })
    }

    private static func values(
        of enforcement: Enforcement, _ words: [String: String], _ open: String?
    ) -> [String: String] {
        let origin = enforcement.origin
        func word(_ name: String) -> String { words[name] ?? NoticeWords.english(name) }
        func day(_ milliseconds: Int64) -> String {
            String(EnforcementMessage.time(milliseconds).prefix(10))
        }
        return [
            "entity": enforcement.entity.name,
            "measure": word(enforcement.measure.rawValue),
            "from": day(enforcement.from),
            "until": enforcement.until.map(day) ?? open ?? word(NoticeWords.open),
            // Templates end the sentence themselves.
            "facts": origin.facts.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
                .joined(separator: "; "),
            "ground": origin.ground,
            "automated": origin.isAutomatic && enforcement.approvedBy.isEmpty
                ? word(NoticeWords.yes) : word(NoticeWords.no),
            "appeal_until": enforcement.appealUntil.map(day) ?? "–",
            "strikes": number(enforcement.points),
            "enforcement": enforcement.id,
        ]
    }

    private static func number(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        return hundredths == hundredths.rounded() && abs(hundredths) < 1e15
            ? "\(Int(hundredths))" : "\(hundredths)"
    }

    /// What a value says is never read for placeholders.
    private static func filled(_ template: String, with values: [String: String]) -> String {
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            text += rest[..<open]
            let behind = rest.index(after: open)
            guard let close = rest[behind...].firstIndex(of: "}"),
                let value = values[String(rest[behind..<close])]
            else {
                text += "{"
                rest = rest[behind...]
                continue
            }
            text += value
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
