import ArgumentParser
import Foundation
import Pipeline
import StoreSQLite
import Toolbox
import Verifications
import Vocabulary

struct VerificationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verifications",
        abstract: "Shows what people were asked to prove, asks for more, and ends it.",
        discussion: """
            assay verifications list --store sqlite:assay.db --account u1
            assay verifications show ver_… --store sqlite:assay.db
            assay verifications request --account u1 --requirement document --store sqlite:assay.db
            assay verifications expire ver_… --store sqlite:assay.db
            assay verifications compare --store sqlite:assay.db

            A running service sends what is asked here to vendors, tells the integrator, and logs \
            each step.
            """,
        subcommands: [
            VerificationsListCommand.self, VerificationsShowCommand.self,
            VerificationsRequestCommand.self, VerificationsExpireCommand.self,
            VerificationsCompareCommand.self,
        ])

    /// A verifier by the pack that judges in the store, or judged last.
    static func verifier(_ store: SQLiteStore, at now: Int64) throws -> Verifier {
        guard let pack = try PolicyDesk.running(in: store) else {
            throw Fault(
                .notFound, "The store has no pack that this version reads.",
                fix: "Start `assay serve` with it first, or use the version that serves it.")
        }
        return Verifier(archive: store, pack: { pack }, now: { now })
    }

    static func text(of verification: Verification) -> String {
        var words = [
            verification.id, verification.account, verification.requirement,
            verification.state.rawValue,
        ]
        if let overAt = verification.overAt {
            words.append("until \(CivilTime(milliseconds: overAt).rfc3339)")
        }
        if !verification.reasons.isEmpty {
            words.append("(\(verification.reasons.joined(separator: ", ")))")
        }
        return words.joined(separator: "  ")
    }
}

struct VerificationsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists verifications, the latest first.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Only those of an account.")
    var account: String?

    @Option(help: "Only those in a state: requested, pending, passed, failed or expired.")
    var state: String?

    @Option(help: "How many at most.")
    var limit = 50

    @Flag(help: "Print JSON.")
    var json = false

    private func wanted() throws -> VerificationState? {
        guard let state else { return nil }
        guard let wanted = VerificationState(rawValue: state) else {
            let known = VerificationState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--state is one of \(known).")
        }
        return wanted
    }

    func validate() throws {
        _ = try wanted()
        guard (1...1000).contains(limit) else {
            throw ValidationError("--limit is from 1 to 1000.")
        }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        let wanted = try wanted()
        let found =
            try account.map { account in
                try archive.verifications(ofAccount: account, limit: limit)
                    .filter { wanted == nil || $0.state == wanted }
            } ?? archive.verifications(state: wanted, limit: limit)
        if json {
            var writer = ByteWriter()
            writer.append("{\"verifications\":[" as StaticString)
            for (place, verification) in found.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                verification.writeJSON(to: &writer)
            }
            writer.append("]}" as StaticString)
            return print(writer.text)
        }
        guard !found.isEmpty else { return print("Nobody was asked for such.") }
        var table = TextTable(["id", "account", "requirement", "state", "since", "reasons"])
        for item in found {
            table.add([
                item.id, item.account, item.requirement, item.state.rawValue,
                CivilTime(milliseconds: item.at).rfc3339, item.reasons.joined(separator: " "),
            ])
        }
        print(table.text)
    }
}

struct VerificationsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints a verification with every step it took.")

    @Argument(help: "The verification's id.")
    var id: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print JSON.")
    var json = false

    /// Lines of the ledger shown.
    private static let linesMax = 1000

    func run() throws {
        let archive = try ExistingStore.open(store)
        guard let found = try archive.verification(id: id) else { throw Verifier.unknown(id) }
        let lines = try archive.lines(of: id, limit: Self.linesMax)
        if json {
            var ledger = ByteWriter()
            ledger.append(",\"ledger\":[" as StaticString)
            for (place, line) in lines.enumerated() {
                if place > 0 { ledger.append(byte: UInt8(ascii: ",")) }
                line.writeJSON(to: &ledger)
            }
            ledger.append("]" as StaticString)
            var writer = ByteWriter()
            found.writeJSON(to: &writer, more: ledger.text)
            return print(writer.text)
        }
        print(VerificationsCommand.text(of: found))
        print("asked for: \(found.why)\n")
        var table = TextTable(["step", "at", "move", "state", "by", "reference", "reasons"])
        for line in lines {
            table.add([
                "\(line.number)", CivilTime(milliseconds: line.at).rfc3339, line.move.rawValue,
                line.state.rawValue, line.by, line.reference,
                line.reasons.joined(separator: " "),
            ])
        }
        print(table.text)
    }
}

struct VerificationsRequestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Asks an account to prove something.")

    @Option(help: "Whom to ask.")
    var account: String

    @Option(help: "What for, as verification.yaml names it.")
    var requirement: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let archive = try ExistingStore.open(store)
        let asked = try archive.audited(
            "verification.ask", by: ledger.who, subject: "account=\(account)",
            detail: "requirement=\(requirement)"
        ) {
            try VerificationsCommand.verifier($0, at: ledger.now).request(
                account: account, requirement: requirement,
                why: ledger.why.isEmpty ? "asked by hand" : ledger.why, by: ledger.who)
        }
        try tell(asked, json: json)
    }
}

struct VerificationsExpireCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expire",
        abstract: "Ends a verification, whatever its state; its attempts are counted anew.")

    @Argument(help: "The verification's id.")
    var id: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let archive = try ExistingStore.open(store)
        let ended = try archive.audited(
            "verification.expire", by: ledger.who, subject: "verification=\(id)"
        ) {
            try VerificationsCommand.verifier($0, at: ledger.now).expire(id: id, by: ledger.who)
        }
        try tell(ended, json: json)
    }
}

extension ParsableCommand {
    fileprivate func tell(_ verification: Verification, json: Bool) throws {
        guard json else { return print(VerificationsCommand.text(of: verification)) }
        var writer = ByteWriter()
        verification.writeJSON(to: &writer)
        print(writer.text)
    }
}

struct VerificationsCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares vendors in shadow with the live ones, on the same submissions.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Submissions compared at most, the latest.")
    var limit = 10_000

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let archive = try ExistingStore.open(store)
        let all = VendorComparison.all(of: try archive.verificationPairs(limit: limit))
        if json {
            var writer = ByteWriter()
            writer.append("{\"comparisons\":[" as StaticString)
            for (place, comparison) in all.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                comparison.writeJSON(to: &writer)
            }
            writer.append("]}" as StaticString)
            return print(writer.text)
        }
        guard !all.isEmpty else { return print("No vendor was asked in shadow.") }
        var table = TextTable([
            "requirement", "live", "shadow", "both", "agree", "only live passed",
            "only shadow passed", "live silent", "shadow silent", "live ms", "shadow ms",
        ])
        for item in all {
            table.add([
                item.requirement, item.live, item.shadow, "\(item.bothAnswered)",
                item.agreement.map { "\(($0 * 1000).rounded() / 10) %" } ?? "",
                "\(item.onlyLivePassed)", "\(item.onlyShadowPassed)", "\(item.liveSilent)",
                "\(item.shadowSilent)", item.liveMedian.map { "\($0)" } ?? "",
                item.shadowMedian.map { "\($0)" } ?? "",
            ])
        }
        print(table.text)
    }
}
