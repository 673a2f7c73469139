import API
import Access
import Hummingbird
import Vocabulary

/// Sign-in by an OpenID provider: there, and back again.
struct OIDCRoutes: Sendable {
    let access: AccessParts
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    var routes: [Route] {
        [
            Route(.get, "/oidc/start", queries: ["to"], .open, start),
            Route(
                .get, "/oidc/callback",
                queries: [
                    "code", "state", "error", "error_description", "error_uri", "iss",
                    "session_state", "scope", "authuser", "prompt", "hd",
                ], .open, callback),
        ]
    }

    private func provider() throws(Fault) -> OIDCProvider {
        guard let provider = access.provider else {
            throw Fault(
                .notFound, "No provider vouches for people here.",
                fix: "Start `assay serve` with --oidc FILE, or sign in with a password.")
        }
        return provider
    }

    private func start(_ call: Call) async throws -> Response {
        let provider = try provider()
        let to = call.queries["to"] ?? ""
        let trip = OIDCProvider.trip(redirect: try redirect(call), to: AccessParts.place(to))
        let state = access.trips.put(trip, now: now())
        var response = Shell.go(to: try await provider.start(trip, state: state))
        access.set(
            AccessParts.tripCookie, state, seconds: access.desk.settings.pendingAge / 1000,
            &response)
        return response
    }

    /// Where the provider sends the browser back: as people reach us, never as a request says.
    private func redirect(_ call: Call) throws(Fault) -> String {
        if let address = access.publicURL {
            return (address.hasSuffix("/") ? String(address.dropLast()) : address)
                + "/oidc/callback"
        }
        let authority = call.request.head.authority ?? ""
        let host = authority.split(separator: ":").first.map(String.init) ?? ""
        guard ["127.0.0.1", "localhost"].contains(host) else {
            throw Fault(
                .unsupported, "The server does not know how people reach it.",
                fix: "Start `assay serve` with --public-url https://….")
        }
        return "http://\(authority)/oidc/callback"
    }

    private func callback(_ call: Call) async throws -> Response {
        let provider = try provider()
        let place = call.signInPlace
        func value(_ name: String) -> String { call.queries[name] ?? "" }
        do {
            let state = value("state")
            // The same browser that began: by its cookie. And once: it is taken away.
            guard !state.isEmpty, state == call.cookie(AccessParts.tripCookie),
                let trip = access.trips.take(state, now: now())
            else {
                throw Fault(
                    .unauthorized, "This sign-in was not begun here, or took too long.",
                    fix: "Begin again at /sign-in.")
            }
            if let issuer = call.queries["iss"], issuer != provider.settings.issuer {
                throw Fault(.unauthorized, "Another provider answered.", fix: "Begin again.")
            }
            guard !value("code").isEmpty else {
                throw Fault(
                    .unauthorized, "The provider says: \(value("error").prefix(80)).",
                    fix: "Begin again at /sign-in.")
            }
            let person = try await provider.finish(trip, code: value("code"), now: now())
            let session = try await ReadingThreads.run {
                try access.desk.signIn(person, from: place)
            }
            return access.signedIn(session, to: trip.to)
        } catch let fault as Fault {
            try await ReadingThreads.run {
                try access.desk.failedByProvider(fault.message, from: place)
            }
            // Not `unauthorized`: that leads to the sign-in, and words would be lost.
            guard fault.code == .unauthorized else { throw fault }
            throw Fault(.forbidden, fault.message, fix: fault.fix)
        }
    }
}
