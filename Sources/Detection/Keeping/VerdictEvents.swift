import Toolbox
import Vocabulary

/// The verdict on an account that was last sent back as an event.
package struct ToldVerdict: Codable, Sendable, Hashable {
    package var action: String
    package var ring: String
    /// The score, rounded.
    package var hundredths: Int
    /// Event time of its event, milliseconds since 1970.
    package var asOf: Int64

    init(action: String, ring: String, score: Double, asOf: Int64) {
        (self.action, self.ring) = (action, ring)
        (hundredths, self.asOf) = (Int((min(1, max(0, score)) * 100).rounded()), asOf)
    }

    init(_ verdict: AccountVerdict, asOf: Int64) {
        self.init(action: verdict.action, ring: verdict.ring, score: verdict.score, asOf: asOf)
    }
}

/// What a run has to say, as events of the pack's own type for it.
struct VerdictEvents {
    private let type: String
    private let account: String
    /// Whether accounts are numbers.
    private let isNumber: Bool
    /// Where the events come from.
    static let source = "assay.detect"
    /// How old a verdict gets before it is sent again unchanged, milliseconds: 30 d, well within
    /// the window in which a pack's features remember the last one.
    static let renewedAfter: Int64 = 30 * 86_400_000

    /// Nil where the pack wants none.
    init?(schema: Schema, definition: DetectionDefinition) {
        guard let index = definition.verdicts,
            let field = schema.types[index].fields.first(where: {
                $0.entity == definition.account
            })
        else { return nil }
        (type, account) = (schema.types[index].name, field.name)
        isNumber = field.type == .int
    }

    /// Verdicts of a run that say something else than what was told, or that are due again.
    static func due(
        _ verdicts: [AccountVerdict], told: [String: ToldVerdict], asOf: Int64
    ) -> [AccountVerdict] {
        verdicts.filter { verdict in
            guard let before = told[verdict.account] else {
                return verdict.action != Measure.none.rawValue
            }
            let now = ToldVerdict(verdict, asOf: before.asOf)
            return now != before || asOf - before.asOf >= renewedAfter
        }
    }

    /// One verdict's event. Its id is made of what the run has read and the account, so it is there
    /// once however often the same is found.
    ///
    /// - Parameters:
    ///   - members: accounts of its ring; 0 in none.
    ///   - run: what was read.
    ///   - time: of the event, milliseconds since 1970.
    func text(
        _ verdict: AccountVerdict, members: Int, run: DetectionRun, time: Int64
    ) -> [UInt8] {
        var text = ByteWriter(capacity: 384)
        text.append("{\"specversion\":\"1.0\",\"id\":" as StaticString)
        text.appendQuoted("\(run.asOf)-\(run.sequence)-\(verdict.account)")
        text.append(",\"source\":" as StaticString)
        text.appendQuoted(Self.source)
        text.append(",\"type\":" as StaticString)
        text.appendQuoted(type)
        text.append(",\"time\":" as StaticString)
        text.appendQuoted(CivilTime(milliseconds: time).rfc3339)
        text.append(",\"data\":{" as StaticString)
        text.appendQuoted(account)
        text.append(byte: UInt8(ascii: ":"))
        if isNumber { text.append(verdict.account) } else { text.appendQuoted(verdict.account) }
        text.append(",\"score\":" as StaticString)
        text.append((verdict.score * 100).rounded() / 100)
        text.append(",\"action\":" as StaticString)
        text.appendQuoted(verdict.action)
        text.append(",\"ring\":" as StaticString)
        text.appendQuoted(verdict.ring)
        text.append(",\"members\":" as StaticString)
        text.append(Int64(members))
        text.append("}}" as StaticString)
        return text.bytes
    }
}
