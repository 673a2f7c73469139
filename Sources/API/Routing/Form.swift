/// What a form of a page sent: fields by name, each with its values in order.
package struct Form: Sendable, Hashable {
    private var fields: [String: [String]] = [:]

    package init() {}

    /// From `a=1&b=two+words`, as browsers write it.
    ///
    /// - Throws: nothing: what is no escape stays as it is.
    package init(encoded text: some StringProtocol) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[Form.decoded(parts[0]), default: []].append(
                parts.count > 1 ? Form.decoded(parts[1]) : "")
        }
    }

    /// The first value of a field, without white space around it; empty where there is none.
    package subscript(name: String) -> String {
        let value = fields[name]?.first ?? ""
        guard let start = value.firstIndex(where: { !$0.isWhitespace }),
            let end = value.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(value[start...end])
    }

    /// The first value as it was sent, for texts in which white space counts.
    package func text(_ name: String) -> String { fields[name]?.first ?? "" }

    /// Names of its fields, in no order.
    var names: some Collection<String> { fields.keys }

    package func all(_ name: String) -> [String] { fields[name] ?? [] }

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        let written = Array(text.utf8)
        var index = 0
        while index < written.count {
            let byte = written[index]
            if byte == UInt8(ascii: "%"), index + 2 < written.count,
                let high = Character(Unicode.Scalar(written[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(written[index + 2])).hexDigitValue
            {
                bytes.append(UInt8(high * 16 + low))
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
