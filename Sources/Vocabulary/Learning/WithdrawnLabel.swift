/// A label that was taken back, with why.
package struct WithdrawnLabel: Sendable, Hashable {
    /// Of the withdrawal, from one.
    package var sequence: Int64
    package var label: Label
    /// When it was taken back, milliseconds since 1970.
    package var at: Int64
    package var by: String
    package var why: String

    package init(sequence: Int64, label: Label, at: Int64, by: String, why: String) {
        (self.sequence, self.label, self.at) = (sequence, label, at)
        (self.by, self.why) = (by, why)
    }
}

/// Which labels a store has: two that are the same have the same labels, added and taken back.
package struct LabelState: Sendable, Hashable, Codable {
    /// Sequence of the last label, and of the last withdrawal; 0 for none.
    package var added: Int64
    package var withdrawn: Int64

    package init(added: Int64, withdrawn: Int64) {
        (self.added, self.withdrawn) = (added, withdrawn)
    }
}
