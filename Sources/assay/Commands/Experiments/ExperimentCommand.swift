import ArgumentParser
import Experiments
import Foundation
import Packs
import StoreSQLite
import Toolbox
import Vocabulary

struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Compares policies on entities assigned by chance, however often one looks.",
        discussion: """
            assay experiment plan --pack PACK --per-day 500
            assay experiment readout --store sqlite:assay.db --svg readout.svg
            assay experiment rehearse --draws 1000 --seed 1

            Experiments are declared in the pack's experiments.yaml.
            """,
        subcommands: [
            ExperimentReadoutCommand.self, ExperimentPlanCommand.self,
            ExperimentRehearseCommand.self,
        ])

    /// The experiment of a name; the only one where none is said.
    static func chosen(_ name: String?, of pack: Pack) throws -> ExperimentDefinition {
        let all = pack.experiments?.experiments ?? []
        if let name {
            if let held = all.first(where: { $0.name == name }) { return held }
            let nearest = EditDistance.suggestion(for: name, among: all.map(\.name))
            throw Fault(
                .notFound, "The pack \(pack.name) declares no experiment \(name).",
                fix: nearest.map { "Did you mean \($0)?" }
                    ?? "It has: \(all.map(\.name).joined(separator: ", ")).")
        }
        guard all.count == 1, let only = all.first else {
            throw Fault(
                .invalid,
                all.isEmpty
                    ? "The pack \(pack.name) declares no experiment."
                    : "The pack \(pack.name) declares \(all.count) experiments.",
                fix: all.isEmpty
                    ? "Write experiments.yaml; see the page of the room Experiments."
                    : "Say which: \(all.map(\.name).joined(separator: ", ")).")
        }
        return only
    }
}

struct ExperimentReadoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readout",
        abstract: "Says what an experiment shows now, and whether to stop it.",
        discussion: """
            assay experiment readout --store sqlite:assay.db
            assay experiment readout --pack PACK --events log.ndjson --decisions decisions.ndjson

            Bounds hold at all times together: look as often as you like, and stop when it says \
            so. Ends with 1 when the arms are not what was declared, a guard is worse, or a \
            treatment is.
            """)

    @Argument(help: "The experiment's name; the only one unless said.")
    var name: String?

    @OptionGroup var sources: LookSources

    @Option(help: "A file for the picture, SVG.")
    var svg: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let archive = try sources.openStore()
        let pack = try sources.loadPack(archive)
        var definition = try ExperimentCommand.chosen(name, of: pack)
        if definition.goesByVersion {
            var starts = VersionStarts()
            try RecordSource.forEach(store: archive, file: sources.decisions) { starts.take($0) }
            definition.startsAt = try starts.start(of: definition)
        }
        let labels = try sources.labelled.read(archive)
        if labels.count == 0, ([definition.primary] + definition.guards).contains(where: \.isOfGood)
        {
            Terminal.complain("assay: there are no labels; everybody counts as good")
        }
        let unit = pack.schema.entities[definition.unit]
        // A store's log knows actions; its records are read only for versions.
        let decided =
            archive == nil || definition.goesByVersion
            ? try sources.decided(archive, unit: unit, from: definition.startsAt ?? .min) : nil
        let watch = WatchBox(
            ExperimentWatch(definition, schema: pack.schema, versions: decided?.versions ?? [:]))
        try sources.forEach(archive, pack, decided) { batch, index, action in
            watch.value.take(
                batch.row(index), type: Int(batch.types[index]), time: batch.times[index],
                action: action)
        }
        let readout = ExperimentReadout(watch.value, schema: pack.schema, labels: labels)
        if let svg { try PictureFile.write(ReadoutPicture.svg(readout), to: svg) }
        print(json ? try JSONText.of(readout) : ReadoutText(readout).text)
        if [.stopRatio, .stopGuard, .worse].contains(readout.verdict) {
            throw ExitCode(Exit.findings.rawValue)
        }
    }
}

/// What is followed while events are read one after another.
final class WatchBox<Watch>: @unchecked Sendable {
    var value: Watch

