import CEL

/// Reads the entries of a list in the form of its kind, and collects those that are not in it.
struct EntryReader {
    private let entries: [NamedList.Entry]
    private(set) var bad: [NamedList.BadEntry] = []

    init(_ entries: [NamedList.Entry]) { self.entries = entries }

    private enum Reading<Item> {
        case item(Item)
        case bad(message: String, fix: String)
    }

    private mutating func read<Item>(
        _ reading: (String) -> Reading<Item>
    ) -> [(item: Item, expiry: Int64)] {
        var items: [(item: Item, expiry: Int64)] = []
        for (index, entry) in entries.enumerated() {
            switch reading(entry.text) {
            case .item(let item): items.append((item, entry.expiresAt ?? NamedList.never))
            case .bad(let message, let fix):
                bad.append(NamedList.BadEntry(index: index, message: message, fix: fix))
            }
        }
        return items
    }

    mutating func texts() -> [(key: [UInt8], value: Int64)] {
        read { .item(Array($0.utf8)) }.map { ($0.item, $0.expiry) }
    }

    mutating func numbers() -> [(key: [UInt8], value: Int64)] {
        read { text in
            guard let number = Int64(text) else {
                return .bad(
                    message: "'\(text)' is not a whole number",
                    fix: "write digits alone, or give the list the kind string")
            }
            return .item(Self.withKey(of: number) { Array($0) })
        }.map { ($0.item, $0.expiry) }
    }

    /// The bytes that stand for a number in a table.
    static func withKey<Result>(
        of number: Int64, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeBytes(of: number.littleEndian) { $0.withMemoryRebound(to: UInt8.self, body) }
    }

    mutating func ranges() -> [(address: NetworkAddress, length: Int, expiry: Int64)] {
        read { text -> Reading<(NetworkAddress, Int)> in
            var text = text
            return text.withUTF8 { bytes in
                if let address = NetworkAddress(bytes) {
                    return .item((address, address.width))
                }
                guard let (address, length) = NetworkAddress.range(bytes) else {
                    let written = String(decoding: bytes, as: UTF8.self)
                    return .bad(
                        message: "'\(written)' is not an address or a range of addresses",
                        fix: "write it as 203.0.113.0/24 or 2001:db8::/32")
                }
                let network = address.masked(length)
                guard network == address else {
                    return .bad(
                        message: "\(address.text)/\(length) has bits beyond its length",
                        fix: "write \(network.text)/\(length), or the address alone")
                }
                return .item((address, length))
            }
        }.map { ($0.item.0, $0.item.1, $0.expiry) }
    }

    mutating func domains() -> [(name: String, expiry: Int64)] {
        read { text in
            let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            let isName = labels.allSatisfy { label in
                !label.isEmpty && !label.contains { "*@/: \t".contains($0) }
            }
            guard isName, text.utf8.count <= DomainTable.nameBytesMax else {
                return .bad(
                    message: "'\(text)' is not a domain",
                    fix: "write example.com; it stands for all that is under it too")
            }
            return .item(String(decoding: text.utf8.map(loweredASCII), as: UTF8.self))
        }.map { ($0.item, $0.expiry) }
    }

    mutating func patterns() -> [(pattern: String, expiry: Int64)] {
        read { text in
            PatternTable.problem(with: text).map {
                .bad(
                    message: "'\(text)' is not a regular expression: \($0)",
                    fix: "see github.com/google/re2/wiki/Syntax")
            } ?? .item(text)
        }.map { ($0.item, $0.expiry) }
    }
}
