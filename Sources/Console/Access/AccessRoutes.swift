import API

/// Pages of sign-in, of oneself and of settings; none where nobody can sign in.
struct AccessRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        guard let access = parts.access else { return [] }
        return SignInRoutes(parts: parts, access: access).routes
            + OIDCRoutes(access: access, now: parts.now).routes
            + MeRoutes(parts: parts, access: access).routes
            + SettingsRoutes(parts: parts, access: access).routes
    }
}
