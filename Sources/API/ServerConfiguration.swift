import Vocabulary

/// Bounds of the server, by name.
package struct ServerLimits: Sendable {
    /// Bytes of one event sent to `/v1/decisions`.
    package var eventBytesMax = 1024 * 1024
    /// Bytes of one batch sent to `/v1/events`.
    package var batchBytesMax = 16 * 1024 * 1024
    /// Events of one batch.
    package var batchEventsMax = 10_000
    /// Bytes of all bodies held at one time.
    package var bodiesBytesMax = 256 * 1024 * 1024
    /// Bytes of a request's head.
    package var headBytesMax = 16 * 1024
    /// Connections open at one time.
    package var connectionsMax = 2048
    /// A connection that says nothing for so long is closed.
    package var idleSeconds = 60
    /// A request that takes so long to come in is given up, with its connection.
    package var bodySeconds = 120
    /// What waits may take so long when the server is told to stop.
    package var stopSeconds = 30
    /// What `Retry-After` says when too much waits.
    package var retryLimitedSeconds = 1
    /// What `Retry-After` says when the store is not available.
    package var retryUnavailableSeconds = 5

    package init() {}
}

/// Where the server listens and who may ask.
package struct ServerConfiguration: Sendable {
    package var host: String
    /// 0 lets the system choose.
    package var port: Int
    /// Who may ask; empty lets everyone on this machine ask.
    package var keys: KeyRing
    package var limits: ServerLimits
    /// How people reach the server, such as `https://assay.example.org`; nil when that is not said.
    package var publicURL: String?
    /// From where requests come, behind proxies that are named.
    package var clients: ClientAddress

    /// Checks that what listens beyond this machine asks for a key.
    ///
    /// - Parameters:
    ///   - apiKeys: keys in clear; only their hashes are held.
    ///   - asksAlways: whether a gatekeeper lets nobody in without key or sign-in beyond this
    ///     machine, so that it may be reached from there without keys.
    ///   - trustedProxies: addresses of proxies whose `X-Forwarded-For` is believed.
    /// - Throws: ``Fault`` `invalid` for a host beyond loopback without keys, a port out of range,
    ///   a proxy that is no address, or a key that is too short.
    package init(
        host: String = "127.0.0.1", port: Int = 8080, apiKeys: [String] = [],
        limits: ServerLimits = ServerLimits(), publicURL: String? = nil,
        asksAlways: Bool = false, trustedProxies: [String] = []
    ) throws {
        // `[::1]` is how addresses of IPv6 are written before a port.
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        let host = isBracketed ? String(host.dropFirst().dropLast()) : host
        self.host = host
        self.port = port
        self.limits = limits
        self.publicURL = publicURL
        keys = try KeyRing(keys: apiKeys)
        clients = try ClientAddress(trusted: trustedProxies, publicURL: publicURL)
        guard (0...65_535).contains(port) else {
            throw Fault(.invalid, "\(port) is no port.", fix: "Choose one up to 65535.")
        }
        guard asksAlways || !keys.isEmpty || Loopback.contains(host: host) else {
            throw Fault(
                .invalid, "\(host) can be reached from other machines, and no API key is set.",
                fix: "Set an API key, or listen on 127.0.0.1.")
        }
    }
}

/// Addresses that only this machine can reach.
enum Loopback {
    /// Whether `host` is `localhost`, `::1` or in 127.0.0.0/8.
    static func contains(host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" || name == "[::1]" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                part.count <= 3 && part.allSatisfy { ("0"..."9").contains($0) }
                    && UInt8(part) != nil
            }
    }

    /// Whether a request's `Host`, with or without a port, names this machine.
    static func contains(authority: String) -> Bool {
        if contains(host: authority) { return true }
        guard let colon = authority.lastIndex(of: ":") else { return false }
        return contains(host: String(authority[..<colon]))
    }
}
