import API
import Access
import HTTPTypes
import Hummingbird

/// Cookies of sign-in: no script reads them, no other site's forms send them.
extension AccessParts {
    static let pendingCookie = "assay_pending"
    static let tripCookie = "assay_trip"

    /// Sends the browser on, signed in; what was half way is forgotten.
    func signedIn(_ session: String, to path: String) -> Response {
        var response = Shell.go(to: AccessParts.place(path))
        set(Credentials.cookie, session, seconds: sessionSeconds, &response)
        drop(AccessParts.pendingCookie, &response)
        drop(AccessParts.tripCookie, &response)
        return response
    }

    /// - Parameter seconds: until the browser throws it away.
    func set(_ name: String, _ value: String, seconds: Int64, _ response: inout Response) {
        // Lax: a link from a chat leads to the page, signed in; forms of others send nothing.
        add(
            "\(name)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax"
                + (isSecure ? "; Secure" : ""), to: &response)
    }

    func drop(_ name: String, _ response: inout Response) {
        set(name, "", seconds: 0, &response)
    }

    private func add(_ cookie: String, to response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: cookie))
    }

    /// A path of this server, or its first page for any other text.
    static func place(_ path: String) -> String {
        let isOurs =
            path.hasPrefix("/") && !path.hasPrefix("//") && path.utf8.count <= 1000
            && !path.contains("\\") && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            && !path.hasPrefix("/sign-in") && !path.hasPrefix("/sign-out")
        return isOurs ? path : "/"
    }
}

extension Call {
    /// The cookie of that name; empty for none.
    func cookie(_ name: String) -> String { Cookies(request)[name] ?? "" }

    var signInPlace: SignInPlace {
        SignInPlace(address: address, agent: request.headers[.userAgent] ?? "")
    }
}
