package import Vocabulary
import Yams

/// A piece of YAML as plain texts, lists and mappings, with its place, for files that are no packs.
package struct PlainYAML: Sendable {
    package indirect enum Content: Sendable {
        case text(String)
        case list([PlainYAML])
        case mapping([(key: PlainYAML, value: PlainYAML)])
    }

    package let content: Content
    /// From one.
    package let line: Int
    package let column: Int

    /// Reads one document; nil for an empty one. O(bytes).
    ///
    /// - Throws: ``Fault`` `invalid` for text that is no YAML.
    package static func read(_ text: String, path: String) throws(Fault) -> PlainYAML? {
        do {
            return try Yams.compose(yaml: text).map { PlainYAML($0) }
        } catch {
            throw Fault(.invalid, "\(path) is no YAML: \(error)", fix: "Mend the line it names.")
        }
    }

    private init(_ node: Node) {
        (line, column) = (node.mark?.line ?? 1, node.mark?.column ?? 1)
        switch node {
        case .scalar(let scalar): content = .text(scalar.string)
        case .sequence(let list): content = .list(list.map { PlainYAML($0) })
        case .mapping(let mapping):
            content = .mapping(mapping.map { (PlainYAML($0.key), PlainYAML($0.value)) })
        default: content = .text("")
        }
    }

    package var text: String? {
        if case .text(let text) = content { return text }
        return nil
    }

    package var list: [PlainYAML]? {
        if case .list(let list) = content { return list }
        return nil
    }

    package var mapping: [(key: PlainYAML, value: PlainYAML)]? {
        if case .mapping(let mapping) = content { return mapping }
        return nil
    }
}
