import API

/// A path of ours with what its query says, in the order in which it was said.
package struct Address: Sendable, Hashable {
    package let path: String
    private var queries: [Part] = []

    private struct Part: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// - Parameter path: empty for the page that has the link.
    package init(_ path: String) { self.path = path }

    /// From what a request asks for; what is empty is left out.
    package init(_ path: String, keeping names: [String], of queries: [String: String]) {
        self.init(path)
        for name in names {
            if let value = queries[name] { self = with(name, value) }
        }
    }

    /// The same but for one value; nil and empty take it away.
    package func with(_ name: String, _ value: String?) -> Address {
        var address = self
        address.queries.removeAll { $0.name == name }
        if let value, !value.isEmpty {
            address.queries.append(Part(name: name, value: value))
        }
        return address
    }

    /// As a link has it.
    package var text: String {
        guard !queries.isEmpty else { return path.isEmpty ? "?" : path }
        let parts = queries.map { "\($0.name)=\(Query.escaped($0.value))" }
        return path + "?" + parts.joined(separator: "&")
    }
}
