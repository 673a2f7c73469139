/// The Public Suffix List (publicsuffix.org/list): under which names people register names.
struct PublicSuffixes: Sendable {
    /// Made of ``PublicSuffixTable`` when it is first asked, in some milliseconds.
    static let shared = PublicSuffixes(PublicSuffixTable.parts)

    private static let isRule: Int64 = 1
    /// Every label under the name is a suffix: `*.ck`.
    private static let isWildcard: Int64 = 2
    /// The name is none although a wildcard says so: `!www.ck`.
    private static let isException: Int64 = 4

    private let rules: ByteTable

    private init(_ parts: [StaticString]) {
        var parser = Parser()
        for part in parts {
            part.withUTF8Buffer { for byte in $0 { parser.take(byte) } }
        }
        parser.endLabel()
        rules = ByteTable(parser.rules, merging: |)
    }

    /// The offset at which the registrable part of a lower-case name begins; nil when the whole
    /// name is a public suffix. O(labels). The longest rule holds, and an exception over all.
    func registrableStart(of name: UnsafeBufferPointer<UInt8>) -> Int? {
        var starts: [Int] = [0]
        for (index, byte) in name.enumerated() where byte == UInt8(ascii: ".") {
            starts.append(index + 1)
        }
        // The labels of the suffix; the list's own default is one.
        var labels = 1
        for taken in 1...starts.count {
            let start = starts[starts.count - taken]
            let flags = rules[UnsafeBufferPointer(rebasing: name[start...])] ?? 0
            if flags & Self.isException != 0 {
                labels = taken - 1
                break
            }
            if flags & Self.isRule != 0 { labels = max(labels, taken) }
            if flags & Self.isWildcard != 0 { labels = max(labels, taken + 1) }
        }
        return labels < starts.count ? starts[starts.count - labels - 1] : nil
    }

    /// Reads `jp(co,=kobe(*,!city))`: a label's children in parentheses; `=` is no rule itself.
    private struct Parser {
        private(set) var rules: [(key: [UInt8], value: Int64)] = []
        private var parents: [[UInt8]] = [[]]
        private var label: [UInt8] = []

        mutating func take(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "\n"): break
            case UInt8(ascii: ","): endLabel()
            case UInt8(ascii: ")"):
                endLabel()
                parents.removeLast()
            case UInt8(ascii: "("):
                let name = named(label.first == UInt8(ascii: "=") ? label.dropFirst() : label[...])
                endLabel()
                parents.append(name)
            default: label.append(byte)
            }
        }

        mutating func endLabel() {
            defer { label = [] }
            switch label.first {
            case nil, UInt8(ascii: "="): break
            case UInt8(ascii: "*"): rules.append((parents[parents.count - 1], isWildcard))
            case UInt8(ascii: "!"): rules.append((named(label.dropFirst()), isException))
            default: rules.append((named(label[...]), isRule))
            }
        }

        private func named(_ label: ArraySlice<UInt8>) -> [UInt8] {
            let parent = parents[parents.count - 1]
            return parent.isEmpty ? Array(label) : label + [UInt8(ascii: ".")] + parent
        }
    }
}
