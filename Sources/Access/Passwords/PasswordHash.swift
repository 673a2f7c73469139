import Crypto
import CryptoExtras
import Foundation
package import Vocabulary

/// How much work a hash is: scrypt (Percival 2009, RFC 7914). 128 · 2^costLog2 · blockSize bytes of
/// memory; 64 MiB (ASVS 4.0.3, 2.4.6).
package struct ScryptParameters: Sendable, Hashable {
    package var costLog2 = 16
    package var blockSize = 8
    package var parallelism = 2

    package init() {}

    package init(costLog2: Int, blockSize: Int, parallelism: Int) {
        (self.costLog2, self.blockSize, self.parallelism) = (costLog2, blockSize, parallelism)
    }

    /// Bounds of what is read from a store, so that no row of it takes all memory.
    var isBounded: Bool {
        (1...20).contains(costLog2) && (1...16).contains(blockSize)
            && (1...16).contains(parallelism)
    }
}

/// A password's hash with its salt and parameters: `scrypt$16$8$2$SALT$HASH`, both in base64.
package struct PasswordHash: Sendable, Hashable {
    package static let saltBytes = 16
    package static let hashBytes = 32

    package let parameters: ScryptParameters
    package let salt: [UInt8]
    package let hash: [UInt8]

    /// Hashes a password, under a random salt unless one is given.
    package init(
        of password: String, _ parameters: ScryptParameters,
        salt: [UInt8] = Secret.bytes(PasswordHash.saltBytes)
    ) throws(Fault) {
        self.parameters = parameters
        self.salt = salt
        hash = try PasswordHash.derive(password, salt, parameters, bytes: PasswordHash.hashBytes)
    }

    /// Reads what ``text`` writes.
    ///
    /// - Throws: ``Fault`` `bug` for any other text.
    package init(text: String) throws(Fault) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]),
            let block = Int(parts[2]), let parallel = Int(parts[3]),
            let salt = Data(base64Encoded: String(parts[4])),
            let hash = Data(base64Encoded: String(parts[5])), !hash.isEmpty
        else { throw Fault(.bug, "A password's hash in the store cannot be read.") }
        parameters = ScryptParameters(costLog2: cost, blockSize: block, parallelism: parallel)
        guard parameters.isBounded else {
            throw Fault(.bug, "A password's hash in the store asks for too much work.")
        }
        self.salt = Array(salt)
        self.hash = Array(hash)
    }

    package var text: String {
        "scrypt$\(parameters.costLog2)$\(parameters.blockSize)$\(parameters.parallelism)"
            + "$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
    }

    /// Whether the password is that one; takes as long for any.
    package func holds(_ password: String) throws(Fault) -> Bool {
        let other = try PasswordHash.derive(password, salt, parameters, bytes: hash.count)
        return Secret.isSame(other, hash)
    }

    /// The key that scrypt derives.
    package static func derive(
        _ password: String, _ salt: [UInt8], _ parameters: ScryptParameters, bytes: Int
    ) throws(Fault) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: Array(password.utf8), salt: salt, outputByteCount: bytes,
                rounds: 1 << parameters.costLog2, blockSize: parameters.blockSize,
                parallelism: parameters.parallelism)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw Fault(.unavailable, "A password cannot be hashed: \(error)")
        }
    }
}
