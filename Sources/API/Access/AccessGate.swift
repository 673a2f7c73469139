package import Access
package import Vocabulary

/// Tells who asks: by session, by key, or as a program of this machine.
package struct AccessGate: Gatekeeper {
    private let desk: AccessDesk
    /// Whether the server is reached from this machine alone, without a proxy.
    private let isLocal: Bool
    /// Milliseconds since 1970.
    private let now: @Sendable () -> Int64

    /// What a program of this machine may without a key, once there are people.
    package static let localGrants = Permissions([.eventsSend, .decisionsRead, .metricsRead])

    /// - Parameters:
    ///   - host: where the server listens.
    ///   - publicURL: how people reach it; nil when that is not said.
    package init(
        desk: AccessDesk, host: String, publicURL: String?, now: @escaping @Sendable () -> Int64
    ) {
        self.desk = desk
        isLocal = Loopback.contains(host: host) && publicURL == nil
        self.now = now
    }

    package func caller(_ credentials: Credentials) async throws -> Caller {
        if let key = credentials.key { return try caller(key: key) }
        if !credentials.session.isEmpty {
            let session = credentials.session
            let found = try await ReadingThreads.run { try desk.caller(session: session) }
            if let found { return found }
        }
        return try keyless(credentials)
    }

    package func entrance() async -> String { "/sign-in" }

    package func admitEvents(_ credentials: Credentials) throws(Fault) {
        let caller =
            if let key = credentials.key { try caller(key: key) } else { try keyless(credentials) }
        guard caller.kind != .nobody else { throw AccessGate.noKey }
        guard caller.may(.eventsSend) else {
            throw Fault(
                .forbidden, "\(caller.name) may not send events.",
                fix: "Make a key with the scope \(Permission.eventsSend.rawValue).")
        }
    }

    package var openMark: UInt64? { isLocal && !desk.book.hasKeys ? desk.book.mark : nil }

    private func caller(key: Substring) throws(Fault) -> Caller {
        guard let caller = desk.book.caller(key: key, now: now()) else { throw AccessGate.noKey }
        return caller
    }

    /// Who comes with nothing: a program of this machine, as long as there is no key; nobody else.
    private func keyless(_ credentials: Credentials) throws(Fault) -> Caller {
        let book = desk.book
        guard isLocal, !book.hasKeys, !credentials.isForwarded else { return .nobody }
        if let authority = credentials.authority, !Loopback.contains(authority: authority) {
            throw Fault(
                .forbidden, "Without API keys, only requests to localhost are answered.",
                fix: "Ask for http://127.0.0.1, or set an API key.")
        }
        guard book.hasPeople else { return .machine }
        guard !credentials.isBrowser else { return .nobody }
        return Caller(kind: .machine, name: "local", permissions: AccessGate.localGrants)
    }

    private static let noKey = Fault(
        .unauthorized, "The request has no valid API key.",
        fix: "Send `Authorization: Bearer KEY`.")
}
