/// Codes for when the app is lost; each is good once.
package enum RecoveryCodes {
    /// Codes somebody is given.
    package static let count = 10
    /// Random bytes of one.
    private static let bytes = 15

    /// New ones, such as `ABCD-EFGH-IJKL-MNOP-QRST-UVWX`.
    package static func make() -> [String] {
        (0..<count).map { _ in
            let letters = Array(Base32.text(Secret.bytes(bytes)))
            return stride(from: 0, to: letters.count, by: 4)
                .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: "-")
        }
    }

    /// What the store keeps of one, however it is written.
    package static func digest(_ code: String) -> String {
        Secret.digest(code.uppercased().filter { $0.isLetter || $0.isNumber })
    }

    /// Whether a text may be one: those of an app are six digits.
    package static func mayBe(_ code: String) -> Bool {
        code.filter { $0.isLetter || $0.isNumber }.count == bytes * 8 / 5
    }
}
