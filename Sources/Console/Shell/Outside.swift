import API
import Hummingbird
import Vocabulary

/// What `shell.mustache` shows around a page.
struct Outside {
    struct Link {
        let title: String
        let path: String
        let key: String
        let isHere: Bool
        /// What waits there for who looks; nil for nothing.
        let waits: String?
    }

    struct Part {
        let title: String
        let links: [Link]
    }

    struct Wrong {
        let words: String
        let fix: String?
        /// Whether the form stands on the page, with what was typed.
        let isFilled: Bool
    }

    let title: String
    let inside: String
    let parts: [Part]
    let isSignedIn: Bool
    /// Whether pages are open to this machine because nobody can sign in yet.
    let isOpen: Bool
    let name: String?
    let roles: String?
    let token: String
    /// Nil for none: an empty text would count as true in a section.
    let theme: String?
    let notice: String?
    /// Why what a form sent was not done.
    let wrong: Wrong?
    let styles: [String]
    let scripts: [String]
    let modules: [String]
    /// Paths of Debian's files that are missing, with a word what to install.
    let missing: [String]

    /// Where what waits for a second person is listed.
    private static func agreeing(_ seen: [Place]) -> Place {
        seen.contains(.mine) ? .mine : seen.contains(.today) ? .today : .enforcements
    }

    init(_ page: Shell.Page, inside: String, call: Call, assets: Assets) {
        let caller = call.caller
        title = page.title
        self.inside = inside
        let seen = Place.allCases.filter { $0.admits(caller) }
        parts = ["See", "Work", "Act", "Improve", "Run"].compactMap { name in
            let links = seen.filter { $0.part == name }.map {
                Link(
                    title: $0.title, path: $0.path, key: $0.key, isHere: $0 == page.place,
                    waits: $0 == Outside.agreeing(seen) ? Waiting.now.number : nil)
            }
            return links.isEmpty ? nil : Part(title: name, links: links)
        }
        isOpen = caller.kind == .machine
        isSignedIn = caller.kind == .person
        name = caller.kind == .nobody ? nil : caller.name
        roles =
            caller.roles.isEmpty
            ? nil : caller.roles.map(\.rawValue).sorted().joined(separator: ", ")
        token = caller.formToken
        let cookies = Cookies(call.request)
        theme = cookies["assay_theme"].flatMap { ["dark", "light"].contains($0) ? $0 : nil }
        notice = cookies["assay_notice"].flatMap { $0.isEmpty ? nil : $0 }
        wrong = call.trouble.map {
            Wrong(
                words: $0.detail, fix: $0.fix.isEmpty ? nil : $0.fix,
                isFilled: inside.contains("id=\"\(RefilledForm.anchor)\""))
        }
        styles = ["vendor/bootstrap.css", "style/assay.css"].map(assets.path)
        scripts = page.vendors.map { assets.path("vendor/\($0).js") }
        modules = (["shell"] + page.modules).map { assets.path("modules/\($0).js") }
        missing = assets.missing
    }
}

/// Cookies of a request, their values read.
struct Cookies {
    private let values: [String: String]

    init(_ request: Request) {
        var values: [String: String] = [:]
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                // A cookie's value is written as a form's field is.
                values[String(parts[0])] = Form(encoded: "v=\(parts[1])")["v"]
            }
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }
}
