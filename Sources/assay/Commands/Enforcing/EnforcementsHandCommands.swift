import ArgumentParser
import Audits
import Cases
import Enforcements
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct EnforcementsApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Orders a measure by hand, against one or many.",
        discussion: """
            assay enforcements apply --accounts u1,u2 --measure warn --store sqlite:assay.db \
            --by ann --why "they shared a device"

            Beyond the cap of a person (reach in the enforcement.yaml of the pack that judges in \
            the store; 20 entities in a day where it says none) all of the order waits for `assay \
            enforcements approve --batch` by somebody else, and the command ends with 1. So does a \
            measure of four_eyes in the cases.yaml of that pack, however few it reaches.
            """)

    @Option(help: "All accounts of a ring but hijacked ones.")
    var ring: String?

    @Option(help: "Accounts with commas between; or @FILE, one entity a line (u1 or payee=p1).")
    var accounts: String?

    @Option(help: "warn, challenge, limit, exclude, hold_payout, restrict, suspend or ban.")
    var measure: String

    @Option(name: .customLong("for"), help: "How long, such as 30d; for good unless said.")
    var lasts: String?

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(
        help: "A pack's folder, for its caps where the store's own pack has no enforcement.yaml.")
    var pack: String?

    @Option(help: "Names the order: sent again under the same key, nothing is done twice.")
    var key: String?

    @Option(help: "What stays inside; --why is told to those it is against.")
    var inside = ""

    @Flag(help: "Order it also against names that nobody has seen.")
    var unseen = false

    @Flag(help: "Show whom it would reach, and do nothing.")
    var dryRun = false

    @OptionGroup var signed: SignedOptions

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    func validate() throws {
        guard ring != nil || accounts != nil else {
            throw ValidationError("Name accounts with --accounts, or a ring with --ring.")
        }
        if let lasts { _ = try SpanOption.milliseconds(lasts, option: "--for") }
    }

    private func named() throws -> [EnforcedEntity] {
        guard let accounts else { return [] }
        guard accounts.hasPrefix("@") else {
            return accounts.split(separator: ",").map { EnforcementSelection.entity(String($0)) }
        }
        let path = String(accounts.dropFirst())
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Fault(.notFound, "Cannot read \(path).", fix: "Check the path of --accounts.")
        }
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            .map { EnforcementSelection.entity($0) }
    }

    private func members(_ store: SQLiteStore) throws -> [EnforcedEntity] {
        guard let ring else { return [] }
        guard let record = try store.ring(id: ring) else {
            throw Fault(
                .notFound, "There is no ring \(ring).", fix: "List some with `assay detect`.")
        }
        return try RingDocument(json: record.document).members.filter { $0.role != "hijacked" }
            .map { EnforcedEntity(kind: "account", name: $0.account) }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        let named = try named()
        var order = try HandOrder(
            EnforcementSelection.measure(measure), against: named + members(archive),
            lasts: try lasts.map { try SpanOption.milliseconds($0, option: "--for") },
            by: signed.by, why: signed.why, ring: ring ?? "", key: key, at: SignedOptions.now())
        let running = try PolicyDesk.running(in: archive)
        let definition =
            try running?.enforcement ?? pack.map { try EnforcingPack.definition($0) }
        let caps = definition?.reach ?? []
        order.isHeld = (running?.cases ?? .usual).fourEyes.contains(order.measure)
        order.hands = definition?.hands
        (order.inside, order.named) = (inside, unseen ? [] : named)
        if dryRun {
            let preview = try archive.readingEnforcements {
                try order.preview($0, caps: caps, at: SignedOptions.now())
            }
            return print(
                format == .json
                    ? try ViewJSON.of(OrderView(preview)) : Self.text(preview, order.isHeld))
        }
        var progress = Progress("entities")
        let outcome = try archive.audited(
            "enforcement.order", by: signed.by, subject: ring.map { "ring=\($0)" } ?? "",
            detail: "measure=\(measure); entities=\(order.entities.count)"
                + (ring.map { "; ring=\($0)" } ?? "") + (unseen ? "; unseen" : ""),
            telling: { (outcome: HandOrder.Outcome, line) in line.subject = "batch=\(outcome.batch)"
            }
        ) { store in
            try store.expectFirst(signed.by, may: .enforcementsOrder)
            return try order.run(in: store, caps: caps, now: SignedOptions.now) {
                progress.update(count: $0, share: Double($0) / Double(order.entities.count))
            }
        }
        progress.finish()
        if format == .json {
            print(try ViewJSON.of(OrderView(outcome)))
        } else {
            print(Self.text(outcome.preview, order.isHeld))
            print(
                "\(outcome.applied.count.grouped) applied, \(outcome.held.count.grouped) held; "
                    + "--batch \(outcome.batch)")
        }
        if !outcome.held.isEmpty { throw ExitCode(Exit.findings.rawValue) }
    }

    private static func text(_ preview: HandOrder.Preview, _ isHeld: Bool) -> String {
        "\(preview.named.grouped) named, \(preview.already.grouped) of them under as much already; "
            + "with \(preview.touched.grouped) before, \(preview.reach.grouped) entities in "
            + "\(SpanText.of(preview.cap.span)), cap \(preview.cap.entities.grouped)"
            + (preview.isHeld || isHeld ? ": a second person is asked." : ".")
    }
}

