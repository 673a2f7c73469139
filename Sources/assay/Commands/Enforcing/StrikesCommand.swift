import ArgumentParser
import Enforcements
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct StrikesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strikes", abstract: "Who has strikes, and who would have.",
        discussion: """
            assay strikes histogram --pack PolicyPacks/streaming --store sqlite:assay.db
            assay strikes list u1 --store sqlite:assay.db
            """,
        subcommands: [StrikesHistogramCommand.self, StrikesListCommand.self])
}

struct StrikesHistogramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "histogram",
        abstract: "Who would be hit at which number of strikes, before it is switched on.",
        discussion: """
            assay strikes histogram --pack PolicyPacks/streaming --store sqlite:assay.db

            Rehearses the pack's enforcement.yaml over the decisions of the store, and writes \
            nothing.
            """)

    @Option(help: "The pack's folder, with enforcement.yaml.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only decisions on events from this time on, RFC 3339.")
    var since: String?

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func run() throws {
        var from = Int64.min
        if let since {
            guard let time = CivilTime(rfc3339: since) else {
                throw ValidationError("--since is a time such as 2026-11-22T00:00:00Z.")
            }
            from = time.milliseconds
        }
        let definition = try EnforcingPack.definition(pack)
        var progress = Progress("decisions")
        let histogram = try StrikeHistogram(
            of: definition, in: try ExistingStore.open(store), since: from
        ) { progress.update(count: $0, share: 0) }
        progress.finish()
        if format == .json { return print(try ViewJSON.of(histogram)) }
        print("\(histogram.decisions.grouped) decisions that acted.")
        for policy in histogram.policies {
            print(
                "\n\(policy.policy): \(policy.violations.grouped) violations, "
                    + "\(policy.partOfAnother.grouped) of them part of another, on "
                    + "\(policy.entities.grouped) entities")
            var table = TextTable(["strikes", "entities", "measure"])
            for threshold in policy.thresholds {
                table.add([
                    "\(threshold.strikes)", threshold.entities.grouped, threshold.measure,
                ])
            }
            print(table.text)
        }
        print(
            "\n\(histogram.held.grouped) enforcements would wait for a second person under the "
                + "caps of `reach`.")
    }
}

struct StrikesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Prints what counts against an entity, as JSON.")

    @Argument(help: "An account, or another entity as payee=p1.")
    var entity: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        let view = try ExistingStore.open(store).readingEnforcements {
            try EntityView(
                EnforcementSelection.entity(entity), in: $0, at: SignedOptions.now())
        }
        print(try ViewJSON.of(view))
    }
}
