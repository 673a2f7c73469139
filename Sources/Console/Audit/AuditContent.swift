import API
import Audits
import Cases
import Vocabulary

/// What `audit.mustache` shows.
struct AuditContent {
    struct Line {
        let sequence: String
        let path: String
        let at: Moment
        let kindName: String
        let isRefusal: Bool
        /// What came of it, where it is not done as it was begun.
        let outcome: String?
        let by: String
        let byPath: String
        let action: String
        let actionPath: String
        /// Empty for none; its path is nil then, or where names are hidden.
        let subjectName: String
        let subjectPath: String?
        let words: String
    }

    struct Choice {
        let value: String
        let title: String
        let isChosen: Bool
    }

    let lines: [Line]
    let pager: Pager?
    let isFiltered: Bool
    let by: String
    let action: String
    let subject: String
    let since: String
    let until: String
    let kinds: [Choice]
    let outcomes: [Choice]
    /// What else was looked for; nil for nothing.
    let trail: String?
    let isHiding: Bool

    let checked: String
    let last: String
    let checkedAt: Moment
    let isComplete: Bool
    let isBehind: Bool
    let broken: String?
    let key: String
    let mayExport: Bool
    let token: String

    init(
        _ page: AuditPage, ask: AuditAsk, trail: AuditTrail?, standing: ChainWatch.Standing,
        key: String, now: Int64, caller: Caller, isFirst: Bool
    ) {
        let masking = Masking(for: caller)
        lines = page.entries.map { AuditContent.line($0, now, masking) }
        pager = Pager(
            latest: isFirst ? nil : ask.path(before: nil),
            older: page.next.map { ask.path(before: $0) }, shown: lines.count)
        isFiltered = !ask.isEmpty
        (by, action, subject) = (ask["by"] ?? "", ask["action"] ?? "", ask["subject"] ?? "")
        (since, until) = (ask["since"] ?? "", ask["until"] ?? "")
        kinds = AuditEntry.Kind.allCases.map { kind in
            Choice(
                value: kind.rawValue, title: AuditContent.title(kind),
                isChosen: ask["kind"] == kind.rawValue)
        }
        outcomes = AuditEntry.Outcome.allCases.map { outcome in
            Choice(
                value: outcome.rawValue,
                title: outcome == .begun ? "not known" : outcome.rawValue,
                isChosen: ask["outcome"] == outcome.rawValue)
        }
        self.trail = trail.flatMap { $0.about.count > 1 ? AuditContent.words(of: $0) : nil }
        isHiding = masking.isHiding
        checked = Counted.grouped(Int(standing.sequence))
        last = Counted.grouped(Int(standing.last))
        checkedAt = Moment(standing.at, now: now)
        isComplete = standing.isComplete
        isBehind = !standing.isComplete && standing.broken == nil
        broken = standing.broken?.words
        self.key = key
        mayExport = caller.may(.auditExport) && !masking.isHiding
        token = caller.formToken
    }

    private static func line(_ entry: AuditEntry, _ now: Int64, _ masking: Masking) -> Line {
        func only(_ name: String, _ value: String) -> String {
            "/audit?\(name)=\(Query.escaped(value))"
        }
        let subject = masked(entry.subject, masking)
        return Line(
            sequence: Counted.grouped(Int(entry.sequence)), path: "/audit/\(entry.sequence)",
            at: Moment(entry.at, now: now), kindName: entry.kind.rawValue,
            isRefusal: entry.kind == .refusal, outcome: AuditContent.words(of: entry.outcome),
            by: entry.by,
            byPath: only("by", entry.by), action: entry.action,
            actionPath: only("action", entry.action), subjectName: subject ?? "",
            subjectPath: masking.isHiding || subject == nil
                ? nil : only("subject", entry.subject),
            words: entry.detail.isEmpty ? "" : masking.text(entry.detail))
    }

    /// `account=u1`, or `account=·3fa9c21b` for who may not see names.
    static func masked(_ subject: String, _ masking: Masking) -> String? {
        guard !subject.isEmpty else { return nil }
        let parts = subject.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return subject }
        // Cases are nobody's name; people say them short.
        if parts[0] == "case" { return "case=" + CaseNumber.short(parts[1]) }
        return parts[0] + "=" + masking.name(parts[1])
    }

    private static func words(of trail: AuditTrail) -> String {
        "Lines of its measures, appeals, orders and cases are among them"
            + (trail.isCut ? ", of the latest \(AuditTrail.measuresMax) of each." : ".")
    }

    /// Nil for what is done, and for lines that say it in their detail.
    static func words(of outcome: AuditEntry.Outcome?) -> String? {
        switch outcome {
        case .done, nil: nil
        case .begun: "outcome not known"
        case .refused, .failed: outcome?.rawValue
        }
    }

    static func title(_ kind: AuditEntry.Kind) -> String {
        switch kind {
        case .change: "Changes"
        case .look: "Looks at personal data"
        case .access: "Signing in and out"
        case .refusal: "Refusals"
        }
    }
}

/// What `audit_line.mustache` shows.
struct AuditLineContent {
    let sequence: String
    let at: Moment
    let full: String
    let kind: String
    let by: String
    let action: String
    let subject: String?
    let detail: String?
    let previous: String
    let hash: String
    let digest: String
    let outcome: String?
    /// The line that told it was begun, and the one that tells what came of it.
    let attempt: String?
    let ended: String?
    /// Whether its hash is what it says and what stands before it come to.
    let isWhole: Bool
    let before: String?
    let after: String

    init(_ entry: AuditEntry, outcome end: AuditEntry?, now: Int64, masking: Masking) {
        sequence = Counted.grouped(Int(entry.sequence))
        at = Moment(entry.at, now: now)
        full = at.full
        (kind, by, action) = (entry.kind.rawValue, entry.by, entry.action)
        subject = AuditContent.masked(entry.subject, masking)
        detail = entry.detail.isEmpty ? nil : masking.text(entry.detail)
        (previous, hash) = (entry.previous, entry.hash)
        attempt = entry.attempt.map { "/audit/\($0)" }
        ended = end.map { "/audit/\($0.sequence)" }
        outcome = end == nil ? AuditContent.words(of: entry.outcome) : "begun"
        digest = AuditLink.digest(of: entry)
        isWhole = AuditLink.hash(previous: previous, digest: digest) == hash
        before = entry.sequence > 1 ? "/audit/\(entry.sequence - 1)" : nil
        after = "/audit/\(entry.sequence + 1)"
    }
}
