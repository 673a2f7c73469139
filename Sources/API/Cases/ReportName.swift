import Crypto
import Foundation

/// What a report is called.
package enum ReportName {
    /// Of the partner's own, so that nobody can guess or take another's; the same for the same
    /// words, so that a report sent again is the same.
    ///
    /// - Parameters:
    ///   - partner: the party that reports; empty for the community.
    ///   - said: the name the party gives it, or all that the report says.
    package static func id(partner: String, said: String) -> String {
        let digest = SHA256.hash(data: Data("\(partner)\u{0}\(said)".utf8)).prefix(16)
        return "rep_"
            + digest.map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
    }
}
