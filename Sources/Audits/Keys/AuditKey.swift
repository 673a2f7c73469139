import Crypto
import Foundation
import Glibc
package import Vocabulary

/// The key of an installation, Ed25519; it signs what stands in the audit log and what is exported.
///
/// Who has the database and not the key can change lines, but not sign what comes of it.
package struct AuditKey: Sendable {
    private let secret: [UInt8]
    /// 32 bytes in hexadecimal.
    package let publicKey: String

    private static let word = "assay-audit-key-1"

    /// A new one, of the system's randomness.
    package init() {
        let key = Curve25519.Signing.PrivateKey()
        secret = Array(key.rawRepresentation)
        publicKey = AuditLink.hex(key.publicKey.rawRepresentation)
    }

    /// - Parameter text: a word for the format and 32 bytes in hexadecimal.
    /// - Throws: ``Fault`` `invalid` when it is no key.
    package init(text: String, path: String) throws(Fault) {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, parts[0] == AuditKey.word,
            let key = try? Curve25519.Signing.PrivateKey(
                rawRepresentation: AuditLink.bytes(of: String(parts[1])))
        else {
            throw Fault(
                .unavailable, "\(path) is no key of an audit log.",
                fix: "Restore it from a backup; `assay audit verify` says what the old one signed.")
        }
        secret = Array(key.rawRepresentation)
        publicKey = AuditLink.hex(key.publicKey.rawRepresentation)
    }

    /// Reads the key in a file, and makes it where there is none: readable by its owner alone.
    ///
    /// - Throws: ``Fault`` `unavailable` when it cannot be read, is readable by others, or cannot
    ///   be written.
    package static func open(path: String) throws -> AuditKey {
        if let key = try read(path: path) { return key }
        let key = AuditKey()
        let text = "\(word) \(AuditLink.hex(key.secret))\n"
        // Written whole under another name, then linked: nobody reads half of it, and of two
        // processes that begin at once one wins.
        let draft = path + ".\(getpid())-\(UInt32.random(in: .min ... .max))"
        let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw failed(path, "be made") }
        let written = Array(text.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        let isKept = written == text.utf8.count && fsync(file) == 0
        close(file)
        defer { unlink(draft) }
        guard isKept else { throw failed(path, "be written") }
        if link(draft, path) == 0 { return key }
        guard errno == EEXIST, let first = try read(path: path) else {
            throw failed(path, "be made")
        }
        return first
    }

    /// Nil where there is no file.
    private static func read(path: String) throws -> AuditKey? {
        var state = stat()
        guard stat(path, &state) == 0 else {
            if errno == ENOENT { return nil }
            throw failed(path, "be looked at")
        }
        guard state.st_mode & 0o077 == 0 else {
            throw Fault(
                .unavailable, "Others may read \(path), the key of the audit log.",
                fix: "Run `chmod 600 \(path)`; if somebody may have read it, tell who checks it.")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw failed(path, "be read")
        }
        return try AuditKey(text: String(decoding: data, as: UTF8.self), path: path)
    }

    private static func failed(_ path: String, _ what: String) -> Fault {
        Fault(
            .unavailable,
            "The key of the audit log, \(path), cannot \(what): "
                + "\(String(cString: strerror(errno))).",
            fix: "See that the store's folder may be written to by who runs Assay.")
    }

    /// - Returns: 64 bytes in hexadecimal.
    package func sign(_ bytes: [UInt8]) throws -> String {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: secret)
        return AuditLink.hex(try key.signature(for: bytes))
    }

    /// A secret of this installation for another purpose, from which nobody learns this key:
    /// HMAC-SHA256 (RFC 2104) of the purpose, 32 bytes.
    package func derived(for purpose: String) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: Array("assay \(purpose) 1".utf8), using: SymmetricKey(data: secret)))
    }

    package static func isSigned(_ bytes: [UInt8], signature: String, by key: String) -> Bool {
        guard
            let key = try? Curve25519.Signing.PublicKey(
                rawRepresentation: AuditLink.bytes(of: key))
        else { return false }
        return key.isValidSignature(AuditLink.bytes(of: signature), for: bytes)
    }
}
