package import Vocabulary

/// Where the log and its decisions are read by query, and queries are kept.
package protocol QueryStore: Sendable {
    /// Blocks of the log behind a sequence, in order, at most `limit`. By primary key, O(limit).
    func logBlocks(after sequence: Int64, limit: Int) throws -> [LogBlock]
    /// Sequence of the first event still there; 0 for an empty log. O(1).
    func firstSequence() throws -> Int64

    /// Reads blocks in one snapshot.
    ///
    /// - Parameters:
    ///   - next: the block to read next; nil ends.
    ///   - key: of an entity that events must name, see ``EntityKeys``; a block that surely has
    ///     none is given without events, `isPassedOver`.
    ///   - body: false ends.
    func readBlocks(
        _ next: () -> LogBlock?, naming key: UInt64?,
        _ body: (_ content: BlockContent, _ isPassedOver: Bool) throws -> Bool
    ) throws

    /// Sequences of the events whose decisions name an account, the latest first, at most `limit`;
    /// a few may be of others. O(limit · log decisions).
    func sequences(ofAccount name: String, limit: Int) throws -> [Int64]
    /// First sequences of the blocks of decisions that have an action, in order, at most `limit`.
    func decisionBlocks(with action: Action, limit: Int) throws -> [Int64]

    /// Remembers that somebody asked; the oldest of ``AskedQuery/keptMax`` go.
    func remember(_ query: AskedQuery) throws
    /// Keeps a query under its name for the team; in the place of one of that name.
    func save(_ query: SavedQuery) throws
    /// - Returns: whether there was one.
    func dropQuery(named name: String) throws -> Bool
    /// By name, at most ``SavedQuery/countMax``.
    func savedQueries() throws -> [SavedQuery]
    /// The latest first: those whose condition or person has `text`, at most `limit`. At most
    /// ``AskedQuery/keptMax`` rows are looked at.
    func askedQueries(containing text: String, limit: Int) throws -> [AskedQuery]
}

/// A question that somebody asked.
package struct AskedQuery: Sendable, Hashable {
    /// As in the explorer's address: `when=…&range=…`.
    package var question: String
    package var condition: String
    package var by: String
    /// Milliseconds since 1970.
    package var at: Int64

    /// Rows the history has.
    package static let keptMax = 10_000

    package init(question: String, condition: String, by: String, at: Int64) {
        (self.question, self.condition, self.by, self.at) = (question, condition, by, at)
    }
}

/// A question with a name, for the team.
package struct SavedQuery: Sendable, Hashable {
    package var name: String
    package var asked: AskedQuery

    package static let countMax = 500
    /// UTF-8 bytes.
    package static let nameBytesMax = 120

    package init(name: String, asked: AskedQuery) { (self.name, self.asked) = (name, asked) }
}
