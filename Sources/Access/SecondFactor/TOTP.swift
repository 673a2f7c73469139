import Crypto
import Foundation

/// Codes of an app: HMAC-SHA1 over steps of 30 s, six digits (RFC 6238, 2011; RFC 4226, 2005).
package enum TOTP {
    package static let stepSeconds: Int64 = 30
    package static let digits = 6
    package static let secretBytes = 20
    /// Steps before and after now whose codes are taken too, for clocks that are off.
    package static let stepsAway: Int64 = 1

    /// The code of a step.
    ///
    /// - Parameter digits: at most 9.
    package static func code(_ secret: [UInt8], step: Int64, digits: Int = TOTP.digits) -> String {
        var message = UInt64(bitPattern: step).bigEndian
        let counter = withUnsafeBytes(of: &message) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(
                for: counter, using: SymmetricKey(data: secret)))
        let start = Int(mac[mac.count - 1] & 0x0F)
        let number = mac[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var modulus: UInt32 = 1
        for _ in 0..<digits { modulus *= 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code it is, behind the one used last; nil for none.
    ///
    /// - Parameters:
    ///   - at: milliseconds since 1970.
    ///   - used: the step of the code used last.
    package static func step(
        of code: String, _ secret: [UInt8], at: Int64, after used: Int64
    ) -> Int64? {
        let present = at / 1000 / stepSeconds
        let given = Array(code.utf8.filter { $0 != 0x20 })
        var found: Int64?
        // All are compared, so that it takes as long for any code.
        for step in (present - stepsAway)...(present + stepsAway) {
            let isSame = Secret.isSame(Array(TOTP.code(secret, step: step).utf8), given)
            if isSame, step > used { found = step }
        }
        return found
    }

    /// What apps read: `otpauth://totp/…`.
    package static func link(_ secret: [UInt8], of name: String, issuer: String) -> String {
        let plain = CharacterSet.alphanumerics
        let label = name.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
        let from = issuer.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
        return "otpauth://totp/\(from):\(label)?secret=\(Base32.text(secret))&issuer=\(from)"
            + "&algorithm=SHA1&digits=\(digits)&period=\(stepSeconds)"
    }
}

/// Bytes as letters and digits that are not mistaken for each other (RFC 4648, 6), without padding.
package enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    package static func text(_ bytes: [UInt8]) -> String {
        var text = ""
        var held = 0
        var bits = 0
        func put(_ value: Int) { text.unicodeScalars.append(Unicode.Scalar(letters[value & 31])) }
        for byte in bytes {
            held = (held << 8 | Int(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                put(held >> bits)
            }
        }
        if bits > 0 { put(held << (5 - bits)) }
        return text
    }
}
