import Vocabulary

/// What an order by hand does, or would do, as JSON tells it.
package struct OrderView: Encodable, Sendable {
    private var named: Int
    private var already: Int
    private var reach: Int
    private var cap: Int
    private var per: String
    private var held: Bool
    private var batch: String?
    private var enforcements: [String]?

    package init(_ preview: HandOrder.Preview) {
        (named, already, reach) = (preview.named, preview.already, preview.reach)
        (cap, per) = (preview.cap.entities, SpanText.of(preview.cap.span))
        held = preview.isHeld
    }

    /// Of an order that was looked at: held also where its measure asks for two people.
    package init(_ preview: HandOrder.Preview, of order: HandOrder) {
        self.init(preview)
        held = held || order.isHeld
    }

    package init(_ outcome: HandOrder.Outcome) {
        self.init(outcome.preview)
        held = held || !outcome.held.isEmpty
        batch = outcome.batch
        enforcements = outcome.applied + outcome.held
    }
}

/// What an undoing took back, or would take back, as JSON tells it.
package struct UndoView: Encodable, Sendable {
    private var reversed: Int
    private var lowered: Int
    private var entities: Int
    private var measures: [String: Int]
    private var left: Int
    private var behind: Int

    package init(_ report: Undoing.Report) {
        (reversed, lowered) = (report.counts.reversed, report.counts.lowered)
        (entities, left, behind) = (report.entities, report.left, report.behind)
        measures = Dictionary(
            uniqueKeysWithValues: report.measures.map { ($0.key.rawValue, $0.value) })
    }
}
