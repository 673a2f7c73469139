/// A place of the log, signed: all lines up to it stood so.
package struct AuditMark: Sendable, Hashable, Codable {
    package var sequence: Int64
    /// Of the line at ``sequence``, in hexadecimal.
    package var hash: String
    /// Milliseconds since 1970.
    package var at: Int64
    /// The public key, 32 bytes, in hexadecimal.
    package var key: String
    /// Ed25519, 64 bytes, in hexadecimal.
    package var signature: String

    package init(sequence: Int64, hash: String, at: Int64, key: String, signature: String) {
        (self.sequence, self.hash, self.at) = (sequence, hash, at)
        (self.key, self.signature) = (key, signature)
    }

    /// - Throws: what the key throws when it cannot sign.
    package init(sequence: Int64, hash: String, at: Int64, signedBy key: AuditKey) throws {
        self.init(sequence: sequence, hash: hash, at: at, key: key.publicKey, signature: "")
        signature = try key.sign(signed)
    }

    /// The bytes that are signed.
    private var signed: [UInt8] {
        var bytes = Array("assay audit mark 1".utf8)
        AuditLink.append(sequence, to: &bytes)
        AuditLink.append(at, to: &bytes)
        AuditLink.append(hash, to: &bytes)
        return bytes
    }

    /// Whether ``key`` signed it.
    package var isSigned: Bool { AuditKey.isSigned(signed, signature: signature, by: key) }
}
