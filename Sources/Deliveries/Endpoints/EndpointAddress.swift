import Foundation
import Glibc
package import Vocabulary

/// Where a webhook or a request to a vendor goes: `https` to anywhere public, `http` to this
/// machine alone; addresses within the sender's own network only where that was allowed.
///
/// The check is repeated before every attempt. That a name leads elsewhere between the check and
/// the connection is harmless: over `https` the receiver must prove the name, and `http` goes to
/// written addresses of this machine only.
package struct EndpointAddress: Sendable {
    let url: URL
    /// The name or written address, without brackets.
    package let host: String
    private let allowsPrivate: Bool

    /// - Throws: ``Fault`` `invalid` for what is no such address, `forbidden` for one written
    ///   within the own network that was not allowed.
    package init(_ text: String, allowsPrivate: Bool) throws(Fault) {
        guard text.utf8.count <= WebhookEndpoint.addressMax, let url = URL(string: text),
            let scheme = url.scheme?.lowercased(), let written = url.host, !written.isEmpty,
            scheme == "https" || scheme == "http"
        else {
            throw Fault(
                .invalid, "`\(text.prefix(200))` is no address that can be sent to.",
                fix: "Write one such as https://example.com/hooks.")
        }
        guard url.user == nil, url.password == nil, url.fragment == nil else {
            throw Fault(
                .invalid, "An address to send to has no user, password or `#`.",
                fix: "Leave them out; messages are signed.")
        }
        host = written.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        (self.url, self.allowsPrivate) = (url, allowsPrivate)
        guard scheme == "https" || EndpointAddress.isLocal(host) else {
            throw Fault(
                .invalid, "\(scheme)://\(host) would send messages in the open.",
                fix: "Use https; http goes to 127.0.0.1, [::1] and localhost alone.")
        }
        if let bytes = EndpointAddress.bytes(of: host == "localhost" ? "127.0.0.1" : host) {
            try refuse(unless: EndpointAddress.isPublic(bytes), shown: host)
        }
    }

    /// Whether connecting needs no asking where the name leads.
    package var isWritten: Bool {
        host == "localhost" || EndpointAddress.bytes(of: host) != nil
    }

    /// Asks where the name leads now; one address within the own network is enough to refuse.
    /// Blocks until the resolver answers.
    ///
    /// - Throws: ``Fault`` `unavailable` when the name leads nowhere, `forbidden`.
    package func resolve() throws(Fault) {
        if allowsPrivate || isWritten { return }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found else {
            throw Fault(.unavailable, "The name \(host) leads nowhere.")
        }
        defer { freeaddrinfo(first) }
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let entry = next {
            let bytes = EndpointAddress.bytes(of: entry.pointee)
            try refuse(unless: bytes.map(EndpointAddress.isPublic) ?? false, shown: host)
            next = entry.pointee.ai_next
        }
    }

    private func refuse(unless isPublic: Bool, shown: String) throws(Fault) {
        guard !isPublic, !allowsPrivate else { return }
        throw Fault(
            .forbidden, "\(shown) lies within the sender's own network.",
            fix: "If that is meant, allow it: --allow-private for a webhook, `private` behind a "
                + "vendor's address in the file of --vendors.")
    }

    private static func isLocal(_ host: String) -> Bool {
        if host == "localhost" { return true }
        guard let bytes = bytes(of: host) else { return false }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// The bytes of a written address; nil for a name.
    static func bytes(of host: String) -> [UInt8]? {
        var four = in_addr()
        if inet_aton(host, &four) != 0 { return withUnsafeBytes(of: &four) { Array($0) } }
        var sixteen = in6_addr()
        if inet_pton(AF_INET6, host, &sixteen) == 1 {
            return withUnsafeBytes(of: &sixteen) { Array($0) }
        }
        return nil
    }

    private static func bytes(of entry: addrinfo) -> [UInt8]? {
        guard let address = entry.ai_addr else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                var bytes = $0.pointee.sin_addr
                return withUnsafeBytes(of: &bytes) { Array($0) }
            }
        case AF_INET6:
            return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                var bytes = $0.pointee.sin6_addr
                return withUnsafeBytes(of: &bytes) { Array($0) }
            }
        default: return nil
        }
    }

    /// Whether an address is one of the open internet: the special ranges of RFC 6890 and its
    /// registries are not, nor is an IPv6 address that carries such an IPv4 one.
    static func isPublic(_ bytes: [UInt8]) -> Bool {
        if bytes.count == 4 { return isPublicIPv4(bytes) }
        guard bytes.count == 16 else { return false }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10...11] == [0xFF, 0xFF]
        let isTranslated = bytes[..<12] == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if isMapped || isTranslated { return isPublicIPv4(Array(bytes[12...])) }
        if bytes[..<2] == [0x20, 0x02] { return isPublicIPv4(Array(bytes[2..<6])) }
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        // Teredo and other protocols' (2001::/23), and documentation.
        let isSpecial = bytes[..<2] == [0x20, 0x01] && bytes[2] < 2
        return !isSpecial && bytes[..<4] != [0x20, 0x01, 0x0D, 0xB8]
    }

    private static func isPublicIPv4(_ bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (224...255, _, _): false
        case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100): false
        case (203, 0, 113): false
        default: true
        }
    }
}
