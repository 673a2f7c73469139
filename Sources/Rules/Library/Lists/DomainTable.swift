/// Domains, each standing for itself and all under it, with the time each ends.
struct DomainTable: Sendable {
    /// The longest name there is (RFC 1035 §2.3.4).
    static let nameBytesMax = 253

    private let table: ByteTable

    /// - Parameter domains: in lower case, without a dot at either end.
    init(_ domains: [(name: String, expiry: Int64)]) {
        table = ByteTable(domains.map { (Array($0.name.utf8), $0.expiry) }, merging: max)
    }

    /// When the last entry ends that is this name or one it is under; nil without such an entry.
    /// Case and a final dot do not matter. O(labels).
    func expiry(of name: UnsafeBufferPointer<UInt8>) -> Int64? {
        let dot = UInt8(ascii: ".")
        let length = name.last == dot ? name.count - 1 : name.count
        guard length > 0, length <= Self.nameBytesMax else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { lowered in
            for index in 0..<length { lowered[index] = loweredASCII(name[index]) }
            let whole = UnsafeBufferPointer(lowered)
            var last: Int64?
            for start in 0..<length where start == 0 || whole[start - 1] == dot {
                let suffix = UnsafeBufferPointer(rebasing: whole[start...])
                if let expiry = table[suffix] { last = max(last ?? expiry, expiry) }
            }
            return last
        }
    }
}
