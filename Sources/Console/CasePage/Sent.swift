import API
import Cases
import Packs
import Vocabulary

/// What a form of a case's page said.
struct Sent: Sendable {
    let id: String
    /// Of the case as the page showed it.
    var version: Int64
    let by: String
    let form: Form

    init(_ id: String, _ call: Call) throws {
        guard let version = Int64(call.form["version"]) else {
            throw Fault(
                .invalid, "The form does not say which version of the case it is about.",
                fix: "Load the page anew.")
        }
        (self.id, self.version, form) = (id, version, call.form)
        by = try CaseWork.name(of: call.caller)
    }

    subscript(name: String) -> String { form[name] }

    /// What was written as a reason; `standard` where nothing was.
    func why(_ standard: String) -> String { form["why"].isEmpty ? standard : form["why"] }

    func span(_ name: String) throws(Fault) -> Int64 {
        guard let span = Span.milliseconds(form[name]), span > 0 else {
            throw Fault(.invalid, "`\(form[name].prefix(20))` is no span.", fix: "Choose one.")
        }
        return span
    }

    func closing(_ definition: CasesDefinition) throws(Fault) -> CaseDesk.Closing {
        let reason = form["reason"]
        let all = definition.dispositions + AppealReasons.all
        guard let known = all.first(where: { $0.name == reason }) else {
            throw Fault(
                .invalid, "A case is closed with a reason.",
                fix: "Choose one of those that cases.yaml lists under dispositions.")
        }
        var closing = CaseDesk.Closing(reason: reason, why: why(known.description))
        closing.inside = form["inside"].isEmpty ? nil : form["inside"]
        if !form["measure"].isEmpty {
            guard let measure = EnforcementMeasure(rawValue: form["measure"]) else {
                throw Fault(
                    .invalid, "There is no measure `\(form["measure"].prefix(40))`.",
                    fix: "Choose one of the list.")
            }
            closing.measure = measure
            if !form["lasts"].isEmpty { closing.lasts = try span("lasts") }
        }
        return closing
    }
}
