import ArgumentParser
import Experiments
import Foundation
import Packs
import StoreSQLite
import Toolbox
import Vocabulary

struct FunnelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funnel",
        abstract: "Who gets through a journey, and what stood in the way of the honest.",
        discussion: """
            assay funnel --store sqlite:assay.db --svg funnel.svg
            assay funnel --pack PACK --events log.ndjson --labels labels.csv \
            --steps account.created,stream.completed --unit account

            Funnels are declared in the pack's experiments.yaml, or by --steps, event types in \
            order.
            """)

    @Argument(help: "The funnel's name; the only one unless said.")
    var name: String?

    @OptionGroup var sources: LookSources

    @Option(help: "In place of a declared funnel: event types in order, separated by commas.")
    var steps: String?

    @Option(help: "With --steps: the kind of entity that walks them.")
    var unit = "account"

    @Option(help: "With --steps: the time for all of them.")
    var within = "7d"

    @Option(help: "With --steps: a field of the first event to tell people apart by.")
    var segment: String?

    @Option(help: "A file for the picture, SVG.")
    var svg: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let archive = try sources.openStore()
        let pack = try sources.loadPack(archive)
        let definition = try definition(pack)
        let labels = try sources.labelled.read(archive)
        if labels.count == 0 {
            Terminal.complain("assay: there are no labels; the honest are not told from the rest")
        }
        let decided =
            archive == nil
            ? try sources.decided(archive, unit: pack.schema.entities[definition.unit]) : nil
        let watch = WatchBox(FunnelWatch(definition, schema: pack.schema, labels: labels))
        try sources.forEach(archive, pack, decided) { batch, index, action in
            watch.value.take(
                batch.row(index), type: Int(batch.types[index]), time: batch.times[index],
                identity: batch.identities[index], action: action)
        }
        let report = FunnelReport(
            watch.value, schema: pack.schema, isLabelled: labels.count > 0)
        if let svg { try PictureFile.write(FunnelPicture.svg(report), to: svg) }
        print(json ? try JSONText.of(report) : FunnelText(report).text)
    }

    private func definition(_ pack: Pack) throws -> FunnelDefinition {
        guard let steps else { return try declared(pack) }
        func place(_ name: String, _ names: [String], _ what: String) throws -> Int {
            if let place = names.firstIndex(of: name) { return place }
            let nearest = EditDistance.suggestion(for: name, among: names)
            throw Fault(
                .notFound, "The pack \(pack.name) has no \(what) \(name).",
                fix: nearest.map { "Did you mean \($0)?" }
                    ?? "It has: \(names.joined(separator: ", ")).")
        }
        let unit = try place(unit, pack.schema.entities, "entity")
        let types = try steps.split(separator: ",").map {
            try place(String($0), pack.schema.types.map(\.name), "event type")
        }
        guard (2...16).contains(types.count) else {
            throw ValidationError("--steps are 2 to 16 event types.")
        }
        for type in types where pack.schema.field(naming: unit, at: type) == nil {
            throw Fault(
                .invalid, "\(pack.schema.types[type].name) names no \(self.unit).",
                fix: "Choose steps that name whoever walks them, or another --unit.")
        }
        let fields = pack.schema.types[types[0]].fields
        let slot = try segment.map {
            fields[try place($0, fields.map(\.name), "field of the first step")].slot
        }
        return FunnelDefinition(
            name: "funnel", unit: unit,
            within: try SpanOption.milliseconds(within, option: "--within"),
            steps: types.map {
                FunnelDefinition.Step(
                    name: pack.schema.types[$0].name, event: EventChoice(type: $0))
            }, segment: slot)
    }

    private func declared(_ pack: Pack) throws -> FunnelDefinition {
        let all = pack.experiments?.funnels ?? []
        let chosen = name == nil && all.count == 1 ? all[0] : all.first { $0.name == name }
        if let chosen { return chosen }
        throw Fault(
            .notFound,
            name.map { "The pack \(pack.name) declares no funnel \($0)." }
                ?? "The pack \(pack.name) declares \(all.count) funnels.",
            fix: all.isEmpty
                ? "Say --steps, or write `funnels` in experiments.yaml."
                : "Choose from \(all.map(\.name).joined(separator: ", ")).")
    }
}

/// A funnel for people.
private struct FunnelText {
    let report: FunnelReport

    init(_ report: FunnelReport) { self.report = report }

    var text: String {
        var lines: [String] = []
        for part in report.parts where part.segment.isEmpty {
            var table = TextTable([
                "step", "\(report.unit)s", "of all", "of the step before", "half within",
                "90 % within", "challenges/1,000", "blocks/1,000",
            ])
            for step in part.steps {
                table.add([
                    step.name, step.entities.grouped, Shown.percent(step.shareOfAll),
                    Shown.percent(step.shareOfLast), span(step.timeHalf), span(step.timeNinety),
                    Shown.rounded(step.challengesPerThousand, 1),
                    Shown.rounded(step.blocksPerThousand, 1),
                ])
            }
            lines += [
                "\(report.funnel), \(part.group): \(Shown.percent(part.completed)) complete it "
                    + "(95 %: \(Shown.percent(part.low)) to \(Shown.percent(part.high)))",
                table.text,
            ]
            if let hindered = part.completedHindered, let free = part.completedFree {
                lines.append(
                    "of the \(part.hindered.grouped) who met friction "
                        + "\(Shown.percent(hindered)) complete it, of the others "
                        + Shown.percent(free))
            }
            lines.append("")
        }
        let segments = report.parts.filter { !$0.segment.isEmpty }
        if !segments.isEmpty {
            var table = TextTable([
                "segment", "group", "began", "complete", "from", "to", "met friction",
            ])
            for part in segments {
                table.add([
                    part.segment, part.group, part.began.grouped, Shown.percent(part.completed),
                    Shown.percent(part.low), Shown.percent(part.high), part.hindered.grouped,
                ])
            }
            lines += [table.text]
            if report.otherSegments > 0 {
                lines.append(
                    "and \(report.otherSegments.grouped) smaller segments with "
                        + "\(report.otherEntities.grouped) \(report.unit)s")
            }
        }
        if report.waiting > 0 {
            lines.append(
                "\(report.waiting.grouped) \(report.unit)s still have time, and are not counted")
        }
        return lines.joined(separator: "\n")
    }

    private func span(_ milliseconds: Int64?) -> String {
        guard let milliseconds else { return "" }
        for (unit, length) in [("d", 86_400_000.0), ("h", 3_600_000), ("m", 60_000)]
        where Double(milliseconds) >= 2 * length {
            return Shown.rounded(Double(milliseconds) / length, 1) + unit
        }
        return Shown.rounded(Double(milliseconds) / 1000, 1) + "s"
    }
}
