package import Access

/// What the pages of people and sign-in need beside the others.
package struct AccessParts: Sendable {
    package let desk: AccessDesk
    /// Nil where no provider vouches for people.
    package let provider: OIDCProvider?
    /// How people reach the server, such as `https://assay.example.org`; nil when not said.
    package let publicURL: String?
    /// The store's URL, for who runs it.
    package let store: String
    /// Sign-ins by the provider that are on their way.
    let trips: Pending<OIDCProvider.Trip>

    package init(
        desk: AccessDesk, provider: OIDCProvider? = nil, publicURL: String? = nil,
        store: String = ""
    ) {
        (self.desk, self.provider, self.publicURL) = (desk, provider, publicURL)
        self.store = store
        trips = Pending(age: desk.settings.pendingAge, most: desk.settings.pendingMax)
    }

    var isSecure: Bool { publicURL?.hasPrefix("https://") == true }

    /// Milliseconds until a session's cookie is thrown away at the latest, in seconds.
    var sessionSeconds: Int64 { desk.settings.sessionAge / 1000 }
}
