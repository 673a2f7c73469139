import ArgumentParser
import Audits
import Cases
import Enforcements
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct AuditExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes evidence for somebody outside, signed.",
        discussion: """
            assay audit export --store sqlite:assay.db --case case_12 --out evidence --by ana
            assay audit export --store sqlite:assay.db --account u1 --out evidence --by ana
            assay audit export --store sqlite:assay.db --since 2026-11-01T00:00:00Z \
            --until 2026-12-01T00:00:00Z --out november --by ana

            The folder holds events as they were sent, decisions with their reasons, enforcements \
            with ledger, notices and appeals, the case with its history, lines of the audit log \
            with their proof, and the packs that decided; manifest.json has the hash of each, and \
            manifest.sig signs it. `assay audit verify --bundle` checks it anywhere. Exporting is \
            a line of the log itself.
            """)

    @Option(name: .customLong("case"), help: "A case, with the account it is about.")
    var caseID: String?

    @Option(help: "An account, or another entity as payee=p1.")
    var account: String?

    @OptionGroup var period: PeriodOptions

    @Flag(help: "Name the others in the rings of an account; else they are other-1 and so on.")
    var whole = false

    @Option(help: "The folder, which must not be there.")
    var out: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Who exports; who is logged in, where it is not said.")
    var by: String?

    func validate() throws { _ = try scope() }

    private func scope() throws -> EvidenceScope {
        let (since, until) = try period.bounds()
        switch (caseID, account, since, until) {
        case (let id?, nil, nil, nil): return .one(case: CaseNumber.expanded(id))
        case (nil, let name?, nil, nil): return .entity(EnforcementSelection.entity(name))
        case (nil, nil, let since?, let until?) where since < until:
            return .period(since: since, until: until)
        default:
            throw ValidationError("Say one of --case, --account, or --since and --until.")
        }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        guard !FileManager.default.fileExists(atPath: out) else {
            throw Fault(.conflict, "\(out) is there already.", fix: "Name another folder.")
        }
        let bundle = try EvidenceGathering.bundle(
            of: scope(), from: archive, at: SignedOptions.now(), by: by ?? NSUserName(),
            isWhole: whole)
        try bundle.write(to: out)
        for file in bundle.files { print("\(out)/\(file.path): \(file.bytes.count.grouped) bytes") }
        print("signed by \(try archive.auditKey().publicKey)")
    }
}
