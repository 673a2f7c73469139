import ArgumentParser
import Experiments
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct HoldoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdout",
        abstract: "Says what enforced actions are worth, from the random share not acted on.",
        discussion: """
            assay holdout estimate --store sqlite:assay.db --name fraud --loss 40 --friction 2
            assay holdout rehearse --draws 1000 --seed 1
            """,
        subcommands: [HoldoutEstimateCommand.self, HoldoutRehearseCommand.self])
}

struct HoldoutEstimateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate",
        abstract: "Precision and recall of what is enforced, with intervals, and the cost of it.",
        discussion: """
            assay holdout estimate --decisions decisions.ndjson --labels labels.csv --name fraud

            Of what a trial withheld (a holdout, or an exploration) each event stands for \
            1 / propensity of those the policy named. Labels of enforced events are not read: what \
            would have come of them was prevented. Precision needs labels of withheld events; \
            recall and prevalence those of events that were let through, all of them, or a sample \
            with its propensities. Intervals are 95 %.
            """)

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String?

    @Option(help: "Or decisions, NDJSON of records, plain, gzip or zstd.")
    var decisions: String?

    @OptionGroup var labelled: LabelSources

    @Option(help: "The kind of entity that was held out together.")
    var unit = "account"

    @Option(help: "Only the trial of this name.")
    var trial: String?

    @Flag(help: "An event without a label was good, as where only bad ones are reported.")
    var silenceIsGood = false

    @Option(help: "Only events at least so much older than the last decision, such as 30d.")
    var matured: String?

    @Option(help: "What a bad event costs that is let through.")
    var loss = 0.0

    @Option(help: "What it costs to act on a good one.")
    var friction = 0.0

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (store == nil) != (decisions == nil) else {
            throw ValidationError("Name a store with --store, or a file with --decisions.")
        }
        guard loss >= 0, friction >= 0, loss.isFinite, friction.isFinite else {
            throw ValidationError("--loss and --friction are not negative.")
        }
        guard decisions == nil || labelled.labels != nil else {
            throw ValidationError("Decisions of a file need --labels.")
        }
        _ = try matured.map { try SpanOption.milliseconds($0, option: "--matured") }
    }

    func run() throws {
        let archive = try store.map { try ExistingStore.open($0) }
        let labels = try labelled.read(archive)
        var settings = HoldoutGathering.Settings()
        (settings.unit, settings.trial) = (unit, trial)
        settings.silenceIsGood = silenceIsGood
        settings.costs = HoldoutCosts(loss: loss, friction: friction)
        if let matured {
            var last = Int64.min
            try RecordSource.forEach(store: archive, file: decisions) { last = max(last, $0.time) }
            settings.maturedUntil =
                last - (try SpanOption.milliseconds(matured, option: "--matured"))
        }
        var gathering = HoldoutGathering(labels: labels, settings)
        try RecordSource.forEach(store: archive, file: decisions) { gathering.take($0) }
        let report = HoldoutReport(gathering)
        guard report.rows.contains(where: { $0.estimate.named > 0 }) else {
            throw Fault(
                .notFound, "None of \(report.records.grouped) decisions was under a trial.",
                fix: "Declare a holdout in policy.yaml, or check --trial and --matured.")
        }
        print(json ? try JSONText.of(report) : HoldoutText(report, labels: labels.count).text)
    }
}

