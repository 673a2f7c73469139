import ArgumentParser
import Audits
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct AuditVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Proves that nobody changed the audit log, or names where.",
        discussion: """
            assay audit verify --store sqlite:assay.db
            assay audit verify --bundle evidence --public-key KEY
            assay audit verify --file evidence/audit.ndjson --public-key KEY

            Nothing is asked of any service. It ends with 1 when something was changed. Without \
            --public-key a file proves only that one key signed all of it: compare the key it \
            names with the one that `assay audit key` printed on the installation.
            """)

    @Option(help: "The store, such as sqlite:assay.db; its key stands beside it.")
    var store: String?

    @Option(help: "A file of lines that was exported.")
    var file: String?

    @Option(help: "A folder that `assay audit export` wrote.")
    var bundle: String?

    @Option(help: "The public key that must have signed, 64 hexadecimal digits.")
    var publicKey: String?

    func validate() throws {
        guard [store, file, bundle].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("Name one of --store, --file and --bundle.")
        }
        guard publicKey == nil || publicKey.map(AuditLink.bytes(of:))?.count == 32 else {
            throw ValidationError("--public-key is 64 hexadecimal digits in small letters.")
        }
    }

    func run() throws {
        if let store { return try verify(store: store) }
        if let bundle { return try verify(bundle: bundle) }
        guard let file else { return }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Fault(.notFound, "Cannot read \(file).", fix: "Check --file.")
        }
        let proof = AuditExcerpt.proof(of: Array(data), key: publicKey)
        if let broken = proof.broken { try fail(broken.words) }
        print(Self.words(proof))
        remindOfKey(proof.key)
    }

    private func verify(store url: String) throws {
        let log = try ExistingStore.open(url)
        let key = try publicKey ?? log.auditKey().publicKey
        let all = Double(max(1, try log.auditHead()?.sequence ?? 0))
        var progress = Progress("lines")
        let proof = try LogProof(of: log, key: key) {
            progress.update(count: Int($0), share: min(1, Double($0) / all))
        }
        progress.finish()
        if let broken = proof.broken { try fail(broken.words) }
        guard let head = proof.head else { return print("The log is empty.") }
        print(
            "\(Int(proof.lines).grouped) lines and \(proof.checkpoints.grouped) checkpoints are as "
                + "they were written.")
        if let first = proof.unknown.first {
            print(
                "\(proof.unknown.count.grouped) were begun, and what came of them is not known: "
                    + "line \(first)\(proof.unknown.count > 1 ? " and others" : "").")
        }
        print("head \(head.sequence) \(head.hash), at \(CivilTime(milliseconds: head.at).rfc3339)")
        print("signed by \(key)")
    }

    private func verify(bundle folder: String) throws {
        let proof = try BundleProof(folder: folder, key: publicKey)
        if let first = proof.faults.first {
            for fault in proof.faults.dropFirst() { print("also: \(fault)") }
            try fail(first)
        }
        print("\(proof.manifest.files.count) files are as they were signed.")
        if let audit = proof.audit, audit.lines > 0 { print(Self.words(audit)) }
        for note in proof.manifest.notes { print("note: \(note)") }
        remindOfKey(proof.manifest.key)
    }

    private static func words(_ proof: AuditExcerpt.Proof) -> String {
        "\(proof.lines.grouped) lines of the audit log stand in the signed chain"
            + (proof.withheld > 0 ? ", with \(proof.withheld.grouped) withheld between." : ".")
    }

    private func fail(_ words: String) throws {
        print("Broken: \(words).")
        throw ExitCode(Exit.findings.rawValue)
    }

    private func remindOfKey(_ key: String) {
        guard !key.isEmpty else { return }
        print("signed by \(key)")
        if publicKey == nil { print("Compare that key with the installation's own.") }
    }
}
