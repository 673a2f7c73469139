/// How grave a finding is, in its author's judgement.
package enum Severity: String, Sendable, CaseIterable, Comparable {
    case low, medium, high, critical

    package static func < (left: Severity, right: Severity) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}

/// What a rule's finding may do.
package enum RuleMode: String, Sendable, CaseIterable {
    /// Its signal counts.
    case live
    /// Evaluated and recorded on live traffic, never acted on.
    case shadow
    /// Not evaluated.
    case off
}
