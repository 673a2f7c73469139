import CEL
import Toolbox
import Vocabulary

/// What one thread counted of one range.
struct Tally: Sendable {
    var sample = Sample()
    /// Events of the range that were looked at.
    var looked = 0
    /// Of these, those that do not fit the pack, and those on which the condition has no value.
    var unread = 0
    var undecided = 0
    var matches = Hits()
    /// By rank of the action.
    var actions: [Hits]
    /// By rank, then by bar.
    var actionBars: [UInt32]
    /// What was asked to be counted by; nil for the action.
    var group: ValueCounts?
    /// In step with ``Plan/fields``.
    var fields: [ValueCounts]
    /// By kind of entity.
    var distinct: [Distinct]
    /// The latest of the matches that were met.
    var rows: [QueryRow] = []

    init(_ plan: QueryPlan, bars: Bars, limits: QueryLimits) {
        actions = Action.allCases.map { _ in Hits() }
        actionBars = Array(repeating: 0, count: Action.allCases.count * bars.count)
        group = plan.group.map { _ in
            ValueCounts(
                valuesMax: limits.valuesMax, bars: bars.count, seriesMax: limits.seriesMax)
        }
        fields = plan.fields.map { _ in
            ValueCounts(valuesMax: limits.valuesMax, bars: 0, seriesMax: 0)
        }
        distinct = plan.language.schema.entities.map { _ in
            Distinct(most: limits.distinctMax)
        }
    }

    mutating func finish() {
        group?.finish()
        for place in fields.indices { fields[place].finish() }
    }

    /// Adds what another thread counted; both have finished.
    mutating func merge(_ other: Tally, rowsMax: Int) {
        sample.merge(other.sample)
        looked += other.looked
        unread += other.unread
        undecided += other.undecided
        matches.merge(other.matches)
        for place in actions.indices { actions[place].merge(other.actions[place]) }
        for place in actionBars.indices { actionBars[place] += other.actionBars[place] }
        if let more = other.group { group?.merge(more) }
        for place in fields.indices { fields[place].merge(other.fields[place]) }
        for place in distinct.indices { distinct[place].merge(other.distinct[place]) }
        rows = Array(
            (rows + other.rows).sorted { $0.sequence > $1.sequence }.prefix(rowsMax))
    }
}
