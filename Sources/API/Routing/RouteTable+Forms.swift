import HTTPTypes

extension RouteTable {
    /// The page that holds the form which is sent to a path: the one that the form comes back to,
    /// else the nearest page above its address. Nil where no form is sent there, and where a page
    /// is meant as exactly, as by the form's own pattern.
    func page(ofFormAt path: String) -> String? {
        let segments = path.split(separator: "/")
        let look = routes.first { $0.method == .get && $0.parameters(of: segments) != nil }
        for form in routes where form.takesForm || form.takesFiles {
            guard form.literals > look?.literals ?? -1,
                let parameters = form.parameters(of: segments)
            else { continue }
            let named = named(by: form, parameters)
            return named == "/" + segments.joined(separator: "/") ? nil : named ?? above(segments)
        }
        return nil
    }

    private func named(by form: Route, _ parameters: [String: String]) -> String? {
        guard let page = form.page?.split(separator: "/") else { return nil }
        let filled = page.compactMap { segment in
            segment.first == "{"
                ? parameters[String(segment.dropFirst().dropLast())] : String(segment)
        }
        return filled.count == page.count ? "/" + filled.joined(separator: "/") : nil
    }

    private func above(_ segments: [Substring]) -> String? {
        let pages = routes.filter { $0.method == .get }
        for count in (0..<segments.count).reversed() {
            let above = Array(segments.prefix(count))
            if pages.contains(where: { $0.parameters(of: above) != nil }) {
                return "/" + above.joined(separator: "/")
            }
        }
        return nil
    }
}