    init(_ value: Watch) { self.value = value }
}

struct ExperimentPlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Says how many entities an experiment takes, and how long.")

    @Argument(help: "The experiment's name; the only one unless said.")
    var name: String?

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(help: "Entities that enter the experiment a day.")
    var perDay: Double?

    @Option(help: "Simulated experiments, to 10,000.")
    var draws = 400

    @Option(help: "Seed of the draws.")
    var seed: UInt64 = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (10...10_000).contains(draws), perDay ?? 1 > 0 else {
            throw ValidationError("--draws is from 10 to 10,000, --per-day above 0.")
        }
    }

    func run() throws {
        let definition = try ExperimentCommand.chosen(name, of: try PackCommand.load(pack))
        var progress = Progress("draws")
        let plan = ExperimentPlan(definition, perDay: perDay, draws: draws, seed: seed) {
            progress.update(count: $0, share: $1)
        }
        progress.finish()
        print(json ? try JSONText.of(plan) : plan.words)
    }
}

struct ExperimentRehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Proves the test on simulated arms, looked at after every entity.")

    @Option(help: "Draws of each design, to 100,000.")
    var draws = 1000

    @Option(help: "Seed of the draws.")
    var seed: UInt64 = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(draws) else {
            throw ValidationError("--draws is a number from 1 to 100,000.")
        }
    }

    func run() throws {
        let rehearsal = ExperimentRehearsal(draws: draws, seed: seed)
        let designs = ExperimentRehearsal.designs
        var progress = Progress("designs")
        var results: [ExperimentRehearsal.Result] = []
        for (number, design) in designs.enumerated() {
            results.append(rehearsal.run(design, number: number))
            progress.update(count: number + 1, share: Double(number + 1) / Double(designs.count))
        }
        progress.finish()
        if json { return print(try JSONText.of(results)) }
        var table = TextTable([
            "design", "false alarms", "power", "wrong way", "coverage", "half by", "80 % by",
            "looking once",
        ])
        for result in results {
            table.add([
                result.design.name, Shown.rounded(result.falseAlarms, 3),
                Shown.rounded(result.power, 3), Shown.rounded(result.wrongWay, 3),
                Shown.rounded(result.coverage, 3), result.entitiesHalf.grouped,
                result.entitiesEighty.map(\.grouped) ?? "—", result.entitiesOnce.grouped,
            ])
        }
        print(table.text)
        print(
            "\(draws.grouped) draws of each design, alpha 5 %: looked at after every entity; "
                + "`looking once` is what a test with one look takes for 80 % power")
    }
}

/// A readout for people.
private struct ReadoutText {
    let readout: ExperimentReadout

    init(_ readout: ExperimentReadout) { self.readout = readout }

    var text: String {
        var arms = TextTable(["arm", "share", "\(readout.unit)s", "actions per 1,000"])
        for arm in readout.arms {
            arms.add([
                arm.name, Shown.percent(arm.share), arm.entities.grouped,
                Shown.rounded(arm.actionsPerThousand, 1),
            ])
        }
        var table = TextTable([
            "metric", "arm", "known", "control", "arm's", "difference", "low", "high", "effect",
        ])
        for comparison in readout.comparisons {
            table.add([
                (comparison.isGuard ? "guard " : "") + comparison.metric, comparison.treatment.arm,
                (comparison.control.entities + comparison.treatment.entities).grouped,
                Shown.rounded(comparison.control.mean, 4),
                Shown.rounded(comparison.treatment.mean, 4),
                Shown.rounded(comparison.difference.value, 4),
                Shown.rounded(comparison.difference.low, 4),
                Shown.rounded(comparison.difference.high, 4), Shown.rounded(comparison.effect, 4),
            ])
        }
        return "\(readout.experiment): \(readout.words)\n\n\(arms.text)\n\n\(table.text)\n"
            + "bounds hold at all times together, each side with its part of alpha "
            + Shown.percent(readout.alpha)
    }
}
