package import Pipeline
package import Toolbox
package import Vocabulary

/// Labels joined with what each version of each model scored when the event was decided: how shadow
/// scores come back with what became of them.
///
/// A line for each label and version that scored its event; one line, without a score, for a label
/// whose subject none scored.
package struct LabelExport {
    package enum Format: Sendable { case csv, ndjson }

    /// Behind the columns of ``LabelRow``.
    package static let scoreColumns = [
        "decision", "decided_score", "action", "model", "version", "stage", "score",
    ]

    private struct Decided {
        var id: String
        var score: Double
        var action: String
        var scores: [ScoredDecision.Score]
    }

    package private(set) var labels = 0
    package private(set) var lines = 0
    private var decided: [EventLabels.Event: Decided] = [:]
    private let format: Format

    /// Reads the decisions on labelled events. O(decisions + labels); memory of the labelled ones.
    package init(
        _ store: any DecisionArchive & LabelArchive, _ format: Format,
        progress: (Int, Double) -> Void = { _, _ in }
    ) throws {
        self.format = format
        var wanted: Set<EventLabels.Event> = []
        try store.forEachLabel { label in
            if case .event(let source, let id) = label.subject {
                wanted.insert(EventLabels.Event(source: source, id: id))
            }
        }
        if wanted.isEmpty { return }
        try DecisionWalk(store, latest: .max).forEach(progress: progress) { decision in
            let scored = try ScoredDecision(decision)
            let event = try scored?.event ?? ScoredDecision.event(of: decision)
            guard wanted.contains(event) else { return }
            decided[event] = Decided(
                id: decision.id, score: decision.score, action: decision.action.rawValue,
                scores: scored?.scores ?? [])
        }
    }

    /// The line of names above a CSV; empty for NDJSON.
    package var header: String {
        format == .csv
            ? (LabelRow.columns + LabelExport.scoreColumns).joined(separator: ",") + "\n" : ""
    }

    /// Appends the lines of a label.
    package mutating func write(_ label: Label, to writer: inout ByteWriter) {
        labels += 1
        var found: Decided?
        if case .event(let source, let id) = label.subject {
            found = decided[EventLabels.Event(source: source, id: id)]
        }
        guard let found, !found.scores.isEmpty else {
            return write(label, found, nil, &writer)
        }
        for score in found.scores { write(label, found, score, &writer) }
    }

    private mutating func write(
        _ label: Label, _ decided: Decided?, _ score: ScoredDecision.Score?,
        _ writer: inout ByteWriter
    ) {
        lines += 1
        let cells = [
            decided?.id, decided.map { "\($0.score)" }, decided?.action, score?.name,
            score.map { "\($0.version)" }, score?.stage, score?.score.map { "\($0)" },
        ]
        switch format {
        case .csv:
            for (place, cell) in (label.cells + cells.map { $0 ?? "" }).enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                writer.appendCell(cell)
            }
        case .ndjson:
            writer.append(byte: UInt8(ascii: "{"))
            label.writeMembers(to: &writer)
            for (column, cell) in zip(LabelExport.scoreColumns, cells) {
                guard let cell else { continue }
                writer.append(byte: UInt8(ascii: ","))
                writer.appendQuoted(column)
                writer.append(byte: UInt8(ascii: ":"))
                if ["decided_score", "version", "score"].contains(column) {
                    writer.append(cell)
                } else {
                    writer.appendQuoted(cell)
                }
            }
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append(byte: UInt8(ascii: "\n"))
    }
}
