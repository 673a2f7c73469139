/// Checks a log line by line; what it has checked it need not see again.
package struct ChainCheck: Sendable {
    /// Where the log is broken.
    package struct Break: Sendable, Hashable {
        /// The first line that is not as it was written.
        package var sequence: Int64
        package var words: String

        package init(sequence: Int64, words: String) {
            (self.sequence, self.words) = (sequence, words)
        }
    }

    /// The last line that was checked; 0 for none.
    package private(set) var sequence: Int64 = 0
    /// Its hash, or that of the genesis.
    package private(set) var hash = AuditLink.genesis
    package private(set) var at: Int64 = .min
    package private(set) var broken: Break?

    package init() {}

    /// Behind a place that a signed mark vouches for.
    package init(behind mark: AuditMark) {
        (sequence, hash) = (mark.sequence, mark.hash)
    }

    /// - Returns: whether the chain holds.
    @discardableResult
    package mutating func add(_ entry: AuditEntry) -> Bool {
        guard broken == nil else { return false }
        guard entry.sequence == sequence + 1 else {
            broken = Break(
                sequence: sequence + 1,
                words: "line \(sequence + 1) is missing: \(entry.sequence) stands in its place")
            return false
        }
        let expected = AuditLink.hash(previous: hash, digest: AuditLink.digest(of: entry))
        guard entry.previous == hash, entry.hash == expected, entry.at >= at else {
            broken = Break(
                sequence: entry.sequence,
                words: "line \(entry.sequence) is not as it was written, or the one before is not")
            return false
        }
        at = entry.at
        (sequence, hash) = (entry.sequence, entry.hash)
        return true
    }

    /// Breaks it for a reason found elsewhere; the first reason stays.
    package mutating func fail(at sequence: Int64, _ words: String) {
        broken = broken ?? Break(sequence: sequence, words: words)
    }

    /// A line that is withheld, of which only the digest is known.
    @discardableResult
    package mutating func add(digest: String, sequence next: Int64) -> Bool {
        guard broken == nil, next == sequence + 1, digest.utf8.count == 64 else {
            broken =
                broken
                ?? Break(sequence: sequence + 1, words: "line \(sequence + 1) is missing")
            return false
        }
        hash = AuditLink.hash(previous: hash, digest: digest)
        sequence = next
        return true
    }

    /// Whether the chain goes through a mark that is signed; to be asked when it stands there.
    @discardableResult
    package mutating func pass(_ mark: AuditMark, trusting key: String) -> Bool {
        guard broken == nil else { return false }
        guard mark.sequence == sequence, mark.hash == hash else {
            broken = Break(
                sequence: min(mark.sequence, sequence + 1),
                words: mark.sequence > sequence
                    ? "the log ends at line \(sequence), but was signed up to \(mark.sequence)"
                    : "what was signed at line \(mark.sequence) is not what stands there")
            return false
        }
        guard mark.key == key, mark.isSigned else {
            broken = Break(
                sequence: mark.sequence,
                words: "the mark at line \(mark.sequence) is not signed by \(key.prefix(16))…")
            return false
        }
        return true
    }
}
