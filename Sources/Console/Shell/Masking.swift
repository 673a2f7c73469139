import Crypto
package import Vocabulary

/// Names of people, as somebody may see them.
package struct Masking: Sendable {
    private let isShown: Bool
    /// Nil where no store is shown: then every name is the same word.
    private let key: SymmetricKey?

    package init(for caller: Caller) {
        isShown = caller.may(.personalRead)
        key = caller.maskingSecret.isEmpty ? nil : SymmetricKey(data: caller.maskingSecret)
    }

    /// The name; for who may not see it a word that is the same for the same name, such as
    /// `·3fa9c21b`: the first 4 bytes of an HMAC-SHA256 (RFC 2104), so that only who has the
    /// store's secret can make the word of a name.
    package func name(_ name: String) -> String {
        if isShown || name.isEmpty { return name }
        guard let key else { return "·" }
        let code = HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: key).prefix(4)
        return "·" + code.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }

    /// A text that people wrote; nothing of it for who may not see it.
    package func text(_ text: String) -> String { isShown ? text : "(hidden)" }

    package var isHiding: Bool { !isShown }
}
