import Vocabulary

/// What an enforcement came from; fixed when it begins.
package struct EnforcementOrigin: Sendable, Hashable, Codable {
    /// When the violation happened: of its event, or of the order by hand; milliseconds since 1970.
    package var time: Int64
    /// When its event was received, milliseconds since 1970; nil by hand and where not known.
    package var received: Int64?
    /// Whether a decision led to it; else a person did.
    package var isAutomatic: Bool
    /// Empty by hand, as are the next three.
    package var decision = ""
    package var eventSource = ""
    package var eventID = ""
    package var packHash = ""
    /// Of the registry; nil where the pack's own files decided.
    package var policyVersion: Int?
    /// Rules that fired.
    package var rules: [String] = []
    /// Rings the account was in.
    package var rings: [String] = []
    /// The order by hand that it belongs to; empty for none.
    package var batch = ""
    /// How much it counts as a strike, and until when; 0 by hand.
    package var weight = 0.0
    package var strikeUntil: Int64 = 0
    /// Ids of the enforcements of the same policy whose strikes it counted, beside its own.
    package var counted: [String] = []
    /// How long its measure was to last, milliseconds; nil until it is taken back.
    package var lasts: Int64?
    /// How long an appeal may be opened; nil for no appeal.
    package var appeal: Int64?
    /// What happened, in sentences.
    package var facts: [String] = []
    /// By hand: what stays inside beside the facts; nil for nothing. Receivers are never told.
    package var inside: String?
    package var ground = ""
    /// Names the policy as it stood, see ``EnforcementTables/policy(digest:)``; by hand, how
    /// hands tell of what they do; empty where nobody is told.
    package var policyDigest = ""

    package init(time: Int64, isAutomatic: Bool) {
        (self.time, self.isAutomatic) = (time, isAutomatic)
    }

    /// What it is selected, counted and undone by, such as `rule:looped_tracks`.
    package func scopes(policy: String, by: String) -> [String] {
        var scopes = rules.map { "rule:\($0)" } + rings.map { "ring:\($0)" }
        if !policy.isEmpty { scopes.append("policy:\(policy)") }
        if !packHash.isEmpty { scopes.append("pack:\(packHash)") }
        if let policyVersion { scopes.append("version:\(policyVersion)") }
        if !batch.isEmpty { scopes.append("batch:\(batch)") }
        if !isAutomatic { scopes.append("hand:\(PersonName.key(by))") }
        return scopes
    }
}