struct HoldoutRehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Proves the intervals on simulated worlds whose truth is known.",
        discussion: """
            assay holdout rehearse --draws 1000 --seed 1

            Ten designs: shares of 0.5 to 2 %, 1 to 5 % bad, held out by event and by entity, with \
            all labels of what was let through and with a sample of them.
            """)

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
        let rehearsal = HoldoutRehearsal(draws: draws, seed: seed)
        let designs = HoldoutRehearsal.designs
        var progress = Progress("designs")
        var results: [HoldoutRehearsal.Result] = []
        for (number, design) in designs.enumerated() {
            results.append(rehearsal.run(design, number: number))
            progress.update(count: number + 1, share: Double(number + 1) / Double(designs.count))
        }
        progress.finish()
        if json { return print(try JSONText.of(results)) }
        var table = TextTable([
            "withheld", "bad", "precision", "recall", "by", "labelled", "labels", "precision held",
            "recall held",
        ])
        for result in results {
            let design = result.design
            table.add([
                Shown.percent(design.share), Shown.percent(design.prevalence),
                Shown.rounded(design.precision, 2), Shown.rounded(design.recall, 2),
                design.eventsPerEntity > 1 ? "entity" : "event", Shown.percent(design.labelled),
                Shown.rounded(result.labels, 1), Shown.rounded(result.precisionCoverage, 3),
                Shown.rounded(result.recallCoverage, 3),
            ])
        }
        print(table.text)
        print("95 % intervals, \(draws.grouped) draws of each design: how many held the truth")
    }
}

/// What holdouts say, for people.
private struct HoldoutText {
    let report: HoldoutReport
    let labels: Int

    init(_ report: HoldoutReport, labels: Int) { (self.report, self.labels) = (report, labels) }

    var text: String {
        var table = TextTable([
            "policy", "action", "named", "withheld", "labelled", "precision", "95 %", "recall",
            "95 %", "HT",
        ])
        for row in report.rows {
            let estimate = row.estimate
            table.add([
                row.policyVersion.map { "version \($0)" } ?? "pack", row.action,
                estimate.named.grouped, estimate.withheld.grouped, estimate.labelled.grouped,
                value(estimate.precision), bounds(estimate.precision), value(estimate.recall),
                bounds(estimate.recall),
                [estimate.precisionHT, estimate.recallHT].map { number in
                    number.map { Shown.rounded($0, 3) } ?? "—"
                }.joined(separator: " / "),
            ])
        }
        var lines = [table.text]
        for row in report.rows where row.action == "all" {
            let name = row.policyVersion.map { "version \($0)" } ?? "the pack"
            if let share = row.estimate.prevalence {
                lines.append(
                    "of what \(name) let through, \(Shown.rounded(share.value * 100, 3)) % is bad "
                        + "(\(Shown.rounded(share.low * 100, 3)) to "
                        + "\(Shown.rounded(share.high * 100, 3)) %)")
            } else {
                lines.append(
                    "no label speaks of what \(name) let through: recall cannot be told")
            }
            if let outside = row.outside, outside > 0 {
                lines.append(
                    "\(outside.grouped) events fell outside of the trials asked for: of them "
                        + "nothing can be known, and recall leaves them out")
            }
        }
        return (lines + cost).joined(separator: "\n")
    }

    private var cost: [String] {
        let bill = report.bill
        var lines = [
            "the trial let \(bill.withheld.grouped) events through: \(bill.bad.grouped) bad, "
                + "\(bill.good.grouped) good, \(bill.waiting.grouped) not known yet"
        ]
        if report.young > 0 {
            lines.append("\(report.young.grouped) decisions are too young to be judged")
        }
        guard report.costs.loss > 0 || report.costs.friction > 0 else {
            return lines + ["say --loss and --friction to see what it costs"]
        }
        lines.append(
            "so far it lost \(Shown.rounded(bill.lost, 2)) and spared "
                + "\(Shown.rounded(bill.spared, 2)); the waiting may lose up to "
                + Shown.rounded(report.mayLose, 2)
                + (report.aDay.map { "; a day costs about \(Shown.rounded($0, 2)) net" } ?? ""))
        return lines
    }

    private func value(_ share: HoldoutEstimate.Share?) -> String {
        share.map { Shown.rounded($0.value, 3) } ?? "—"
    }

    private func bounds(_ share: HoldoutEstimate.Share?) -> String {
        share.map { "\(Shown.rounded($0.low, 3))–\(Shown.rounded($0.high, 3))" } ?? ""
    }
}