struct EnforcementsApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Lets what waits be carried out, or refuses it.",
        discussion: """
            assay enforcements approve enf_… --store sqlite:assay.db --by bea --why "I looked"
            assay enforcements approve --policy artificial_plays --refuse …

            Nobody approves what they ordered. An order against a ring is decided as one, by \
            --batch.
            """)

    @Argument(help: "Ids, enf_…")
    var ids: [String] = []

    @Option(help: "All that wait of one order by hand.")
    var batch: String?

    @Option(help: "All that wait of one policy of enforcement.yaml.")
    var policy: String?

    @Option(help: "All that wait of one cause, such as rule:ID or version:N.")
    var scope: String?

    @Flag(help: "Refuse it.")
    var refuse = false

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var signed: SignedOptions

    func validate() throws {
        guard [!ids.isEmpty, batch != nil, policy != nil, scope != nil].count(where: { $0 }) == 1
        else { throw ValidationError("Name ids, or one of --batch, --policy and --scope.") }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        let approval = try Approval(by: signed.by, why: signed.why, isRefusal: refuse)
        let action = refuse ? "enforcement.refuse" : "enforcement.approve"
        var count = 0
        if let batch, try archive.readingCases({ try $0.order(batch: batch) }) != nil {
            count = try decide(batch, archive)
        } else if ids.isEmpty {
            var chosen = EnforcementFilter()
            chosen.policy = policy
            chosen.scope = scope ?? batch.map { "batch:\($0)" }
            let filter = try RingOrder.expectNoPart(of: chosen, archive) {
                "Say --batch \($0.batch) first."
            }
            count = try archive.audited(
                action, by: signed.by, subject: filter.scope ?? "", detail: policy ?? ""
            ) { store in
                try store.expectSecond(signed.by, may: .enforcementsApprove)
                return try approval.decideAll(filter, in: store, now: SignedOptions.now)
            }
        } else {
            try archive.readingCases { tables in
                for id in ids {
                    try RingOrder.expectAlone(id, tables) { "Say --batch \($0.batch)." }
                }
            }
            try archive.audited(
                action, by: signed.by, subject: "enforcement=\(ids[0])",
                detail: "\(ids.count) of them"
            ) { store in
                try store.expectSecond(signed.by, may: .enforcementsApprove)
                try store.enforcing { tables in
                    let desk = EnforcementDesk(tables: tables, clock: SignedOptions.now())
                    for id in ids { _ = try approval.decide(id, desk) }
                }
            }
            count = ids.count
        }
        print("\(count.grouped) \(refuse ? "refused" : "approved").")
    }

    /// An order against a ring is decided as one, with the cases it closes.
    private func decide(_ batch: String, _ archive: SQLiteStore) throws -> Int {
        let definition = try PolicyDesk.running(in: archive)?.cases ?? .usual
        return try archive.audited(
            refuse ? "ring.order.refuse" : "ring.order.approve", by: signed.by,
            subject: "batch=\(batch)"
        ) { store in
            try store.expectSecond(signed.by, may: .enforcementsApprove)
            if refuse {
                return try RingOrder.refuse(
                    batch: batch, by: signed.by, why: signed.why, store, now: SignedOptions.now)
            }
            return try RingOrder.approve(
                batch: batch, by: signed.by, why: signed.why, store, definition,
                now: SignedOptions.now
            ).applied
        }
    }
}

struct EnforcementsReverseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reverse", abstract: "Takes one back, with what followed from it.")

    @Argument(help: "Its id, enf_…")
    var id: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var signed: SignedOptions

    func run() throws {
        try Person.check(signed.by, why: signed.why)
        let archive = try ExistingStore.open(store)
        try archive.readingCases { tables in
            try RingOrder.expectAlone(id, tables) {
                "Say `assay enforcements undo --batch \($0.batch)`."
            }
        }
        let counts = try archive.audited(
            "enforcement.reverse", by: signed.by, subject: "enforcement=\(id)"
        ) { store in
            try store.expectFirst(signed.by, may: .enforcementsOrder)
            return try store.enforcing { tables in
                let desk = EnforcementDesk(tables: tables, clock: SignedOptions.now())
                return try desk.reverse(try desk.expected(id), by: signed.by, why: signed.why)
            }
        }
        print("Taken back; \(counts.lowered) later ones of the same entity were lowered.")
    }
}

