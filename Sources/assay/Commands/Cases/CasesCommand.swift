import ArgumentParser
import Audits
import Cases
import Enforcements
import Foundation
import Packs
import StoreSQLite
import Toolbox
import Vocabulary

struct CasesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "Lists, opens, takes and closes people's cases.",
        discussion: """
            assay cases run --pack PolicyPacks/streaming --store sqlite:assay.db
            assay cases list --store sqlite:assay.db --queue plays --state open
            assay cases next --pack PolicyPacks/streaming --store sqlite:assay.db --by ben
            assay cases close case_7 --reason superfan --why "One person" \
            --pack PolicyPacks/streaming --store sqlite:assay.db --by ben

            Every step is a line of a history, which is only ever added to.
            """,
        subcommands: [
            CasesListCommand.self, CasesShowCommand.self, CasesOpenCommand.self,
            CasesNextCommand.self, CasesCloseCommand.self, CasesRunCommand.self,
        ])
}

/// The store and the pack that cases are worked by.
struct CaseOptions: ParsableArguments {
    @Option(help: "The pack's folder.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    /// One transaction of a desk over them, with what somebody may, told in the audit log. Where
    /// people were set up, that is what their roles say, and nothing for a name that is nobody's;
    /// else all.
    ///
    /// - Parameters:
    ///   - action: such as `case.close`.
    ///   - id: the case; empty for one that is found by it.
    ///   - found: the case it was done to.
    func work<Answer>(
        _ action: String, by: String, _ id: String = "", detail: String = "",
        found: (Answer) -> Case?, _ body: (CaseDesk) throws -> Answer
    ) throws -> Answer {
        let pack = try PackCommand.load(pack)
        let clock = SignedOptions.now()
        return try ExistingStore.open(store).audited(
            action, by: by, subject: id.isEmpty ? "" : "case=\(CaseNumber.expanded(id))",
            detail: detail,
            telling: { answer, line in
                if let one = found(answer) { line.subject = "case=\(one.id)" }
            }
        ) { try $0.working { try work($0, pack, clock, by: by, body) } }
    }

    private func work<Answer>(
        _ tables: any CaseTables, _ pack: Pack, _ clock: Int64, by: String,
        _ body: (CaseDesk) throws -> Answer
    ) throws -> Answer {
        let known = try tables.colleagues().first { PersonName.isSame($0.name, by) }
        guard try !tables.hasPeople() || known?.permissions.contains(.casesWork) == true else {
            throw Fault(
                .forbidden, "\(by.prefix(80)) may not work cases.",
                fix: "Give --by the name of somebody whose role works cases.")
        }
        return try body(
            CaseDesk(
                tables: tables, definition: pack.cases ?? .usual, clock: clock,
                caps: pack.enforcement?.reach ?? [],
                permissions: known?.permissions ?? .all))
    }
}

struct CasesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists cases, the greatest stake first.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only those of one queue.")
    var queue: String?

    @Option(help: "Only those in one state, such as open.")
    var state: String?

    @Option(help: "Only those that somebody holds.")
    var assignee: String?

    @Option(help: "What comes first: loss, due or latest.")
    var order = "loss"

    @Option(help: "Cases at most.")
    var limit = 50

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func run() throws {
        let filter = try CaseFilter(
            queue: queue, state: state, assignee: assignee, order: order, limit: limit)
        let found = try ExistingStore.open(store).readingCases { try $0.cases(filter) }
        if format == .json {
            struct List: Encodable { var cases: [CaseView] }
            return print(try ViewJSON.of(List(cases: found.map { CaseView($0) })))
        }
        guard !found.isEmpty else { return print("There is none.") }
        var table = TextTable(["case", "queue", "subject", "state", "assignee", "at stake", "due"])
        for one in found {
            table.add([
                one.id, one.queue, one.subject.text, one.state.rawValue, one.assignee,
                "\(Double(one.atStake) / 100)",
                CivilTime(milliseconds: one.touchedAt == nil ? one.touchBy : one.closeBy).rfc3339,
            ])
        }
        print(table.text)
    }
}

