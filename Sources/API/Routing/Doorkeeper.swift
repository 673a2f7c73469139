import Vocabulary

/// Decides who may ask, before anything else of a request is looked at.
struct Doorkeeper: Gatekeeper {
    let keys: KeyRing

    /// Lets in who holds a key. Without keys, it lets in who reached us by a name of this machine:
    /// a page of some other site that had its name point here did not.
    ///
    /// - Parameters:
    ///   - authority: what the request calls this server; nil when it says nothing.
    ///   - authorization: the field of that name.
    func admit(authority: String?, authorization: String?) throws(Fault) {
        if keys.isEmpty {
            guard let authority, !Loopback.contains(authority: authority) else { return }
            throw Fault(
                .forbidden, "Without API keys, only requests to localhost are answered.",
                fix: "Ask for http://127.0.0.1, or set an API key.")
        }
        guard let authorization, authorization.prefix(7).lowercased() == "bearer ",
            keys.holds(authorization.dropFirst(7))
        else {
            throw Fault(
                .unauthorized, "The request has no valid API key.",
                fix: "Send `Authorization: Bearer KEY`.")
        }
    }

    func admitEvents(_ credentials: Credentials) throws(Fault) {
        try admit(authority: credentials.authority, authorization: credentials.authorization)
    }

    var openMark: UInt64? { keys.isEmpty ? 1 : nil }

    func caller(_ credentials: Credentials) throws -> Caller {
        try admit(authority: credentials.authority, authorization: credentials.authorization)
        return keys.isEmpty
            ? .machine
            : Caller(kind: .key, name: "key", roles: [.admin], permissions: .all)
    }

    func entrance() -> String { "/sign-in" }
}
