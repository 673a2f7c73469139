import Foundation
import Toolbox

/// Something that people should look at.
package struct WatchAlarm: Sendable, Codable, Hashable {
    /// Lasting: what and of what, such as `drift:event.amount`.
    package var id: String
    package var kind: WatchKind
    package var subject: String
    package var level: Level
    /// Days since 1970: since when it stands without a break, and the day it was judged on.
    package var since: Int
    package var day: Int
    package var comparison: Comparison
    package var sentence: String
    package var owner: String
    /// What to do first.
    package var runbook: String

    init(_ comparison: Comparison, since: Int, day: Int, owner: String) {
        (kind, subject, level) = (comparison.kind, comparison.subject, comparison.level)
        id = subject.isEmpty ? kind.rawValue : "\(kind.rawValue):\(subject)"
        (self.since, self.day, self.comparison) = (since, day, comparison)
        (self.owner, sentence) = (owner, WatchWords.sentence(comparison))
        runbook = WatchWords.runbook(comparison.kind)
    }
}

/// What the watch says to people.
package enum WatchWords {
    /// Such as `2018-06-02`.
    package static func day(_ day: Int) -> String {
        let date = CivilTime.date(days: Int64(day))
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }

    static func sentence(_ comparison: Comparison) -> String {
        let span = comparison.days == 1 ? "on the day" : "over 7 days"
        let (name, now, was) = (
            comparison.subject, percent(comparison.value), percent(comparison.usual)
        )
        let rows = "\(comparison.rows.grouped) rows"
        switch comparison.kind {
        case .drift:
            return "\(name) is spread otherwise than in training: PSI "
                + "\(number(comparison.value)) \(span), above \(number(comparison.threshold)); "
                + "chance gives \(number(comparison.usual)) on \(rows)."
        case .unusual:
            return "\(name), where it has not its usual value, is spread otherwise than in "
                + "training: PSI \(number(comparison.value)) \(span), above "
                + "\(number(comparison.threshold)); chance gives \(number(comparison.usual)) on "
                + "\(rows)."
        case .missing: return "\(name) is missing in \(now) of \(rows) \(span); it was in \(was)."
        case .rare:
            return "\(name) has another than its usual value in \(now) of \(rows) \(span); it had "
                + "in \(was)."
        case .top1:
            return "\(now) of \(rows) \(span) score above what 1 in 100 did in training; "
                + "\(was) did on such days."
        case .top01:
            return "\(now) of \(rows) \(span) score above what 1 in 1,000 did in training; "
                + "\(was) did on such days."
        case .volume:
            return "\(rows) came \(span); \(Int(comparison.usual.rounded()).grouped) were usual "
                + "for the weekday."
        case .action:
            return "\(now) of \(comparison.rows.grouped) decisions \(span) came to \(name); "
                + "\(was) did on the same weekdays before."
        case .calibration:
            return "\(Int(comparison.value.rounded()).grouped) of \(rows) were bad \(span) of "
                + "matured labels, where scores say \(Int(comparison.usual.rounded()).grouped); "
                + "\(percent(comparison.effect)) of them are misplaced beyond chance."
        case .precision:
            return "\(now) of \(rows) scored high were bad \(span) of matured labels; at least "
                + "\(was) are wanted."
        case .disparity:
            return "Good people of segment \(name) score high in \(now) of \(rows) \(span) of "
                + "matured labels; others in \(was)."
        }
    }

    /// One line: what to do first.
    package static func runbook(_ kind: WatchKind) -> String {
        switch kind {
        case .drift, .unusual:
            "Compare the input's source with last week's: unit, currency, mapping, a new product. "
                + "Where people changed and not the data, train anew."
        case .missing:
            "Look whether the sender still sends the field; until it does, put the model in shadow."
        case .rare:
            "Look whether the feed behind it still comes, such as labels; then whether its delay "
                + "grew."
        case .top1, .top01:
            "Look at the highest scores of the day: a new fraud, or one input that went wrong? "
                + "Tell reviewers how many more there will be."
        case .volume: "Ask the sender; look at dead letters and refused requests of the day."
        case .action:
            "Look at the day's decisions with that action: a rule, list or model that changed? "
                + "Where none did, is it new abuse, or good people that are hit?"
        case .calibration:
            "Fit the calibration anew on matured labels; do not move thresholds before."
        case .precision:
            "Raise the threshold of the action, or roll the model back to the version before."
        case .disparity:
            "Look at the segment's false positives by hand, and which input drives them; hold "
                + "hard actions on it until explained."
        }
    }

    package static func number(_ value: Double) -> String {
        "\((value * 1000).rounded() / 1000)"
    }

    package static func percent(_ share: Double) -> String {
        // Small shares keep two digits.
        let unit = share > 0 && share < 0.001 ? 1e6 : 1e4
        return "\((share * unit).rounded() / (unit / 100)) %"
    }
}
