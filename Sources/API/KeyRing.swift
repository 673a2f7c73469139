import Crypto
import Vocabulary

/// API keys, held as SHA-256 hashes.
package struct KeyRing: Sendable {
    /// Characters a key must have, so that it cannot be guessed.
    package static let keyCharactersMin = 16

    private let digests: [[UInt8]]

    /// - Throws: ``Fault`` `invalid` when a key is too short or has a space in it.
    package init(keys: [String]) throws {
        for key in keys {
            guard key.count >= KeyRing.keyCharactersMin, !key.contains(where: \.isWhitespace) else {
                throw Fault(
                    .invalid, "An API key is too short or has a space in it.",
                    fix: "Use \(KeyRing.keyCharactersMin) characters and more, such as the output "
                        + "of `openssl rand -hex 24`.")
            }
        }
        digests = keys.map { KeyRing.digest(of: $0) }
    }

    package var isEmpty: Bool { digests.isEmpty }

    /// Whether `key` is on the ring; takes as long for any key of the same length.
    package func holds(_ key: some StringProtocol) -> Bool {
        let presented = KeyRing.digest(of: key)
        var isHeld = false
        for digest in digests {
            var difference: UInt8 = 0
            for index in digest.indices { difference |= digest[index] ^ presented[index] }
            isHeld = (difference == 0) || isHeld
        }
        return isHeld
    }

    private static func digest(of key: some StringProtocol) -> [UInt8] {
        Array(SHA256.hash(data: Array(key.utf8)))
    }
}
