package import API
package import HTTPTypes
package import Hummingbird
import NIOCore
package import Vocabulary

/// What is around every page: the side bar, who is signed in, the style and modules it loads.
package struct Shell: Sendable {
    package let assets: Assets
    private let templates: Templates

    /// - Throws: ``Fault`` `bug` for a template that cannot be parsed.
    package init(assets: Assets) throws(Fault) {
        self.assets = assets
        templates = try Templates(assets: assets)
    }

    /// What a page needs beside its template.
    package struct Page {
        package var title: String
        package var place: Place?
        /// A template under `templates/`, such as `case`.
        package var template: String
        /// Values for the template: any struct; its properties are read by name.
        package var content: Any
        /// Modules under `modules/`, without `.js`.
        package var modules: [String]
        /// Scripts of Debian's that those need: `chart` or `d3`.
        package var vendors: [String]
        package var status: HTTPResponse.Status = .ok

        package init(
            _ title: String, at place: Place?, template: String, content: Any,
            modules: [String] = [], vendors: [String] = []
        ) {
            (self.title, self.place, self.template) = (title, place, template)
            (self.content, self.modules, self.vendors) = (content, modules, vendors)
        }
    }

    /// A whole page for who asks.
    package func page(_ page: Page, for call: Call) throws -> Response {
        var page = page
        var inside = try templates.render(page.template, page.content)
        if let trouble = call.trouble {
            page.status = trouble.status
            let form = RefilledForm(call.form, sentTo: call.request.uri.path)
            inside = form.filled(inside, saying: "\(trouble.detail) \(trouble.fix)") ?? inside
        }
        let outside = Outside(page, inside: inside, call: call, assets: assets)
        return Shell.html(try templates.render("shell", outside), status: page.status)
    }

    /// A part of a page, for a module that asks for it.
    package func part(_ template: String, _ content: Any) throws -> Response {
        Shell.html(try templates.render(template, content))
    }

    /// A part of a page as text, for answers that carry more.
    package func text(_ template: String, _ content: Any) throws -> String {
        try templates.render(template, content)
    }

    private static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        var response = Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        Shell.protect(&response)
        return response
    }

    /// What a page may load and who may show it: nothing of any other site.
    private static func protect(_ response: inout Response) {
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'"
        for (name, value) in [
            ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ] {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
    }

    /// Sends the browser on to another page, with GET; after a form.
    ///
    /// - Parameter notice: told there once, in words.
    package static func go(to path: String, notice: String = "") -> Response {
        var response = Response(status: .seeOther, headers: [.location: path])
        if !notice.isEmpty {
            response.headers[.setCookie] =
                "assay_notice=\(Query.escaped(notice)); Path=/; Max-Age=30; SameSite=Strict"
        }
        return response
    }
}
