import ArgumentParser
import Audits
import Cases
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Proves, lists and exports the audit log.",
        discussion: """
            assay audit verify --store sqlite:assay.db
            assay audit list --store sqlite:assay.db --by ana --action 'case.*'
            assay audit export --store sqlite:assay.db --account u1 --out evidence
            assay audit verify --bundle evidence --public-key KEY

            Every change and every look at personal data is a line, chained to the one before and \
            signed by a key beside the store. Note its public key somewhere else, with `assay \
            audit key`: who is to be convinced compares it.
            """,
        subcommands: [
            AuditVerifyCommand.self, AuditListCommand.self, AuditExportCommand.self,
            AuditKeyCommand.self,
        ])
}

struct AuditKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Prints the public key that signs the audit log.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws { print(try ExistingStore.open(store).auditKey().publicKey) }
}

/// Whom lines are listed of.
struct AuditSelection: ParsableArguments {
    @Option(help: "Who: a person, a key's name, local, or assay.")
    var by: String?

    @Option(help: "What was done, such as case.close; case.* for all about cases.")
    var action: String?

    @Option(
        help: """
            To what, such as account=u1 or case=case_12; an account's measures, appeals, orders \
            and cases are found with it.
            """)
    var subject: String?

    @Option(help: "change, look, access or refusal.")
    var kind: String?

    @Option(help: "done, refused, failed, or begun for those whose outcome is not known.")
    var outcome: String?

    func validate() throws {
        guard outcome == nil || outcome.flatMap({ AuditEntry.Outcome(rawValue: $0) }) != nil else {
            throw ValidationError("--outcome is done, refused, failed or begun.")
        }
        guard kind == nil || kind.flatMap({ AuditEntry.Kind(rawValue: $0) }) != nil else {
            throw ValidationError("--kind is change, look, access or refusal.")
        }
    }

    /// - Returns: also whether lines are looked for about less than there is.
    func filter(in store: SQLiteStore) throws -> (filter: AuditFilter, isCut: Bool) {
        var isCut = false
        var filter = AuditFilter(limit: AuditBounds.limitMax)
        (filter.by, filter.action) = (by, action)
        if let subject {
            // A case is found however it is named.
            let whole =
                subject.hasPrefix("case=")
                ? "case=" + CaseNumber.expanded(String(subject.dropFirst(5))) : subject
            let trail = try AuditTrail(of: whole, in: store)
            (filter.about, isCut) = (trail.about, trail.isCut)
        }
        filter.outcome = outcome.flatMap { AuditEntry.Outcome(rawValue: $0) }
        filter.kind = kind.flatMap { AuditEntry.Kind(rawValue: $0) }
        return (filter, isCut)
    }
}

/// A period of time, as options have it.
struct PeriodOptions: ParsableArguments {
    @Option(help: "From this time on, RFC 3339.")
    var since: String?

    @Option(help: "Before this time, RFC 3339.")
    var until: String?

    func validate() throws { _ = (try time(since, "--since"), try time(until, "--until")) }

    /// Milliseconds since 1970; nil where nothing is said.
    func bounds() throws -> (since: Int64?, until: Int64?) {
        (try time(since, "--since"), try time(until, "--until"))
    }

    private func time(_ text: String?, _ option: String) throws -> Int64? {
        guard let text else { return nil }
        guard let time = CivilTime(rfc3339: text) else {
            throw ValidationError("\(option) is a time such as 2026-11-22T00:00:00Z.")
        }
        return time.milliseconds
    }
}

struct AuditListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists lines of the audit log, the latest first.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var selection: AuditSelection
    @OptionGroup var period: PeriodOptions

    @Option(help: "Lines at most.")
    var limit = 50

    func run() throws {
        let log = try ExistingStore.open(store)
        var (filter, isCut) = try selection.filter(in: log)
        (filter.since, filter.until) = try period.bounds()
        var left = limit
        var table = TextTable([
            "line", "at", "kind", "by", "action", "subject", "outcome", "detail",
        ])
        repeat {
            let page = try log.auditPage(filter)
            for entry in page.entries.prefix(left) {
                table.add([
                    "\(entry.sequence)", CivilTime(milliseconds: entry.at).rfc3339,
                    entry.kind.rawValue, entry.by, entry.action, entry.subject,
                    entry.outcome == .begun ? "not known" : entry.outcome?.rawValue ?? "",
                    entry.detail,
                ])
            }
            left -= min(left, page.entries.count)
            filter.before = page.next
        } while filter.before != nil && left > 0
        print(left == limit ? "There is none." : table.text)
        if isCut {
            print(
                "It has more measures, appeals, orders or cases than one look takes: the latest "
                    + "are among these.")
        }
    }
}
