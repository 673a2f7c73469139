import Queries
import Vocabulary

/// Matches over time: for the module, and as a table.
struct ExplorerChart: Sendable {
    private struct Data: Encodable {
        struct Series: Encodable {
            let name: String
            let values: [Double]
        }

        let start: Int64
        let width: Int64
        let from: Int64
        let to: Int64
        let series: [Series]
        /// Whether series are actions, which have colours of their own.
        let isActions: Bool
    }

    struct Line: Sendable {
        let name: String
        let path: String?
        let mark: String?
        let count: ExplorerCount
        let share: String
    }

    struct Bar: Sendable {
        let at: String
        let count: String
        let path: String
    }

    /// JSON for the module; nil where it cannot be written.
    let data: String?
    let title: String
    let isGrouped: Bool
    let plainPath: String
    let lines: [Line]
    let bars: [Bar]

    /// Series of a chart; other groups are in the table.
    private static let seriesShown = 6

    init(
        _ answer: QueryAnswer, plan: QueryPlan, address: ExplorerAddress, masking: Masking,
        now: Int64
    ) {
        let shown = answer.group ?? answer.actions
        isGrouped = answer.group != nil
        title = isGrouped ? "By \(address.by)" : "By action"
        plainPath = address.with { $0.by = "" }.path
        let isHidden = isGrouped && plan.isGroupHidden
        let links = ExplorerLinks(address: address, plan: plan, masking: masking)
        let field = plan.fields.first { $0.name == address.by }
        let isGroup = isGrouped
        lines = shown.map { one in
            let condition =
                isGroup
                ? field?.condition(one.value)
                : "decision.action == \(QueryPlan.quoted(one.value))"
            return Line(
                name: links.shown(one.value, isHidden: isHidden),
                path: condition.flatMap { links.with($0, isHidden: isHidden) },
                mark: isGroup ? nil : one.value,
                count: ExplorerCount(one.count, before: one.before),
                share: Counted.share(one.share))
        }
        let series = shown.filter { !$0.bars.isEmpty }.prefix(ExplorerChart.seriesShown)
        data = try? ExplorerJSON.text(
            Data(
                start: answer.bars.start, width: answer.bars.width,
                from: plan.question.range.lowerBound, to: plan.question.range.upperBound,
                series: series.map {
                    Data.Series(
                        name: links.shown($0.value, isHidden: isHidden), values: $0.bars)
                }, isActions: !isGrouped))
        bars = (0..<answer.bars.count).map { bar in
            let start = answer.bars.start + Int64(bar) * answer.bars.width
            let count = answer.actions.reduce(0) { $0 + ($1.bars.isEmpty ? 0 : $1.bars[bar]) }
            return Bar(
                at: Moment(start, now: now).full, count: Counted.grouped(Int(count)),
                path: address.with {
                    ($0.range, $0.from, $0.to) = ("", "\(start)", "\(start + answer.bars.width)")
                }.path)
        }
    }
}
