import Crypto

/// How lines are chained: `hash = SHA-256(hash of the line before ‖ SHA-256(the line's bytes))`.
///
/// The line's own digest stands between, so that a line can be withheld from somebody who is to
/// check the chain: its digest is given instead of it (Haber and Stornetta 1991; Schneier and
/// Kelsey 1999).
package enum AuditLink {
    /// What the first line is chained to: SHA-256 of `assay audit log 1`.
    package static let genesis = hex(SHA256.hash(data: Array("assay audit log 1".utf8)))

    /// SHA-256 of what a line says, in hexadecimal. Each text stands behind its length, and numbers
    /// are eight bytes, the greatest first, so no two lines have the same bytes.
    package static func digest(of entry: AuditEntry) -> String {
        // Lines from before outcomes were fields have the bytes they had.
        let isFirst = entry.outcome == nil && entry.attempt == nil
        var bytes = Array("assay audit line \(isFirst ? 1 : 2)".utf8)
        append(entry.sequence, to: &bytes)
        append(entry.at, to: &bytes)
        append(entry.salt, to: &bytes)
        for text in [
            entry.kind.rawValue, entry.by, entry.action, entry.subject, entry.detail,
        ] {
            append(text, to: &bytes)
        }
        if !isFirst {
            append(entry.outcome?.rawValue ?? "", to: &bytes)
            append(entry.attempt ?? 0, to: &bytes)
        }
        return hex(SHA256.hash(data: bytes))
    }

    /// The hash of a line whose digest is known.
    package static func hash(previous: String, digest: String) -> String {
        hex(SHA256.hash(data: bytes(of: previous) + bytes(of: digest)))
    }

    /// `entry` behind the line whose hash is `previous`.
    package static func chained(_ entry: AuditEntry, to previous: String) -> AuditEntry {
        var chained = entry
        chained.previous = previous
        chained.hash = hash(previous: previous, digest: digest(of: entry))
        return chained
    }

    static func append(_ number: Int64, to bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
    }

    static func append(_ text: String, to bytes: inout [UInt8]) {
        append(Int64(text.utf8.count), to: &bytes)
        bytes += text.utf8
    }

    private static let digits = Array("0123456789abcdef".utf8)

    package static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that hexadecimal digits stand for; none where they are not such.
    package static func bytes(of hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[place]), let low = value(digits[place + 1]) else {
                return []
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
