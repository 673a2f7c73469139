/// Sizes of memory as packs write them.
enum ByteSize {
    private static let units: [(name: String, bytes: Int)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1),
    ]

    /// Bytes of `64KiB`, `512MiB`, `4GiB`, `65536B`; nil when it is none, or beyond 2^50.
    static func bytes(_ text: String) -> Int? {
        guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        let digits = text.dropLast(unit.name.count)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(digits), number <= (1 << 50) / unit.bytes
        else { return nil }
        return number * unit.bytes
    }
}

extension PackBuilder {
    /// The least limit that makes sense: some hundred entities.
    static let memoryBytesMin = 64 << 10

    /// Bytes that `memory` allows the features' entities; nil without it.
    func readMemory(_ head: MappingReader) -> Int? {
        guard let node = head.node("memory"), let text = head.text(node, "memory") else {
            return nil
        }
        let bytes = ByteSize.bytes(text)
        if let bytes, bytes >= PackBuilder.memoryBytesMin { return bytes }
        sink.error(
            head.file, node,
            bytes == nil
                ? "`memory` is a size, not `\(text)`."
                : "`memory` is at least 64KiB; `\(text)` would forget every entity at once.",
            fix: "Write a whole number and B, KiB, MiB or GiB, such as 4GiB, or drop `memory` "
                + "for no limit.")
        return nil
    }
}
