import Toolbox

/// Which pairs are compared at all: those that agree on every part, such as
/// `soundex(surname) & year(date_of_birth)`.
package struct BlockingRule: Sendable, Equatable, Codable {
    package var parts: [KeyPart]

    /// Parts written with `&` between them; nil where one is none.
    package init?(_ text: String) {
        parts = text.split(separator: "&", omittingEmptySubsequences: false).compactMap {
            KeyPart($0)
        }
        guard parts.count == text.split(separator: "&", omittingEmptySubsequences: false).count
        else { return nil }
    }

    package var text: String { parts.map(\.text).joined(separator: " & ") }

    package var columns: Set<String> { Set(parts.map(\.column)) }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let rule = BlockingRule(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "`\(text)` is no blocking rule")
        }
        self = rule
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    /// By record: what must be equal, or 0 where a part is missing. O(records).
    func keys(_ table: RecordTable) -> [UInt64] {
        let held = parts.map { part in
            let column = table.columns[table.place(part.column)!]
            return (column.codes, part.hashes(column))
        }
        return (0..<table.count).map { record in
            var key: UInt64 = 1
            for (codes, hashes) in held {
                let hash = hashes[Int(codes.base[record])]
                if hash == 0 { return 0 }
                key = Hash64.combine(key, hash)
            }
            return key
        }
    }
}
