package import Vocabulary

/// Finds what people ask for by its name, and what is known of one account; by indexes alone.
package protocol NameFinder: Sendable {
    /// Accounts whose names begin so, in order of the name. O(limit).
    func accounts(from prefix: String, limit: Int) throws -> [String]
    /// Ids of rings that begin so, in order of the id. O(limit).
    func ringIDs(from prefix: String, limit: Int) throws -> [String]
    /// What decisions come to on one account, counting at most ``FindingBounds/countMax`` of them;
    /// nil for one never seen.
    func standing(ofAccount name: String) throws -> AccountStanding?
    /// Ids of cases in whose notes somebody was named, the latest mention first, among the latest
    /// ``FindingBounds/mentionsMax`` mentions of anybody.
    func cases(mentioning person: String, limit: Int) throws -> [String]
}

/// Bounds of finding.
package enum FindingBounds {
    /// Names one search may find of a kind.
    package static let limitMax = 20
    /// Decisions that are counted of one account.
    package static let countMax = 10_000
    /// Mentions that are looked through.
    package static let mentionsMax = 2000
}
