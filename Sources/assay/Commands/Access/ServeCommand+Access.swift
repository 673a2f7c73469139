import API
import Access
import ArgumentParser
import Console
import Foundation
import StoreSQLite
import Vocabulary

/// How people reach a server and who vouches for them.
struct AccessOptions: ParsableArguments {
    @Option(
        name: .customLong("public-url"),
        help: """
            How people reach the server, such as https://assay.example.org, behind a proxy that \
            speaks TLS; cookies are then sent by https alone.
            """)
    var publicURL: String?

    @Option(
        name: .customLong("trusted-proxy"),
        help: """
            The address of a proxy in front, such as 127.0.0.1: the last hop of its \
            X-Forwarded-For is where somebody signs in from; may be said again.
            """)
    var trustedProxies: [String] = []

    @Option(help: "A file of JSON with an OpenID provider that people sign in by; see Access.md.")
    var oidc: String?

    func validate() throws {
        guard let publicURL else { return }
        let url = URL(string: publicURL)
        guard let url, ["http", "https"].contains(url.scheme), url.host != nil,
            url.path.isEmpty || url.path == "/", url.query == nil
        else {
            throw ValidationError("--public-url is such as https://assay.example.org.")
        }
    }
}

/// People and keys of a server, ready to ask.
struct ServedAccess {
    let desk: AccessDesk
    let gate: AccessGate
    let parts: AccessParts
    private let follower: AccessFollower
    private let configuration: ServerConfiguration

    init(
        _ options: AccessOptions, store: SQLiteStore, named url: String, keys: [String],
        configuration: ServerConfiguration, now: @escaping @Sendable () -> Int64
    ) throws {
        let book = try AccessBook(store: store, fileKeys: keys)
        desk = try AccessDesk(store: store, book: book, now: now)
        gate = AccessGate(
            desk: desk, host: configuration.host, publicURL: configuration.publicURL, now: now)
        let provider = try options.oidc.map { OIDCProvider(settings: try OIDCSettings(path: $0)) }
        parts = AccessParts(
            desk: desk, provider: provider, publicURL: configuration.publicURL, store: url)
        follower = AccessFollower(book: book) { Terminal.complain("assay: \($0)") }
        self.configuration = configuration
        follower.begin()
    }

    func stop() { follower.stop() }

    /// Prints the link by which the first person is made, where there is nobody.
    func say(port: Int) {
        guard !desk.book.hasPeople else { return }
        let address =
            configuration.publicURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
            ?? "http://" + (configuration.host == "0.0.0.0" ? "127.0.0.1" : configuration.host)
            + ":\(port)"
        print("nobody can sign in yet; set up people: \(address)/setup?token=\(desk.makeSetUp())")
    }
}
