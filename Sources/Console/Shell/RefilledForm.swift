package import API

/// A form of a page as somebody sent it: written back into the page, so that a fault costs them no
/// word. It reads what our own templates write: attributes in double quotes, every value escaped.
package struct RefilledForm {
    /// Where the page says what was wrong.
    static let anchor = "not-done"

    private let form: Form
    private let path: String

    /// - Parameter path: where the form was sent to, as the request says it.
    package init(_ form: Form, sentTo path: String) { (self.form, self.path) = (form, path) }

    /// The page with the form's fields as they were sent, and a note at its head; what it stands
    /// in is open. O(bytes).
    ///
    /// - Returns: nil where the page has no such form.
    package func filled(_ page: String, saying words: String) -> String? {
        var (done, rest) = ("", page[...])
        // Bytes of what is done before each `<details` that has not ended.
        var details: [Int] = []
        while let tag = HTMLTag.first(in: rest) {
            done += rest[..<tag.range.lowerBound]
            let end = rest[tag.range.upperBound...].firstRange(of: "</form>")
            if tag.name == "form", tag["action"] == path, let end,
                isSent(rest[tag.range.upperBound..<end.lowerBound])
            {
                done += rest[tag.range]
                done += note(words) + fields(rest[tag.range.upperBound..<end.lowerBound])
                done += rest[end.lowerBound...]
                return HTMLTag.opened(done, details)
            }
            if tag.name == "details" { details.append(done.utf8.count) }
            if tag.name == "/details" { _ = details.popLast() }
            done += rest[tag.range]
            rest = rest[tag.range.upperBound...]
        }
        return nil
    }

    private func note(_ words: String) -> String {
        var note = Markup()
        note.raw("<p class=\"note bad\" id=\"")
        note.text(RefilledForm.anchor)
        note.raw("\">")
        note.text(words)
        note.raw("</p>")
        return note.written
    }

    /// Whether it is the one that was sent, of several to the same place: by its hidden fields.
    private func isSent(_ body: Substring) -> Bool {
        HTMLTag.all(in: body).allSatisfy { tag in
            guard tag.name == "input", tag["type"] == "hidden", let name = tag["name"],
                name != "_token"
            else { return true }
            return form.all(name).contains(tag["value"] ?? "")
        }
    }

    private func fields(_ body: Substring) -> String {
        var (done, rest) = ("", body)
        var select: [String]?
        while let tag = HTMLTag.first(in: rest) {
            done += rest[..<tag.range.lowerBound]
            var behind = tag.range.upperBound
            let sent = tag["name"].map { form.all($0) } ?? []
            switch tag.name {
            case "input": done += input(tag, sent)
            case "select":
                select = sent.isEmpty ? nil : sent
                done += tag.written
            case "option" where select != nil:
                let end = rest[behind...].firstIndex(of: "<") ?? rest.endIndex
                let value = tag["value"] ?? HTMLTag.plain(rest[behind..<end])
                done += tag.setting("selected", select?.contains(value) == true)
            case "/select":
                select = nil
                done += tag.written
            case "textarea" where !sent.isEmpty:
                behind = rest[behind...].firstRange(of: "</textarea>")?.lowerBound ?? behind
                done += tag.written + HTMLTag.escaped(sent[0])
            default: done += tag.written
            }
            rest = rest[behind...]
        }
        done += rest
        return done
    }

    /// What is secret is typed anew, what is hidden stays as the page has it.
    private func input(_ tag: HTMLTag, _ sent: [String]) -> String {
        switch tag["type"] ?? "text" {
        case "hidden", "password", "file", "submit", "button": tag.written
        case "checkbox", "radio":
            tag.setting("checked", sent.contains(tag["value"] ?? "on"))
        default: sent.first.map { tag.setting("value", to: $0) } ?? tag.written
        }
    }
}
