package import CEL

/// A list that rules ask by name: `event.ip in list("hosting")`. Immutable; a change is a new
/// version.
package final class NamedList: Sendable {
    /// What the entries are, and so what a value is held against.
    package enum Kind: String, Sendable, CaseIterable {
        /// Texts, equal byte for byte. O(1).
        case string
        /// Whole numbers. O(1).
        case int
        /// Addresses and ranges of addresses. O(log entries).
        case cidr
        /// Domains, each with all that is under it; case does not matter. O(labels).
        case domain
        /// RE2 patterns that may occur anywhere in the value. O(length of the value).
        case regex
    }

    /// One line of a list.
    package struct Entry: Sendable, Hashable {
        /// What is listed, in the form of the list's kind.
        package var text: String
        /// Milliseconds since 1970 from which the entry no longer holds; nil for never.
        package var expiresAt: Int64?

        package init(_ text: String, expiresAt: Int64? = nil) {
            self.text = text
            self.expiresAt = expiresAt
        }
    }

    /// An entry that is not of the list's kind.
    package struct BadEntry: Error, Sendable, Hashable {
        /// Its place among the entries, from 0.
        package let index: Int
        /// What is wrong with it.
        package let message: String
        /// What to write instead.
        package let fix: String
    }

    /// All that is wrong with the entries of a list.
    package struct BadEntries: Error, Sendable {
        /// In the order of the entries; at least one.
        package let entries: [BadEntry]
    }

    /// The name that rules use.
    package let name: String
    /// What the entries are.
    package let kind: Kind
    /// Whoever keeps the list raises it with each change.
    package let version: Int
    /// The number of entries, expired ones too.
    package let count: Int
    private let content: Content
    /// Keeps what `content` points at.
    private let keys: ByteTable?

    private enum Content: Sendable {
        /// Not counted, as it is asked for every event.
        case keys(Unmanaged<ByteTable>)
        case addresses(AddressTable)
        case domains(DomainTable)
        case patterns(PatternTable)
    }

    /// The expiry of what never expires.
    static let never = Int64.max

    /// Reads and indexes the entries. Of equal entries the one that ends last holds.
    package init(
        name: String, kind: Kind, version: Int, entries: [Entry]
    ) throws(BadEntries) {
        self.name = name
        self.kind = kind
        self.version = version
        count = entries.count
        var reader = EntryReader(entries)
        let keys: ByteTable? =
            switch kind {
            case .string: ByteTable(reader.texts(), merging: max)
            case .int: ByteTable(reader.numbers(), merging: max)
            case .cidr, .domain, .regex: nil
            }
        self.keys = keys
        switch kind {
        case .string, .int:
            content = .keys(.passUnretained(keys.unsafelyUnwrapped))
        case .cidr: content = .addresses(AddressTable(reader.ranges()))
        case .domain: content = .domains(DomainTable(reader.domains()))
        case .regex: content = .patterns(PatternTable(reader.patterns()))
        }
        if !reader.bad.isEmpty { throw BadEntries(entries: reader.bad) }
    }

    /// Whether an entry that holds at `time` (milliseconds since 1970) takes the value in; an
    /// error for text that should be an address and is none.
    package func contains(_ value: Value, at time: Int64) -> Value {
        switch content {
        case .keys(let table):
            if value.kind == .int {
                let expiry = EntryReader.withKey(of: value.asInt) { key in
                    table._withUnsafeGuaranteedRef { $0[key] }
                }
                return .bool((expiry ?? .min) > time)
            }
            guard value.kind == .string else { break }
            let expiry = table._withUnsafeGuaranteedRef { $0[value.asBytes] }
            return .bool((expiry ?? .min) > time)
        case .addresses(let table):
            if value.kind == .ip {
                return .bool(table.expiry(of: NetworkAddress(value)) > time)
            }
            guard value.kind == .string else { break }
            guard let address = NetworkAddress(value.asBytes) else {
                return .error(.invalidArgument, "not an IP address")
            }
            return .bool(table.expiry(of: address) > time)
        case .domains(let table):
            guard value.kind == .string else { break }
            return .bool((table.expiry(of: value.asBytes) ?? .min) > time)
        case .patterns(let table):
            guard value.kind == .string else { break }
            return .bool(table.matches(value, at: time))
        }
        return .error(.noSuchOverload, "the list is of another kind")
    }
}
