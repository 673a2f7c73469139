import ArgumentParser
import Foundation
import Glibc
import Learning
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct LabelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract: "Keeps what became of events, and draws samples to find out.",
        discussion: """
            assay labels import chargebacks.csv --store sqlite:assay.db
            assay labels sample --store sqlite:assay.db --count 200 --seed 7 --out look.csv
            assay labels estimate --store sqlite:assay.db --threshold 0.5
            assay labels export --store sqlite:assay.db --out labels.csv
            """,
        subcommands: [
            LabelsImportCommand.self, LabelsListCommand.self, LabelsStatsCommand.self,
            LabelsSampleCommand.self, LabelsEstimateCommand.self, LabelsExportCommand.self,
        ])
}

struct LabelsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Keeps the labels of a file.",
        discussion: """
            assay labels import chargebacks.csv --store sqlite:assay.db

            CSV with a line of names, or NDJSON (by its name); plain, gzip or zstd. A row is about \
            an event (subject_source, subject_id) or an entity (entity is its kind, name), and has \
            label (such as fraud), value (true or false), label_source (who says so) and time \
            (when it happened). It may have recorded_at (when it became known; where it is empty, \
            when the file was last written), confidence and propensity (1 where they are empty). \
            Rows whose value is empty are passed over and counted. One bad row, and nothing of the \
            file is kept. What is there already is not kept twice.
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "The store, such as sqlite:assay.db; made where there is none.")
    var store: String

    @Flag(help: "Keep the good rows of a file that has bad ones.")
    var keepGood = false

    @Flag(help: "Print JSON.")
    var json = false

    /// Labels of one transaction; groups of events wait while it lasts.
    private static let labelsPerWrite = 10_000

    func run() throws {
        let read = try LabelFile(path: file, recordedAt: try writtenAt())
        for letter in read.flaws { Terminal.complain("assay: \(letter.sentence)") }
        if read.refused > read.flaws.count {
            Terminal.complain("assay: … and \(read.refused - read.flaws.count) bad rows more")
        }
        let isKept = read.refused == 0 || keepGood
        var new = 0
        if isKept {
            try SQLiteStore(url: store).audited(
                "label.import", by: NSUserName(), detail: "labels=\(read.labels.count)"
            ) { new = try LabelsImportCommand.keep(read, in: $0) }
        }
        if json {
            print(
                "{\"read\":\(read.labels.count),\"kept\":\(new)"
                    + ",\"known\":\(isKept ? read.labels.count - new : 0)"
                    + ",\"unanswered\":\(read.unanswered),\"refused\":\(read.refused)}")
        } else {
            tell(read, new: new, isKept: isKept)
        }
        if read.refused > 0 { throw ExitCode(Exit.findings.rawValue) }
    }

    /// - Returns: how many were not there yet.
    private static func keep(_ read: LabelFile, in archive: SQLiteStore) throws -> Int {
        var new = 0
        for start in stride(from: 0, to: read.labels.count, by: labelsPerWrite) {
            let end = min(read.labels.count, start + labelsPerWrite)
            let undated = (start..<end).filter { read.undated.contains($0) }
            new += try archive.record(
                Array(read.labels[start..<end]), received: Set(undated.map { $0 - start }))
        }
        return new
    }

    private func tell(_ read: LabelFile, new: Int, isKept: Bool) {
        if isKept {
            print(
                "Kept \(new.grouped) labels; \((read.labels.count - new).grouped) were there "
                    + "already.")
        } else {
            print(
                "Kept nothing: \(read.refused.grouped) rows are bad. Mend them, or keep the "
                    + "other \(read.labels.count.grouped) with --keep-good.")
        }
        if read.unanswered > 0 {
            print("\(read.unanswered.grouped) rows have no value yet, and were passed over.")
        }
        if !read.others.isEmpty {
            print("Columns that say nothing of labels: \(read.others.joined(separator: ", ")).")
        }
    }

    /// When the file was last written, milliseconds since 1970.
    private func writtenAt() throws -> Int64 {
        do {
            let facts = try FileManager.default.attributesOfItem(atPath: file)
            let date = facts[.modificationDate] as? Date
            return Int64((date?.timeIntervalSince1970 ?? 0) * 1000)
        } catch {
            throw Fault(.notFound, "There is no file \(file).", fix: "Check its name.")
        }
    }
}

struct LabelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Prints labels, a line of JSON each, as they were kept.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only labels of this name.")
    var label: String?

    @Option(help: "Only labels of this source.")
    var labelSource: String?

    @Option(help: "Labels at most.")
    var limit = 500

    @Option(help: "Only labels behind this sequence, to read on.")
    var after: Int64 = 0

    @Flag(help: "Only labels that were taken back, with when, by whom and why.")
    var withdrawn = false

    /// Labels asked of the store at a time.
    private static let labelsPerPage = 1000

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit is 1 or more.") }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        if withdrawn { return try listWithdrawn(archive) }
        var (place, left) = (after, limit)
        while left > 0 {
            let page = try archive.labels(after: place, limit: LabelsListCommand.labelsPerPage)
            guard let last = page.last else { return }
            place = last.sequence
            let chosen = page.filter { item in
                (label == nil || item.label.name == label)
                    && (labelSource == nil || item.label.source == labelSource)
            }
            for item in chosen.prefix(left) {
                var writer = ByteWriter(capacity: 256)
                writer.append("{\"sequence\":\(item.sequence),")
                item.label.writeMembers(to: &writer)
                writer.append("}" as StaticString)
                print(writer.text)
            }
            left -= chosen.count
        }
    }
}

extension LabelsListCommand {
    /// Those that were taken back, in the order in which they were.
    private func listWithdrawn(_ archive: SQLiteStore) throws {
        for one in try archive.withdrawnLabels(after: after, limit: limit) {
            guard label == nil || one.label.name == label,
                labelSource == nil || one.label.source == labelSource
            else { continue }
            var writer = ByteWriter(capacity: 256)
            one.writeJSON(to: &writer)
            print(writer.text)
        }
    }
}

struct LabelsStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Counts labels by name and source, with their delays.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let statistics = try LabelStatistics.of(try ExistingStore.open(store))
        if json {
            var writer = ByteWriter()
            writer.append("{\"labels\":[" as StaticString)
            for (place, each) in statistics.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                writer.append("{\"name\":" as StaticString)
                writer.appendQuoted(each.name)
                writer.append(",\"source\":" as StaticString)
                writer.appendQuoted(each.source)
                writer.append(
                    ",\"count\":\(each.count),\"positives\":\(each.positives)"
                        + ",\"delayMedian\":\(each.delayMedian),\"delayNinety\":\(each.delayNinety)"
                        + ",\"propensityLeast\":\(each.propensity.lowerBound)"
                        + ",\"propensityMost\":\(each.propensity.upperBound)}")
            }
            writer.append("]}" as StaticString)
            return print(writer.text)
        }
        guard !statistics.isEmpty else {
            return print("There are no labels; see `assay labels import --help`.")
        }
        var table = TextTable([
            "label", "source", "labels", "positive", "share", "delay, half", "delay, 90 %",
            "propensity",
        ])
        for each in statistics {
            let range = each.propensity
            table.add([
                each.name, each.source, each.count.grouped, each.positives.grouped,
                BundleFigures.shown(Double(each.positives) / Double(each.count)),
                LabelsStatsCommand.span(each.delayMedian),
                LabelsStatsCommand.span(each.delayNinety),
                range.lowerBound == range.upperBound
                    ? BundleFigures.shown(range.lowerBound)
                    : "\(BundleFigures.shown(range.lowerBound))–"
                        + BundleFigures.shown(range.upperBound),
            ])
        }
        print(table.text)
    }

    /// In the largest unit that leaves two or more.
    private static func span(_ milliseconds: Int64) -> String {
        for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000)]
            as [(
                String, Int64
            )] where milliseconds >= 2 * length
        {
            return "\(milliseconds / length)\(unit)"
        }
        return "\(milliseconds / 1000)s"
    }
}

struct LabelsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes labels with what each version had scored.",
        discussion: """
            assay labels export --store sqlite:assay.db --out labels.csv

            A line for each label and each version of a model that scored its event, in shadow \
            too; one line for a label whose subject none scored. NDJSON if the file's name says so.
            """)

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "The file to write: .csv or .ndjson.")
    var out: String

    /// Bytes held before they are written.
    private static let bytesHeld = 1 << 20

    func validate() throws {
        guard out.hasSuffix(".csv") || out.hasSuffix(".ndjson") else {
            throw ValidationError("--out ends in .csv or .ndjson.")
        }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        var progress = Progress("decisions")
        var export = try LabelExport(archive, out.hasSuffix(".csv") ? .csv : .ndjson) {
            progress.update(count: $0, share: $1)
        }
        progress.finish()
        let partial = out + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
        else {
            throw Fault(
                .unavailable, "Cannot write \(partial).", fix: "See that its folder exists.")
        }
        var writer = ByteWriter()
        writer.append(export.header)
        try archive.forEachLabel { label in
            export.write(label, to: &writer)
            guard writer.count > LabelsExportCommand.bytesHeld else { return }
            try file.write(contentsOf: Data(writer.bytes))
            writer.removeAll()
        }
        try file.write(contentsOf: Data(writer.bytes))
        try file.close()
        // It gets its name only when it is whole.
        guard rename(partial, out) == 0 else {
            throw Fault(.unavailable, "Cannot rename \(partial) to \(out).")
        }
        print("Wrote \(export.labels.grouped) labels in \(export.lines.grouped) lines to \(out).")
    }
}