struct CasesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints one case with its history, as JSON.")

    @Argument(help: "Its id, case_…")
    var id: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        let view = try ExistingStore.open(store).readingCases { tables in
            let desk = CaseDesk(tables: tables, definition: .usual, clock: 0)
            return try CaseView(whole: try desk.expected(id), in: tables)
        }
        print(try ViewJSON.of(view))
    }
}

struct CasesOpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Opens a case by hand.")

    @Argument(help: "Who it is about: the name of an account, or payee=p1.")
    var subject: String

    @Option(help: "What it is about, in a sentence.")
    var title: String

    @Option(help: "The queue; where its routes lead unless said.")
    var queue: String?

    @Option(help: "What is lost if nothing is done, in the pack's unit.")
    var loss = 0.0

    @OptionGroup var options: CaseOptions
    @OptionGroup var signed: SignedOptions

    func run() throws {
        let one = try options.work("case.open", by: signed.by, found: { $0 }) {
            try $0.open(
                EnforcementSelection.entity(subject), origin: .hand, title: title, causes: [],
                loss: Int64(max(0, min(loss, 1e12)) * 100), queue: queue, by: signed.by,
                why: signed.why)
        }
        print("\(one.id) in \(one.queue)")
    }
}

struct CasesNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Takes the next case for somebody.")

    @Option(help: "Only of one queue.")
    var queue: String?

    @Option(help: "Who takes it.")
    var by: String

    @OptionGroup var options: CaseOptions

    func run() throws {
        let taken = try options.work("case.next", by: by, found: { $0 }) {
            try $0.takeNext(by: by, queue: queue)
        }
        guard let one = taken else {
            return print("Nothing waits.")
        }
        print("\(one.id) of \(one.queue): \(one.subject.text), \(one.title)")
    }
}

struct CasesCloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Closes a case, with a measure where one is named.")

    @Argument(help: "Its id, such as case_12.")
    var id: String

    @Option(help: "The name of a disposition of cases.yaml.")
    var reason: String

    @Option(help: "What is done to its subject, such as warn.")
    var measure: String?

    @Option(name: .customLong("for"), help: "How long, such as 30d; for good unless said.")
    var lasts: String?

    @Option(help: "What stays inside; --why is told with a measure.")
    var inside: String?

    @OptionGroup var options: CaseOptions
    @OptionGroup var signed: SignedOptions

    func run() throws {
        var closing = CaseDesk.Closing(
            reason: reason, why: signed.why,
            measure: try measure.map { try EnforcementSelection.measure($0) },
            lasts: try lasts.map { try SpanOption.milliseconds($0, option: "--for") })
        closing.inside = inside
        let chosen = closing
        let one = try options.work(
            "case.close", by: signed.by, id, detail: measure.map { "measure=\($0)" } ?? "",
            found: { $0 }
        ) {
            try $0.close(id, version: 0, chosen, by: signed.by)
        }
        print(
            one.state == .approving
                ? "\(one.id) waits for a second person." : "\(one.id) is closed.")
    }
}

struct CasesRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Opens and tends the cases of a stopped store.",
        discussion: """
            It goes on behind the last decision that was looked at, from the first one where none \
            was, and does what `assay serve` does beside its service.
            """)

    @OptionGroup var options: CaseOptions

    func run() throws {
        let definition = try PackCommand.load(options.pack).cases ?? .usual
        let store = try ExistingStore.open(options.store)
        let report = try store.audited(
            "case.run", by: NSUserName(),
            telling: { report, line in line.detail += "; " + report.line }
        ) { try CaseRun(store: $0, definition: definition, now: SignedOptions.now).run() }
        print("cases: \(report.line)")
    }
}
