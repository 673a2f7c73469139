package import CEL

/// What the rules found on one event. Reused from event to event, so it stops allocating.
package struct Findings: Sendable {
    /// A rule that could not be decided.
    package struct Undecided: Sendable {
        package var rule: Int
        /// Slot of the value that was missing; nil when the condition failed otherwise.
        package var missing: Int?
        package var error: ErrorCode

        package init(rule: Int, missing: Int?, error: ErrorCode) {
            self.rule = rule
            self.missing = missing
            self.error = error
        }
    }

    /// Live rules that fired, in the pack's order.
    package var fired: [Int] = []
    /// Shadow rules that fired.
    package var shadow: [Int] = []
    package var undecided: [Undecided] = []

    package init() {}

    package mutating func removeAll() {
        // Most rows leave nothing behind, and asking who holds an array costs more than its count.
        if !fired.isEmpty { fired.removeAll(keepingCapacity: true) }
        if !shadow.isEmpty { shadow.removeAll(keepingCapacity: true) }
        if !undecided.isEmpty { undecided.removeAll(keepingCapacity: true) }
    }
}
