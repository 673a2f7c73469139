/// IP addresses and CIDR ranges.
enum NetworkFunctions {
    static let functions: [Function] =
        addresses + ranges + [
            property("isUnspecified") { $0.isUnspecified },
            property("isLoopback") { $0.isLoopback },
            property("isMulticast") { $0.isMulticast },
            property("isGlobalUnicast") { $0.isGlobalUnicast },
            property("isLinkLocalMulticast") { $0.isLinkLocalMulticast },
            property("isLinkLocalUnicast") { $0.isLinkLocalUnicast },
        ]

    private static func property(
        _ name: String, _ test: @escaping @Sendable (NetworkAddress) -> Bool
    ) -> Function {
        Function(
            name,
            .member("ip_\(name)", [.ip], .bool) { a, _ in
                .bool(test(NetworkAddress(a[0])))
            })
    }

    private static let addresses: [Function] = [
        Function(
            "ip",
            .global("string_to_ip", [.string], .ip) { a, scratch in
                address(a[0]).map { scratch.arena.ip($0) } ?? notAnAddress
            },
            .member("cidr_ip", [.cidr], .ip) { a, scratch in
                scratch.arena.ip(NetworkAddress(a[0]))
            }),
        Function(
            "isIP", .global("is_ip", [.string], .bool) { a, _ in .bool(address(a[0]) != nil) }),
        Function(
            "ip.isCanonical",
            .global("ip_is_canonical", [.string], .bool) { a, _ in
                guard let address = address(a[0]) else { return notAnAddress }
                return .bool(address.text.utf8.elementsEqual(a[0].asBytes))
            }),
        Function(
            "family", .member("ip_family", [.ip], .int) { a, _ in .int(Int64(a[0].tag)) }),
    ]

    private static let ranges: [Function] = [
        Function(
            "cidr",
            .global("string_to_cidr", [.string], .cidr) { a, scratch in
                range(a[0]).map { scratch.arena.cidr($0, length: $1) } ?? notARange
            }),
        Function(
            "isCIDR", .global("is_cidr", [.string], .bool) { a, _ in .bool(range(a[0]) != nil) }),
        Function(
            "containsIP",
            .member("cidr_contains_ip", [.cidr, .ip], .bool) { a, _ in
                .bool(contains(a[0], NetworkAddress(a[1])))
            },
            .member("cidr_contains_ip_string", [.cidr, .string], .bool) { a, _ in
                address(a[1]).map { .bool(contains(a[0], $0)) } ?? notAnAddress
            }),
        Function(
            "containsCIDR",
            .member("cidr_contains_cidr", [.cidr, .cidr], .bool) { a, _ in
                .bool(
                    a[1].aux >= a[0].aux && contains(a[0], NetworkAddress(a[1])))
            },
            .member("cidr_contains_cidr_string", [.cidr, .string], .bool) { a, _ in
                guard let (address, length) = range(a[1]) else { return notARange }
                return .bool(length >= Int(a[0].aux) && contains(a[0], address))
            }),
        Function(
            "masked",
            .member("cidr_masked", [.cidr], .cidr) { a, scratch in
                let length = Int(a[0].aux)
                return scratch.arena.cidr(NetworkAddress(a[0]).masked(length), length: length)
            }),
        Function(
            "prefixLength",
            .member("cidr_prefix_length", [.cidr], .int) { a, _ in
                .int(Int64(a[0].aux))
            }),
    ]

    private static var notAnAddress: Value { .error(.invalidArgument, "not an IP address") }
    private static var notARange: Value { .error(.invalidArgument, "not a CIDR range") }

    private static func address(_ text: Value) -> NetworkAddress? { NetworkAddress(text.asBytes) }

    private static func range(_ text: Value) -> (address: NetworkAddress, length: Int)? {
        NetworkAddress.range(text.asBytes)
    }

    private static func contains(_ range: Value, _ address: NetworkAddress) -> Bool {
        let network = NetworkAddress(range)
        let length = Int(range.aux)
        return network.family == address.family
            && network.masked(length) == address.masked(length)
    }
}
