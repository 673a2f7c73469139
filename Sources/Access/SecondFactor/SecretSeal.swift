package import Audits
import Crypto
import Vocabulary

/// Secrets of apps as the store has them: sealed with a key that stands beside it, so that who has
/// the store's file alone makes no codes.
///
/// AES-256-GCM (NIST SP 800-38D) under a secret derived from the installation's key, bound to the
/// person's name, so that one person's secret is none in another's row.
package struct SecretSeal: Sendable {
    private let key: SymmetricKey
    /// What sealed bytes begin with; before it was there, secrets stood as they are.
    private static let mark = Array("assay sealed 1 ".utf8)

    package init(_ key: AuditKey) {
        self.key = SymmetricKey(data: key.derived(for: "second factor"))
    }

    package static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

    package func sealed(_ secret: [UInt8], of name: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(name.utf8))
        return Self.mark + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// The secret; bytes that are not sealed are it already.
    ///
    /// - Throws: ``Fault`` `unavailable` when another key sealed it.
    package func opened(_ bytes: [UInt8], of name: String) throws -> [UInt8] {
        guard Self.isSealed(bytes) else { return bytes }
        guard let box = try? AES.GCM.SealedBox(combined: bytes.dropFirst(Self.mark.count)),
            let secret = try? AES.GCM.open(box, using: key, authenticating: Array(name.utf8))
        else {
            throw Fault(
                .unavailable, "The second factor of \(name) was sealed with another key.",
                fix: "Restore the file STORE-audit-key of then, use a recovery code, or run "
                    + "`assay people reset \(name)`.")
        }
        return Array(secret)
    }
}

extension AccessDesk {
    func secretSeal() throws -> SecretSeal { SecretSeal(try store.auditKey()) }

    /// Seals secrets that stand as they are, from before they were sealed.
    func sealSecrets() throws {
        func isPlain(_ person: Person) -> Bool {
            person.hasSecondFactor && !SecretSeal.isSealed(person.secret)
        }
        let plain = try people().filter(isPlain).map(\.name)
        guard !plain.isEmpty else { return }
        let seal = try secretSeal()
        try store.accessing { tables in
            for name in plain {
                guard var person = try tables.person(name), isPlain(person) else { continue }
                person.secret = try seal.sealed(person.secret, of: name)
                try tables.put(person)
            }
        }
    }
}
