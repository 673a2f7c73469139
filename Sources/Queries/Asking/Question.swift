/// What somebody asks of the log.
package struct Question: Sendable, Hashable {
    /// In CEL, as rules are written; empty for every event.
    package var condition: String
    /// What events are counted by, in CEL; empty for the action.
    package var group: String
    /// Event time, milliseconds since 1970.
    package var range: Range<Int64>
    /// How far before the range the one lies that it is compared with, milliseconds; nil for none.
    package var before: Int64?

    package init(
        condition: String, group: String = "", range: Range<Int64>, before: Int64? = nil
    ) {
        (self.condition, self.group, self.range, self.before) = (condition, group, range, before)
    }

    /// The range it is compared with.
    package var compared: Range<Int64>? {
        before.map { range.lowerBound - $0..<range.upperBound - $0 }
    }
}
