import Crypto
import Foundation

/// Random secrets, and what is kept of them.
package enum Secret {
    /// 256 random bits as base64url; what cookies, links and keys are made of.
    package static func make() -> String { base64url(bytes(32)) }

    /// From the system's generator.
    package static func bytes(_ count: Int) -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) }
    }

    /// SHA-256 in hexadecimal; enough for secrets that cannot be guessed.
    package static func digest(_ secret: some StringProtocol) -> String {
        hex(SHA256.hash(data: Array(secret.utf8)))
    }

    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }

    package static func base64url(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    /// Whether two are the same; takes as long for any of the same length.
    package static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in one.indices { difference |= one[index] ^ other[index] }
        return difference == 0
    }
}
