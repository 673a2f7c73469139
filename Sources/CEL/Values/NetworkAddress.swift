/// An IPv4 or IPv6 address; IPv4 is held in the last four bytes of its mapped form.
package struct NetworkAddress: Sendable, Equatable {
    /// 4 or 6.
    package let family: UInt8
    /// The address as two big-endian halves.
    package let high: UInt64
    /// The last eight bytes.
    package let low: UInt64

    private static let mappedPrefix: UInt64 = 0xFFFF_0000_0000

    init(v4: UInt32) {
        family = 4
        high = 0
        low = Self.mappedPrefix | UInt64(v4)
    }

    init(high: UInt64, low: UInt64) {
        // An IPv6 address that maps an IPv4 one is that IPv4 address.
        family = high == 0 && low & ~0xFFFF_FFFF == Self.mappedPrefix ? 4 : 6
        self.high = high
        self.low = low
    }

    /// Reads the sixteen bytes behind an `ip` or `cidr` value.
    package init(_ value: Value) {
        let place = UnsafeRawPointer(value.address)
        let high = UInt64(bigEndian: place.loadUnaligned(as: UInt64.self))
        let low = UInt64(bigEndian: place.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        if value.tag == 4 {
            self.init(v4: UInt32(truncatingIfNeeded: low))
        } else {
            self.init(high: high, low: low)
        }
    }

    /// Parses dotted IPv4 or IPv6; no zone, no dotted mapped form. Nil on anything else.
    package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.contains(UInt8(ascii: ":")) {
            guard let groups = Self.groups(bytes) else { return nil }
            let halves = [groups[..<4], groups[4...]].map {
                $0.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
            }
            self.init(high: halves[0], low: halves[1])
        } else {
            guard let address = Self.dotted(bytes) else { return nil }
            self.init(v4: address)
        }
    }

    /// Parses an address, a slash and the number of bits that count. Nil on anything else.
    package static func range(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (address: NetworkAddress, length: Int)? {
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...3).contains(parts[1].count), parts[1].allSatisfy(isDigit),
            parts[1].count == 1 || parts[1].first != UInt8(ascii: "0"),
            let address = NetworkAddress(UnsafeBufferPointer(rebasing: parts[0])),
            let length = Int(String(decoding: parts[1], as: UTF8.self)), length <= address.width
        else { return nil }
        return (address, length)
    }

    private static func dotted(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        var address: UInt32 = 0
        var number: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                address = address << 8 | number
                (number, digits) = (0, 0)
                dots += 1
            } else {
                // No digit follows a leading zero.
                guard isDigit(byte), digits == 0 || number > 0 else { return nil }
                number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard number < 256 else { return nil }
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | number : nil
    }

    /// Eight groups of sixteen bits, with one `::` filled in.
    private static func groups(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt16]? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.count <= 9 else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        for (index, part) in parts.enumerated() {
            if part.isEmpty {
                // The text before a leading `::` and after a trailing one is empty too.
                if index == 0, parts[1].isEmpty { continue }
                if index == parts.count - 1, parts[index - 1].isEmpty { continue }
                guard gap == nil else { return nil }
                gap = groups.count
                continue
            }
            guard part.count <= 4, part.allSatisfy(isHex),
                let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
            else { return nil }
            groups.append(group)
        }
        guard let gap else { return groups.count == 8 ? groups : nil }
        guard groups.count < 8 else { return nil }
        groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        return groups
    }

    /// Dotted, or RFC 5952: lower case, the longest run of zero groups as `::`.
    package var text: String {
        if family == 4 {
            return (0..<4).reversed().map { String(low >> UInt64($0 * 8) & 255) }
                .joined(separator: ".")
        }
        let groups = [high, low].flatMap { half in
            (0..<4).reversed().map { UInt16(truncatingIfNeeded: half >> UInt64($0 * 16)) }
        }
        var best = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > max(best.count, 1) { best = start..<index }
            start = index + 1
        }
        func joined(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return joined(groups[...]) }
        return joined(groups[..<best.lowerBound]) + "::" + joined(groups[best.upperBound...])
    }

    /// The bits an address of this family has.
    package var width: Int { family == 4 ? 32 : 128 }

    /// The address with all but its first `length` bits cleared.
    package func masked(_ length: Int) -> NetworkAddress {
        let kept = length + 128 - width
        let highMask = kept >= 64 ? UInt64.max : kept == 0 ? 0 : UInt64.max << UInt64(64 - kept)
        let lowMask =
            kept <= 64 ? 0 : kept == 128 ? UInt64.max : UInt64.max << UInt64(128 - kept)
        if family == 4 {
            return NetworkAddress(v4: UInt32(truncatingIfNeeded: low & lowMask))
        }
        return NetworkAddress(high: high & highMask, low: low & lowMask)
    }

    // MARK: Classes of addresses

    private var v4: UInt32 { UInt32(truncatingIfNeeded: low) }
    var isUnspecified: Bool { family == 4 ? v4 == 0 : high == 0 && low == 0 }
    var isLoopback: Bool { family == 4 ? v4 >> 24 == 127 : high == 0 && low == 1 }
    var isMulticast: Bool { family == 4 ? v4 >> 28 == 0xE : high >> 56 == 0xFF }
    var isLinkLocalUnicast: Bool { family == 4 ? v4 >> 16 == 0xA9FE : high >> 54 == 0x3FA }
    var isLinkLocalMulticast: Bool {
        family == 4 ? v4 >> 8 == 0xE00000 : high >> 48 & 0xFF0F == 0xFF02
    }
    var isGlobalUnicast: Bool {
        !(family == 4 && v4 == .max) && !isUnspecified && !isLoopback && !isMulticast
            && !isLinkLocalUnicast
    }
}

extension Arena {
    /// An `ip` value.
    package func ip(_ address: NetworkAddress) -> Value { network(address, .ip, 0) }

    /// A `cidr` value; `length` is in bits of the address's own family.
    package func cidr(_ address: NetworkAddress, length: Int) -> Value {
        network(address, .cidr, UInt32(length))
    }

    private func network(_ address: NetworkAddress, _ kind: Value.Kind, _ aux: UInt32) -> Value {
        guard let place = allocate(bytes: 16) else { return .memoryLimit }
        place.storeBytes(of: address.high.bigEndian, as: UInt64.self)
        place.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        return Value(
            kind: kind, tag: address.family, aux: aux, bits: UInt64(UInt(bitPattern: place)))
    }
}
