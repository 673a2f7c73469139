import API
import Enforcements
import Vocabulary

/// The form by which somebody enters an appeal that came by mail or by phone: whom it is about
/// first, then which measure.
struct AppealEntry {
    struct Choice {
        let value: String
        let words: String
    }

    let token: String
    /// Whether who looks may enter one.
    let mayEnter: Bool
    /// What was asked for, such as `u713`; nil before.
    let against: String?
    let choices: [Choice]
    let hasChoices: Bool

    /// Measures that are offered.
    private static let choicesMax = 100

    /// Reads what stands against the one whom the query `against` names.
    init(_ parts: ConsoleParts, _ call: Call) throws {
        token = call.caller.formToken
        mayEnter = call.caller.may(.appealsSend)
        against = call.queries["against"].flatMap { $0.isEmpty ? nil : $0 }
        guard mayEnter, let against else {
            (choices, hasChoices) = ([], false)
            return
        }
        let now = parts.now()
        let found = try parts.store.readingEnforcements { tables -> [Enforcement] in
            if let one = try tables.enforcement(id: against) { return [one] }
            var filter = EnforcementFilter(limit: AppealEntry.choicesMax)
            filter.entity = EnforcementSelection.entity(against)
            filter.states = [.active, .expired]
            return try tables.enforcements(filter)
        }
        choices = found.filter { one in
            one.state.stands && one.measure != .strike && now <= one.appealUntil ?? .min
        }.map { one in
            Choice(
                value: one.id,
                words: "\(one.measure.words), by "
                    + (one.policy.isEmpty ? one.by : one.policy)
                    + ", from \(Moment(one.from, now: now).full)"
                    + (one.state == .expired ? ", over" : ""))
        }
        hasChoices = !choices.isEmpty
    }

    /// Ways by which an appeal comes, in words.
    private static let ways = ["mail": "By mail", "phone": "By phone", "other": "Told to us"]

    /// The text as it is kept: how it came stands before it.
    ///
    /// - Throws: ``Fault`` `invalid` for a way that is none.
    static func text(_ form: Form) throws(Fault) -> String {
        guard let way = ways[form["way"]] else {
            throw Fault(.invalid, "How the appeal came is not said.", fix: "Choose one.")
        }
        return "\(way): \(form.text("text"))"
    }
}
