import Glibc
package import Vocabulary

/// From which address a request comes, as far as anybody can know.
///
/// A peer's own address counts, unless a proxy stands in front; then what the proxy wrote counts,
/// and only of proxies that are named: any other peer may write what it likes.
package struct ClientAddress: Sendable {
    /// Addresses of proxies that are believed, in plain form.
    private let trusted: Set<String>
    /// Whether people come by a proxy, so that a peer's address is nobody's.
    private let isBehindProxy: Bool

    /// - Parameters:
    ///   - trusted: addresses of proxies, such as `127.0.0.1`.
    ///   - publicURL: how people reach the server; nil when that is not said.
    /// - Throws: ``Fault`` `invalid` for what is no address.
    package init(trusted: [String], publicURL: String?) throws(Fault) {
        var plain: Set<String> = []
        for text in trusted {
            guard let address = ClientAddress.plain(text) else {
                throw Fault(
                    .invalid, "`\(text.prefix(60))` is no address of a proxy.",
                    fix: "Write its IP address, such as 127.0.0.1.")
            }
            plain.insert(address)
        }
        self.trusted = plain
        isBehindProxy = publicURL != nil
    }

    /// - Parameters:
    ///   - peer: who is at the other end of the connection.
    ///   - forwarded: the fields `X-Forwarded-For`, in order; each proxy adds who came to it.
    /// - Returns: the address in plain form; empty where it is not known.
    package func address(peer: String, forwarded: [String]) -> String {
        let peer = ClientAddress.plain(peer) ?? ""
        if trusted.contains(peer) {
            let hops = forwarded.flatMap { $0.split(separator: ",") }
                .filter { !$0.allSatisfy(\.isWhitespace) }
            // The last was written by the proxy we know; those before it by who came to it, unless
            // that is a proxy we know too.
            for hop in hops.reversed().prefix(ClientAddress.hopsMax) {
                guard let address = ClientAddress.plain(String(hop)) else { return "" }
                if !trusted.contains(address) { return address }
            }
            return ""
        }
        if !trusted.isEmpty { return peer }
        let isPassedOn = !forwarded.isEmpty && Loopback.contains(host: peer)
        return isBehindProxy || isPassedOn ? "" : peer
    }

    /// Proxies in a row that are looked past.
    private static let hopsMax = 10

    /// An address without port, brackets and white space, one way to write each; nil for none.
    static func plain(_ text: String) -> String? {
        var text = text.filter { !$0.isWhitespace }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
            text = String(text[..<colon])
        }
        // IPv4 as IPv6 has it is the same address.
        if text.lowercased().hasPrefix("::ffff:"), text.contains(".") {
            text = String(text.dropFirst("::ffff:".count))
        }
        for family in [AF_INET, AF_INET6] {
            var bytes = [UInt8](repeating: 0, count: 16)
            guard inet_pton(family, text, &bytes) == 1 else { continue }
            var name = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, bytes, &name, socklen_t(name.count)) != nil else { continue }
            return String(
                decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return nil
    }
}
