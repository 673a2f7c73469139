import Toolbox
import Vocabulary

/// The texts that tell an entity what was done to it, and why.
package enum Notices {
    /// By locale, with what stands in braces filled in. O(bytes).
    package static func rendered(
        _ templates: [String: String], of enforcement: Enforcement
    ) -> [String: String] {
        let origin = enforcement.origin
        func day(_ milliseconds: Int64) -> String {
            String(EnforcementMessage.time(milliseconds).prefix(10))
        }
        let values = [
            "entity": enforcement.entity.name,
            "measure": enforcement.measure.words,
            "from": day(enforcement.from),
            "until": enforcement.until.map(day) ?? "–",
            // Templates end the sentence themselves.
            "facts": origin.facts.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
                .joined(separator: "; "),
            "ground": origin.ground,
            "automated": origin.isAutomatic && enforcement.approvedBy.isEmpty ? "yes" : "no",
            "appeal_until": enforcement.appealUntil.map(day) ?? "–",
            "strikes": number(enforcement.points),
            "enforcement": enforcement.id,
        ]
        return templates.mapValues { filled($0, with: values) }
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
