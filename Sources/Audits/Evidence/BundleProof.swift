import Foundation
import Vocabulary

/// Checks a bundle offline: the signature of its manifest, each file by its hash, that there is no
/// other, and the lines of the audit log in it.
package struct BundleProof: Sendable {
    package var manifest: EvidenceBundle.Manifest
    /// Everything that is not as it was signed, the first first.
    package var faults: [String] = []
    package var audit: AuditExcerpt.Proof?

    /// - Parameter key: the public key that must have signed; nil takes what the manifest says, for
    ///   the caller to compare.
    /// - Throws: ``Fault`` `notFound` without a manifest, `invalid` when it cannot be read.
    package init(folder: String, key: String?) throws {
        let root = URL(fileURLWithPath: folder).standardizedFileURL
        guard
            let data = FileManager.default.contents(
                atPath: root.appendingPathComponent(EvidenceBundle.manifestName).path)
        else {
            throw Fault(
                .notFound, "\(folder) has no \(EvidenceBundle.manifestName).",
                fix: "Name the folder that `assay audit export` wrote.")
        }
        guard let manifest = try? JSONDecoder().decode(EvidenceBundle.Manifest.self, from: data)
        else {
            throw Fault(.invalid, "The manifest of \(folder) cannot be read.")
        }
        self.manifest = manifest
        let signature = FileManager.default.contents(
            atPath: root.appendingPathComponent(EvidenceBundle.signatureName).path)
        let text = String(decoding: signature ?? Data(), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        if !AuditKey.isSigned(Array(data), signature: text, by: key ?? manifest.key) {
            faults.append("the manifest is not signed by \((key ?? manifest.key).prefix(16))…")
        }
        checkFiles(root)
        checkOthers(root)
        checkAudit(root, key ?? manifest.key)
    }

    private mutating func checkFiles(_ root: URL) {
        for file in manifest.files {
            // A path out of the folder is nothing that was written here.
            guard !file.path.hasPrefix("/"), !file.path.split(separator: "/").contains("..") else {
                faults.append("\(file.path) is outside of the bundle")
                continue
            }
            guard
                let data = FileManager.default.contents(
                    atPath: root.appendingPathComponent(file.path).path)
            else {
                faults.append("\(file.path) is missing")
                continue
            }
            if data.count != file.bytes || EvidenceBundle.digest(Array(data)) != file.sha256 {
                faults.append("\(file.path) is not as it was signed")
            }
        }
    }

    private mutating func checkOthers(_ root: URL) {
        let known = Set(
            manifest.files.map(\.path) + [
                EvidenceBundle.manifestName, EvidenceBundle.signatureName,
            ])
        guard let found = FileManager.default.enumerator(atPath: root.path) else { return }
        for case let path as String in found where !known.contains(path) {
            var isFolder: ObjCBool = false
            let full = root.appendingPathComponent(path).path
            _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
            if !isFolder.boolValue { faults.append("\(path) was not signed") }
        }
    }

    private mutating func checkAudit(_ root: URL, _ key: String) {
        if let head = manifest.head, head.key != key || !head.isSigned {
            faults.append("the end of the audit log is not signed by \(key.prefix(16))…")
        }
        guard manifest.files.contains(where: { $0.path == EvidenceBundle.auditName }),
            let data = FileManager.default.contents(
                atPath: root.appendingPathComponent(EvidenceBundle.auditName).path)
        else { return }
        let proof = AuditExcerpt.proof(of: Array(data), key: key)
        audit = proof
        if let broken = proof.broken {
            faults.append("\(EvidenceBundle.auditName): \(broken.words)")
        }
    }
}
