import API
import Cases
import Vocabulary

/// What the form for a pilot says.
struct PilotForm {
    private let form: Form

    init(_ form: Form) { self.form = form }

    /// - Throws: ``Fault`` `invalid` naming the field; what the pack must have is checked later.
    func pilot(at now: Int64, by: String) throws(Fault) -> Pilot {
        guard let subject = Pilot.Subject(rawValue: form["subject"]) else {
            throw Fault(.invalid, "Nothing is tried.", fix: "Choose what is tried.")
        }
        guard let unit = Pilot.Unit(rawValue: form["unit"]) else {
            throw Fault(.invalid, "Nothing is drawn.", fix: "Choose cases or reviewers.")
        }
        guard let share = try number("share") else {
            throw Fault(.invalid, "There is no share.", fix: "Use a percentage, such as 10.")
        }
        var overrides = PilotOverrides()
        if !form["assignment"].isEmpty {
            guard let way = QueueDefinition.Assignment(rawValue: form["assignment"]) else {
                throw Fault(
                    .invalid, "There is no assignment `\(form["assignment"].prefix(40))`.")
            }
            overrides.assignment = way
        }
        overrides.firstTouch = try number("first_touch").map { Int64($0 * 3_600_000) }
        overrides.close = try number("close").map { Int64($0 * 3_600_000) }
        overrides.secondReview = try number("second_review").map { $0 / 100 }
        let lines = form.text("checklist").split(whereSeparator: \.isNewline)
            .map { $0.trimming { $0.isWhitespace } }.filter { !$0.isEmpty }
        overrides.checklist = lines.isEmpty ? nil : lines
        return Pilot(
            name: form["name"], subject: subject, of: form["of"], unit: unit, share: share / 100,
            overrides: overrides, startedAt: now, startedBy: by, why: form["why"])
    }

    /// Nil where the field is empty.
    private func number(_ name: String) throws(Fault) -> Double? {
        if form[name].isEmpty { return nil }
        guard let number = Double(form[name]), number.isFinite, number >= 0, number < 1e6 else {
            throw Fault(
                .invalid, "`\(name)` is `\(form[name].prefix(40))`.", fix: "Use a number.")
        }
        return number
    }
}

extension Substring {
    func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        let start = drop(while: isTrimmed)
        guard let end = start.lastIndex(where: { !isTrimmed($0) }) else { return "" }
        return String(start[...end])
    }
}
