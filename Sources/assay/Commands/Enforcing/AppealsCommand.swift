import ArgumentParser
import Enforcements
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct AppealsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appeals", abstract: "Opens appeals, has them decided, and counts outcomes.",
        discussion: """
            assay appeals open enf_… --text "It was my sister" --by support --store sqlite:assay.db
            assay appeals decide app_… --outcome overturned --by bea --why "true" --store …
            assay appeals rates --by rule --store sqlite:assay.db
            """,
        subcommands: [
            AppealsOpenCommand.self, AppealsListCommand.self, AppealsDecideCommand.self,
            AppealsRatesCommand.self,
        ])
}

struct AppealsOpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Opens an appeal against an enforcement.")

    @Argument(help: "The enforcement, enf_…")
    var enforcement: String

    @Option(help: "Why the measure is wrong.")
    var text: String

    @Option(help: "Who takes the appeal in; where nobody was set up, also who appeals.")
    var by: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        let archive = try ExistingStore.open(store)
        let appeal = try archive.audited(
            "appeal.open", by: by, subject: "enforcement=\(enforcement)"
        ) { store in
            try store.expectFirst(by, may: .appealsSend)
            return try store.enforcing {
                try AppealDesk(EnforcementDesk(tables: $0, clock: SignedOptions.now()))
                    .open(enforcement, text: text, by: by)
            }
        }
        print(try ViewJSON.of(AppealView(appeal)))
    }
}

struct AppealsDecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Decides an appeal; by nobody who had a part in it.")

    @Argument(help: "The appeal, app_…")
    var id: String

    @Option(help: "upheld: the measure stays; overturned: it is taken back.")
    var outcome: String

    @Option(help: "The question its label answers, where no policy and no case says one.")
    var label = "fraud"

    @OptionGroup var signed: SignedOptions

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func validate() throws {
        guard ["upheld", "overturned"].contains(outcome) else {
            throw ValidationError("--outcome is upheld or overturned.")
        }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        let appeal = try archive.audited(
            "appeal.decide", by: signed.by, subject: "appeal=\(id)", detail: "outcome=\(outcome)"
        ) { store in
            try store.expectSecond(signed.by, may: .appealsDecide)
            return try store.enforcing {
                try AppealDesk(
                    EnforcementDesk(tables: $0, clock: SignedOptions.now()), label: label
                )
                .decide(
                    id, overturns: outcome == "overturned", by: signed.by, why: signed.why)
            }
        }
        print(try ViewJSON.of(AppealView(appeal)))
    }
}

struct AppealsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists appeals, the latest first.")

    @Option(help: "open, upheld or overturned.")
    var state: String?

    @Option(help: "Appeals at most.")
    var limit = 50

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func validate() throws {
        guard state == nil || state.flatMap({ Appeal.State(rawValue: $0) }) != nil else {
            throw ValidationError("--state is open, upheld or overturned.")
        }
    }

    func run() throws {
        let filter = AppealFilter(
            state: state.flatMap { Appeal.State(rawValue: $0) }, limit: limit)
        let found = try ExistingStore.open(store).readingEnforcements { try $0.appeals(filter) }
        if format == .json {
            struct List: Encodable { var appeals: [AppealView] }
            return print(try ViewJSON.of(List(appeals: found.map { AppealView($0) })))
        }
        guard !found.isEmpty else { return print("There is none.") }
        var table = TextTable(["appeal", "enforcement", "state", "opened by", "decided by"])
        for appeal in found {
            table.add([
                appeal.id, appeal.enforcement, appeal.state.rawValue, appeal.openedBy,
                appeal.decidedBy,
            ])
        }
        print(table.text)
    }
}

struct AppealsRatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rates", abstract: "How often appeals overturn what one thing caused.")

    @Option(help: "rule, version, pack, policy, ring or hand.")
    var by = "rule"

    @Option(help: "Lines at most.")
    var limit = 50

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func validate() throws {
        guard OverturnKinds.all.contains(by) else {
            throw ValidationError("--by is one of \(OverturnKinds.all.joined(separator: ", ")).")
        }
    }

    func run() throws {
        let rates = try ExistingStore.open(store).readingEnforcements {
            try $0.overturns(by: by, limit: limit).map { OverturnView($0) }
        }
        if format == .json {
            struct List: Encodable { var rates: [OverturnView] }
            return print(try ViewJSON.of(List(rates: rates)))
        }
        guard !rates.isEmpty else { return print("Nothing was carried out.") }
        var table = TextTable([
            "by", "applied", "appealed", "decided", "overturned", "rate", "95 %",
        ])
        for rate in rates {
            func shown(_ value: Double?) -> String {
                value.map { "\(($0 * 1000).rounded() / 10) %" } ?? ""
            }
            table.add([
                rate.scope, rate.applied.grouped, rate.appealed.grouped, rate.decided.grouped,
                rate.overturned.grouped, shown(rate.rate),
                rate.rate == nil ? "" : "\(shown(rate.low)) to \(shown(rate.high))",
            ])
        }
        print(table.text)
    }
}