struct EnforcementsUndoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes back all that one thing caused.",
        discussion: """
            assay enforcements undo --policy-version 7 --store sqlite:assay.db --dry-run \
            --by ann --why "it hit good people"

            An order against a ring is taken back as one, by --batch or by its --ring: what it \
            closed is open again. Broken off, it goes on when it is run again. It ends with 1 \
            when something is left, or decisions that are not carried out yet may lead to more.
            """)

    @Option(help: "A version of the policy in the registry.")
    var policyVersion: Int?

    @Option(help: "A pack, by its hash.")
    var pack: String?

    @Option(help: "A rule.")
    var rule: String?

    @Option(help: "A ring.")
    var ring: String?

    @Option(help: "An order by hand.")
    var batch: String?

    @Option(help: "An account, or another entity as payee=p1.")
    var account: String?

    @Option(help: "Only of violations from this time on, RFC 3339.")
    var since: String?

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Show what it would take back, and do nothing.")
    var dryRun = false

    @OptionGroup var signed: SignedOptions

    @Option(help: "text or json.")
    var format = LedgerFormat.text

    /// What is undone, for the audit log.
    private var cause: String {
        let causes = [
            "version": policyVersion.map(String.init), "pack": pack, "rule": rule, "ring": ring,
            "batch": batch, "since": since,
        ]
        return causes.compactMap { name, value in value.map { "\(name)=\($0)" } }.sorted()
            .joined(separator: "; ")
    }

    private func undoing() throws -> Undoing {
        var from: Int64?
        if let since {
            guard let time = CivilTime(rfc3339: since) else {
                throw ValidationError("--since is a time such as 2026-11-22T00:00:00Z.")
            }
            from = time.milliseconds
        }
        return try Undoing(
            EnforcementSelection.filter(
                policyVersion: policyVersion, pack: pack, rule: rule, ring: ring, batch: batch,
                account: account, since: from),
            by: signed.by, why: signed.why)
    }

    func run() throws {
        let undoing = try undoing()
        let archive = try ExistingStore.open(store)
        let report: Undoing.Report
        var opened = 0
        if dryRun {
            report = try undoing.preview(in: archive)
        } else {
            (report, opened) = try takeBack(undoing, archive)
        }
        if format == .json {
            print(try ViewJSON.of(UndoView(report)))
        } else {
            try tell(report, opened: opened)
        }
        if !dryRun, report.left > 0 || report.behind > 0 { throw ExitCode(Exit.findings.rawValue) }
    }

    private func takeBack(
        _ undoing: Undoing, _ archive: SQLiteStore
    ) throws -> (report: Undoing.Report, casesOpened: Int) {
        let definition = try PolicyDesk.running(in: archive)?.cases ?? .usual
        var progress = Progress("enforcements")
        defer { progress.finish() }
        return try archive.audited(
            "enforcement.undo", by: signed.by, subject: account.map { "account=\($0)" } ?? "",
            detail: cause
        ) { store in
            try store.expectFirst(signed.by, may: .enforcementsOrder)
            return try RingOrder.undoAll(
                undoing, store, definition, now: SignedOptions.now,
                progress: { progress.update(count: $0, share: 0) },
                at: { "Say --batch \($0.batch) first." })
        }
    }

    private func tell(_ report: Undoing.Report, opened: Int) throws {
        let measures = EnforcementMeasure.allCases.compactMap { measure in
            report.measures[measure].map { "\($0.grouped) \(measure.rawValue)" }
        }
        guard !measures.isEmpty || report.behind > 0 || opened > 0 else {
            print("Nothing that stands in the ledger rests on that; was it spelt right?")
            throw ExitCode(Exit.findings.rawValue)
        }
        let listed = measures.isEmpty ? "nothing" : measures.joined(separator: ", ")
        print(
            "\(dryRun ? "Would take back" : "Took back") \(listed), on "
                + "\(report.entities.grouped) entities.")
        if !dryRun {
            print(
                "\(report.counts.lowered.grouped) others were lowered; "
                    + "\(report.left.grouped) are left.")
            if opened > 0 { print("\(opened.grouped) cases are open again.") }
        }
        if report.behind > 0 {
            print(
                "\(report.behind.grouped) decisions are not carried out yet and may lead to "
                    + "more: withdraw what decided them, and undo again once they are.")
        }
    }
}
