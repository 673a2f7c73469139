import ArgumentParser
import Enforcements
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct EnforcementsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enforcements",
        abstract: "Carries out what decisions say, by hand too, and takes it back.",
        discussion: """
            assay enforcements run --pack PolicyPacks/streaming --store sqlite:assay.db
            assay enforcements list --store sqlite:assay.db --state pending
            assay enforcements apply --ring ring-3 --measure suspend --for 30d \
            --store sqlite:assay.db --by ann --why "they act for somebody" --dry-run
            assay enforcements undo --rule looped_tracks --store sqlite:assay.db \
            --by bea --why "the rule was wrong"

            Everything is a line of a ledger, which is only ever added to.
            """,
        subcommands: [
            EnforcementsRunCommand.self, EnforcementsListCommand.self,
            EnforcementsShowCommand.self, EnforcementsApplyCommand.self,
            EnforcementsApproveCommand.self, EnforcementsReverseCommand.self,
            EnforcementsUndoCommand.self, EnforcementsVerifyCommand.self,
        ])
}

/// How a command prints.
enum LedgerFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// Who does it and why; both are asked for.
struct SignedOptions: ParsableArguments {
    @Option(help: "Who does this.")
    var by: String

    @Option(help: "Why, in a sentence.")
    var why: String

    /// Milliseconds since 1970.
    static let now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
}

struct EnforcementsRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Carries out the decisions of a stopped store.",
        discussion: """
            assay enforcements run --pack PolicyPacks/streaming --store sqlite:assay.db

            It goes on behind the last decision that was carried out, from the first one where \
            none was. The time is the log's: each is carried out when it was decided. --clock \
            wall takes the present, as `assay serve` does; then what is over ends even where the \
            pack has no enforcement.yaml.
            """)

    @Option(help: "The pack's folder, with enforcement.yaml.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "What the time is: log or wall.")
    var clock = "log"

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func validate() throws {
        guard ["log", "wall"].contains(clock) else {
            throw ValidationError("--clock is log or wall.")
        }
    }

    func run() throws {
        let definition =
            try clock == "log"
            ? EnforcingPack.definition(pack) : PackCommand.load(pack).enforcement
        let store = try ExistingStore.open(store)
        let held = Double(max(1, try store.lastSequence()))
        var progress = Progress("violations")
        let run = EnforcementRun(
            store: store, definition: definition,
            clock: clock == "log" ? .log : .wall(SignedOptions.now))
        let report = try run.run(progress: { report in
            progress.update(
                count: report.violations, share: min(1, Double(report.upTo) / held))
        })
        progress.finish()
        if format == .json {
            struct Counts: Encodable {
                var decisions: Int, violations: Int, held: Int, partOfAnother: Int
                var expired: Int, lapsed: Int, unreadable: Int, upTo: Int64
                var applied: [String: Int]
            }
            return print(
                try ViewJSON.of(
                    Counts(
                        decisions: report.decisions, violations: report.violations,
                        held: report.held, partOfAnother: report.partOfAnother,
                        expired: report.expired, lapsed: report.lapsed,
                        unreadable: report.unreadable, upTo: report.upTo,
                        applied: Dictionary(
                            uniqueKeysWithValues: report.applied.map {
                                ($0.key.rawValue, $0.value)
                            }))))
        }
        print(
            "\(report.decisions.grouped) decisions that acted, \(report.violations.grouped) "
                + "violations, of which \(report.partOfAnother.grouped) are part of another.")
        print(report.line + ".")
    }
}

/// The `enforcement.yaml` of a pack.
enum EnforcingPack {
    /// - Throws: ``Fault`` `invalid` when the pack has none.
    static func definition(_ folder: String) throws -> EnforcementDefinition {
        let pack = try PackCommand.load(folder)
        guard let definition = pack.enforcement else {
            throw Fault(
                .invalid, "The pack \(pack.name) has no enforcement.yaml.",
                fix: "Say in it what is done to whom; PolicyPacks/streaming has one.")
        }
        return definition
    }
}

struct EnforcementsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists enforcements, the latest first.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only those on one entity: payee=p1, or the name of an account.")
    var entity: String?

    @Option(help: "Only those of one policy of enforcement.yaml.")
    var policy: String?

    @Option(help: "Only those in one state, such as pending or active.")
    var state: String?

    @Option(help: "Only those of one cause: rule:ID, version:N, pack:HASH, ring:ID, batch:ID.")
    var scope: String?

    @Option(help: "Enforcements at most.")
    var limit = 50

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func run() throws {
        var filter = EnforcementFilter(limit: limit)
        filter.entity = entity.map { EnforcementSelection.entity($0) }
        (filter.policy, filter.scope) = (policy, scope)
        filter.states = try state.map { [try EnforcementSelection.state($0)] } ?? []
        let chosen = filter
        let found = try ExistingStore.open(store).readingEnforcements {
            try $0.enforcements(chosen)
        }
        if format == .json {
            struct List: Encodable { var enforcements: [EnforcementView] }
            return print(
                try ViewJSON.of(List(enforcements: found.map { EnforcementView($0) })))
        }
        guard !found.isEmpty else { return print("There is none.") }
        var table = TextTable([
            "enforcement", "entity", "measure", "state", "policy", "strikes", "until",
        ])
        for one in found {
            table.add([
                one.id, one.entity.text, one.measure.rawValue, one.state.rawValue,
                one.policy.isEmpty ? "by hand" : one.policy,
                "\((one.points * 100).rounded() / 100)",
                one.until.map { CivilTime(milliseconds: $0).rfc3339 } ?? "",
            ])
        }
        print(table.text)
    }
}

struct EnforcementsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints one enforcement with its ledger, as JSON.")

    @Argument(help: "Its id, enf_…")
    var id: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        let view = try ExistingStore.open(store).readingEnforcements { tables in
            let desk = EnforcementDesk(tables: tables, clock: 0)
            return try EnforcementView(whole: try desk.expected(id), in: tables)
        }
        print(try ViewJSON.of(view))
    }
}

struct EnforcementsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Folds the ledger and compares it with what stands.",
        discussion: "Ends with 1 when something differs.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        var progress = Progress("entries")
        let report = try LedgerCheck.run(in: try ExistingStore.open(store)) {
            progress.update(count: $0, share: 0)
        }
        progress.finish()
        let states = Enforcement.State.allCases.compactMap { state in
            report.states[state].map { "\($0.grouped) \(state.rawValue)" }
        }
        print(
            "\(report.entries.grouped) entries, \(report.enforcements.grouped) enforcements"
                + (states.isEmpty ? "." : ": \(states.joined(separator: ", "))."))
        guard report.differences.isEmpty else {
            print("These differ from the ledger: \(report.differences.joined(separator: ", "))")
            throw ExitCode(Exit.findings.rawValue)
        }
        print("What stands is what the ledger comes to.")
    }
}
