import Mustache
import Vocabulary

/// The templates of the pages, parsed once; anew for each page where they come from a folder.
struct Templates: Sendable {
    private let assets: Assets
    private let library: MustacheLibrary

    /// - Throws: ``Fault`` `bug` naming the template that cannot be parsed, and where.
    init(assets: Assets) throws(Fault) {
        self.assets = assets
        library = try Templates.parse(assets)
    }

    /// The text of a template with what a page says; every value in it is escaped.
    ///
    /// - Throws: ``Fault`` `bug` when there is no template of that name.
    func render(_ name: String, _ content: Any) throws(Fault) -> String {
        let library = assets.isFolder ? try Templates.parse(assets) : library
        guard let text = library.render(content, withTemplate: name) else {
            throw Fault(.bug, "There is no template \(name).")
        }
        return text
    }

    private static func parse(_ assets: Assets) throws(Fault) -> MustacheLibrary {
        var library = MustacheLibrary()
        let texts = assets.templates()
        for (name, text) in texts {
            // A part that is not there would be shown as nothing.
            for match in text.matches(of: /{{>\s*([^}\s]+)\s*}}/)
            where texts[String(match.1)] == nil {
                throw Fault(
                    .bug, "The template \(name) has the part \(match.1), which is not there.")
            }
            do {
                try library.register(text, named: name)
            } catch {
                throw Fault(.bug, "The template \(name) cannot be read: \(error)")
            }
        }
        return library
    }
}
