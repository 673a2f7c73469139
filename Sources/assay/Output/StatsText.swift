import Features
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// What features hold in memory, as tables for people and as JSON for programs.
struct StatsText {
    /// Which events the features are of.
    struct Walked {
        var events: Int
        /// Of the last event in the snapshot they began with; 0 without one.
        var sequence: Int
    }

    let evaluator: Evaluator
    let report: MemoryReport
    let walked: Walked

    private func name(_ group: GroupReport) -> String { evaluator.name(of: group.numbers) }

    // MARK: For people

    var text: String {
        var parts = [headline, groupTable]
        if let limit = evaluator.pack.memoryBytesMax { parts.append(limitTable(limit)) }
        let coarser = coarserTable
        if !coarser.isEmpty {
            parts.append(
                "What a coarser `resolution:` would save, estimated from the records held now. "
                    + "With it the\nfar edge of a window moves by whole tiles, so features "
                    + "change: see Features.md, Windows. The\nrecords of an entity are shared, so "
                    + "only what shortens the longest of its windows saves any.")
            parts.append(coarser.text)
        }
        return parts.joined(separator: "\n\n")
    }

    private var headline: String {
        let events =
            walked.sequence > 0
            ? "Snapshot of event \(walked.sequence.grouped) and \(walked.events.grouped) later "
                + "events"
            : "\(walked.events.grouped) events"
        return "\(events): \(report.entities.grouped) entities hold "
            + "\(StatsText.mebibytes(report.featureBytes)) MiB; identities, to know duplicates, "
            + "\(StatsText.mebibytes(report.identityBytes)) MiB."
    }

    private var groupTable: String {
        var table = TextTable([
            "entity", "features", "entities", "expired", "records", "bytes/entity", "MiB",
            "blocks", "rings", "summaries", "tiles", "table", "texts", "spare",
        ])
        for group in report.groups {
            let sizes = [
                group.total, group.bytes.blocks, group.bytes.rings, group.bytes.summaries,
                group.bytes.tiles, group.tableBytes, group.textBytes, group.spareBytes,
            ]
            table.add(
                [
                    name(group), group.features.grouped, group.numbers.entities.grouped,
                    group.expiredNow.grouped, group.records.grouped,
                    group.bytesPerEntity.grouped,
                ] + sizes.map(StatsText.mebibytes))
        }
        let features = report.groups.reduce(0) { $0 + $1.features }
        let expired = report.groups.reduce(0) { $0 + $1.expiredNow }
        let records = report.groups.reduce(0) { $0 + $1.records }
        table.add([
            "all", features.grouped, report.entities.grouped, expired.grouped, records.grouped,
            (report.featureBytes / max(1, report.entities)).grouped,
            StatsText.mebibytes(report.featureBytes),
        ])
        return table.text + "\nMiB from `blocks` on say what the bytes are for. Expired entities "
            + "have nothing left in any window;\nthey are given back when room is needed."
            + (Set(report.groups.map(name)).count < report.groups.count
                ? " A kind with several rows has\nfeatures that read other events, kept apart."
                : "")
    }

    private func limitTable(_ limit: Int) -> String {
        var table = TextTable(["entity", "counted MiB", "at most", "given back", "forgotten"])
        for group in report.groups {
            table.add([
                name(group), StatsText.mebibytes(group.numbers.counted),
                StatsText.mebibytes(group.numbers.share), group.numbers.expired.grouped,
                group.numbers.forgotten.grouped,
            ])
        }
        return "Of the pack's memory, \(StatsText.mebibytes(limit)) MiB:\n\n" + table.text
    }

    private var coarserTable: TextTable {
        var table = TextTable([
            "entity", "window", "resolution", "saves MiB", "records MiB", "tiles MiB",
        ])
        for group in report.groups {
            for window in group.coarser where window.saved > 0 {
                table.add([
                    name(group), StatsText.words(window), StatsText.span(window.resolution),
                    StatsText.mebibytes(window.saved), StatsText.mebibytes(window.records),
                    StatsText.mebibytes(window.tiles),
                ])
            }
        }
        return table
    }

    private static func words(_ window: CoarserWindow) -> String {
        guard let width = window.window else { return "all it divides" }
        return span(width) + (window.delay > 0 ? ", delay \(span(window.delay))" : "")
    }

    /// Milliseconds as packs write them.
    private static func span(_ milliseconds: Int64) -> String {
        let units: [(name: String, size: Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
        ]
        for unit in units where milliseconds % unit.size == 0 && milliseconds > 0 {

            return "\(milliseconds / unit.size)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }

    private static func mebibytes(_ bytes: Int) -> String {
        "\((Double(bytes) / 1_048_576 * 10).rounded() / 10)"
    }

    // MARK: For programs

    var json: String {
        var writer = ByteWriter()
        writer.append("{\"events\":\(walked.events),\"snapshot\":\(walked.sequence)")
        writer.append(",\"entities\":\(report.entities),\"bytes\":\(report.featureBytes)")
        writer.append(",\"identityBytes\":\(report.identityBytes)")
        if let limit = evaluator.pack.memoryBytesMax { writer.append(",\"memory\":\(limit)") }
        writer.append(",\"groups\":[")
        for (index, group) in report.groups.enumerated() {
            if index > 0 { writer.append(",") }
            write(group, to: &writer)
        }
        writer.append("]}")
        return writer.text
    }

    private func write(_ group: GroupReport, to writer: inout ByteWriter) {
        writer.append("{\"entity\":")
        writer.appendQuoted(name(group))
        let numbers = group.numbers
        let fields = [
            ("features", group.features), ("entities", numbers.entities),
            ("expired", group.expiredNow), ("records", group.records), ("bytes", group.total),
            ("bytesPerEntity", group.bytesPerEntity), ("blockBytes", group.bytes.blocks),
            ("ringBytes", group.bytes.rings), ("summaryBytes", group.bytes.summaries),
            ("tileBytes", group.bytes.tiles), ("tableBytes", group.tableBytes),
            ("textBytes", group.textBytes), ("spareBytes", group.spareBytes),
            ("givenBack", numbers.expired), ("forgotten", numbers.forgotten),
            ("countedBytes", numbers.counted), ("shareBytes", numbers.share),
        ]
        for (name, value) in fields { writer.append(",\"\(name)\":\(value)") }
        writer.append(",\"coarser\":[")
        for (index, window) in group.coarser.enumerated() {
            if index > 0 { writer.append(",") }
            let width = window.window.map { "\($0 / 1000)" } ?? "null"
            writer.append("{\"windowSeconds\":\(width),\"delaySeconds\":\(window.delay / 1000)")
            writer.append(",\"resolutionSeconds\":\(window.resolution / 1000)")
            writer.append(",\"savedBytes\":\(window.saved),\"recordBytes\":\(window.records)")
            writer.append(",\"tileBytes\":\(window.tiles)}")
        }
        writer.append("]}")
    }
}

extension GroupReport {
    /// Bytes in all, by entity.
    fileprivate var bytesPerEntity: Int { total / max(1, numbers.entities) }
}
