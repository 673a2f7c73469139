import HTTPTypes
import Vocabulary

/// Refuses what the page of another site makes a browser send: it could act as who is signed in,
/// or as a program of this machine (OWASP, cross-site request forgery: origin by standard fields).
struct SameOrigin: Sendable {
    /// What we are called from outside, such as `assay.example.org`; nil where that is not said.
    let authority: String?

    /// - Parameter publicURL: such as `https://assay.example.org`.
    init(publicURL: String?) { authority = publicURL.flatMap { SameOrigin.authority(of: $0) } }

    /// - Parameters:
    ///   - site: the field `Sec-Fetch-Site`.
    ///   - called: what the request calls this server.
    /// - Throws: ``Fault`` `forbidden` for a request that another site's page sends.
    func check(origin: String?, site: String?, called: String?) throws(Fault) {
        if let site, site != "same-origin", site != "none" { throw SameOrigin.foreign }
        guard let origin else { return }
        guard let from = SameOrigin.authority(of: origin),
            from == authority || from == called.map({ SameOrigin.plain($0.lowercased()) })
        else { throw SameOrigin.foreign }
    }

    private static let foreign = Fault(
        .forbidden, "A page of another site sent this.",
        fix: "Do it on a page of this server, or send it without a browser.")

    /// Host and port of an origin; nil for what is none, such as `null`.
    private static func authority(of origin: String) -> String? {
        let text = origin.lowercased()
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count).prefix { $0 != "/" }
            return rest.isEmpty ? nil : plain(String(rest))
        }
        return nil
    }

    /// Without a port that goes without saying.
    private static func plain(_ authority: String) -> String {
        for port in [":80", ":443"] where authority.hasSuffix(port) {
            return String(authority.dropLast(port.count))
        }
        return authority
    }
}
