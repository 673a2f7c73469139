import API
import Audits
import Cases
import Enforcements
import Toolbox
import Vocabulary

/// What the page is asked for, as its address says it.
struct AuditAsk {
    static let names = ["by", "action", "subject", "outcome", "kind", "since", "until"]
    /// Other words for them, as people guess them from what the page shows.
    static let others = ["who": "by", "entity": "subject", "account": "subject", "case": "subject"]

    private let values: [String: String]

    init(_ queries: [String: String]) {
        var values = queries.filter { AuditAsk.names.contains($0.key) && !$0.value.isEmpty }
        for (other, name) in AuditAsk.others where values[name] == nil {
            guard let value = queries[other], !value.isEmpty else { continue }
            values[name] = value
        }
        values["subject"] = values["subject"].map { AuditAsk.subject($0) }
        self.values = values
    }

    /// As lines of the log have it: `u1` is an account, `case_83` a case, which lines name whole.
    static func subject(_ text: String) -> String {
        if text.hasPrefix("case="), let id = CaseNumber.id(String(text.dropFirst(5))) {
            return "case=\(id)"
        }
        if text.contains("=") { return text }
        if text.hasPrefix("case_"), let id = CaseNumber.id(text) { return "case=\(id)" }
        return EnforcementSelection.entity(text).text
    }

    subscript(name: String) -> String? { values[name] }

    var isEmpty: Bool { values.isEmpty }

    /// - Throws: ``Fault`` `invalid` naming what cannot be read.
    func filter(limit: Int) throws(Fault) -> AuditFilter {
        var filter = AuditFilter(limit: limit)
        (filter.by, filter.action) = (self["by"], self["action"])
        filter.about = self["subject"].map { [AuditAbout($0)] } ?? []
        if let outcome = self["outcome"] {
            guard let known = AuditEntry.Outcome(rawValue: outcome) else {
                throw Fault(
                    .invalid, "There is no outcome `\(outcome.prefix(40))`.",
                    fix: "Use done, refused, failed, or begun for those that are not known.")
            }
            filter.outcome = known
        }
        if let kind = self["kind"] {
            guard let known = AuditEntry.Kind(rawValue: kind) else {
                throw Fault(
                    .invalid, "There is no kind `\(kind.prefix(40))`.",
                    fix: "Use change, look, access or refusal.")
            }
            filter.kind = known
        }
        filter.since = try AuditAsk.time(self["since"], "since")
        filter.until = try AuditAsk.time(self["until"], "until")
        return filter
    }

    /// The address of the page with these values, and another page of it.
    func path(before: Int64?) -> String {
        var pairs = AuditAsk.names.compactMap { name in
            self[name].map { "\(name)=\(Query.escaped($0))" }
        }
        if let before { pairs.append("before=\(before)") }
        return pairs.isEmpty ? "/audit" : "/audit?" + pairs.joined(separator: "&")
    }

    /// UTC, as `2026-11-22`, `2026-11-22T10:30` or RFC 3339.
    static func time(_ text: String?, _ name: String) throws(Fault) -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        for rest in ["", "Z", ":00Z", "T00:00:00Z"] {
            if let time = CivilTime(rfc3339: text + rest) { return time.milliseconds }
        }
        throw Fault(
            .invalid, "`\(name)` is `\(text.prefix(40))`.",
            fix: "Write a time such as 2026-11-22T10:30.")
    }

    /// What evidence is asked for by the form of the page.
    static func scope(of form: Form) throws(Fault) -> EvidenceScope {
        let (id, entity) = (form["case"], form["entity"])
        let since = try time(form["since"], "since")
        let until = try time(form["until"], "until")
        switch (id.isEmpty, entity.isEmpty, since, until) {
        case (false, true, nil, nil):
            guard let whole = CaseNumber.id(id) else {
                throw Fault(
                    .invalid, "`\(id.prefix(40))` names no case.", fix: "Write it as case_12.")
            }
            return .one(case: whole)
        case (true, false, nil, nil): return .entity(EnforcementSelection.entity(entity))
        case (true, true, let since?, let until?) where since < until:
            return .period(since: since, until: until)
        default:
            throw Fault(
                .invalid, "Evidence is of one case, one account, or one period.",
                fix: "Fill in one of them, and leave the others empty.")
        }
    }
}
