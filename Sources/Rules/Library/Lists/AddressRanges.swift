import CEL

/// Ranges of addresses of one family, laid out as neighbouring pieces in order.
///
/// Ranges are CIDR blocks, so two of them are apart or one holds the other. Each piece has the
/// latest expiry of all ranges over it, which is all that a question needs: an address is listed at
/// a time if that time is before it. Complexity: lookup O(log ranges); building O(ranges · log).
struct AddressRanges<Address: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// The first and the last address, and when the entry ends.
    typealias Range = (low: Address, high: Address, expiry: Int64)
    /// Where no range is.
    private static var nothing: Int64 { .min }

    /// Where each piece begins; it goes on to the next.
    private var starts: [Address] = []
    private var expiries: [Int64] = []

    init(_ ranges: [Range]) {
        let ordered = ranges.sorted { ($0.low, $1.high) < ($1.low, $0.high) }
        var open: [(high: Address, expiry: Int64)] = []
        for range in ordered {
            close(&open, before: range.low)
            let expiry = max(range.expiry, open.last?.expiry ?? Self.nothing)
            open.append((range.high, expiry))
            begin(range.low, expiry)
        }
        close(&open, before: nil)
    }

    /// Ends the open ranges that lie before an address; all of them without one.
    private mutating func close(
        _ open: inout [(high: Address, expiry: Int64)], before address: Address?
    ) {
        while let inner = open.last {
            if let address, inner.high >= address { return }
            open.removeLast()
            let (next, isLast) = inner.high.addingReportingOverflow(1)
            if !isLast { begin(next, open.last?.expiry ?? Self.nothing) }
        }
    }

    private mutating func begin(_ start: Address, _ expiry: Int64) {
        if starts.last == start {
            expiries[expiries.count - 1] = expiry
        } else if (expiries.last ?? Self.nothing) != expiry {
            starts.append(start)
            expiries.append(expiry)
        }
    }

    /// When the last range over an address ends; `Int64.min` without one.
    func expiry(of address: Address) -> Int64 {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= address { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? Self.nothing : expiries[low - 1]
    }
}

/// Ranges of both families.
struct AddressTable: Sendable {
    private let v4: AddressRanges<UInt32>
    private let v6: AddressRanges<UInt128>

    init(_ entries: [(address: NetworkAddress, length: Int, expiry: Int64)]) {
        v4 = AddressRanges(
            entries.filter { $0.address.family == 4 }.map { entry in
                let low = UInt32(truncatingIfNeeded: entry.address.low)
                let rest = entry.length == 0 ? UInt32.max : (1 << UInt32(32 - entry.length)) - 1
                return (low, low | rest, entry.expiry)
            })
        v6 = AddressRanges(
            entries.filter { $0.address.family == 6 }.map { entry in
                let low = Self.wide(entry.address)
                let rest = entry.length == 0 ? UInt128.max : (1 << UInt128(128 - entry.length)) - 1
                return (low, low | rest, entry.expiry)
            })
    }

    /// When the last range over an address ends; `Int64.min` without one. O(log ranges).
    func expiry(of address: NetworkAddress) -> Int64 {
        address.family == 4
            ? v4.expiry(of: UInt32(truncatingIfNeeded: address.low))
            : v6.expiry(of: Self.wide(address))
    }

    private static func wide(_ address: NetworkAddress) -> UInt128 {
        UInt128(address.high) << 64 | UInt128(address.low)
    }
}
