package import Vocabulary

/// What of a request tells who asks.
package struct Credentials: Sendable, Hashable {
    /// The session's cookie; empty for none.
    package var session: String
    /// The field `Authorization`; nil for none.
    package var authorization: String?
    /// What the request calls this server; nil when it says nothing.
    package var authority: String?
    /// Whether a browser sent it: it says from which site, or what it is for.
    package var isBrowser: Bool
    /// Whether it came through a proxy.
    package var isForwarded: Bool

    package init(
        session: String = "", authorization: String? = nil, authority: String? = nil,
        isBrowser: Bool = false, isForwarded: Bool = false
    ) {
        (self.session, self.authorization, self.authority) = (session, authorization, authority)
        (self.isBrowser, self.isForwarded) = (isBrowser, isForwarded)
    }

    /// The key after `Bearer `; nil for none.
    package var key: Substring? {
        guard let authorization, authorization.prefix(7).lowercased() == "bearer " else {
            return nil
        }
        return authorization.dropFirst(7)
    }
}

/// Tells who asks; what they may is checked at the front door.
package protocol Gatekeeper: Sendable {
    /// - Returns: ``Caller/nobody`` for who gives no credentials.
    /// - Throws: ``Fault`` `unauthorized` or `forbidden` for credentials that are not good.
    func caller(_ credentials: Credentials) async throws -> Caller
    /// Where somebody goes who is not signed in and asked for a page, such as `/sign-in`.
    func entrance() async -> String
    /// Lets a request in that sends events; on an event loop, so it waits for nothing.
    ///
    /// - Throws: ``Fault`` `unauthorized` or `forbidden`.
    func admitEvents(_ credentials: Credentials) throws(Fault)
    /// The same as long as who was let in without a key still is; nil where a key is asked for.
    var openMark: UInt64? { get }
}
