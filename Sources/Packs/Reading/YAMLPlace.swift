package import Vocabulary
import Yams

/// A value of a YAML file that is no pack's, and where it stands; so that Yams stays in this room.
package struct YAMLPlace {
    private let path: String
    private let node: Node

    /// Reads a file's text.
    ///
    /// - Throws: ``Fault`` `invalid` with the place where it is no YAML, or empty.
    package static func read(_ text: String, path: String) throws(Fault) -> YAMLPlace {
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            throw Fault(.invalid, "\(path): \(error)", fix: "It is no YAML.")
        }
        guard let root else { throw Fault(.invalid, "\(path) is empty.") }
        return YAMLPlace(path: path, node: root)
    }

    /// A scalar as it is written; nil for a list or a mapping.
    package var text: String? { node.scalar?.string }
    package var number: Double? { node.float ?? node.int.map(Double.init) }
    package var items: [YAMLPlace]? {
        node.sequence.map { $0.map { YAMLPlace(path: path, node: $0) } }
    }
    /// Keys and values in the order of the file.
    package var entries: [(key: YAMLPlace, value: YAMLPlace)]? {
        node.mapping.map { mapping in
            mapping.map { (YAMLPlace(path: path, node: $0), YAMLPlace(path: path, node: $1)) }
        }
    }

    /// A fault that begins with file, line and column.
    package func fault(_ message: String, fix: String) -> Fault {
        let mark = node.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return Fault(.invalid, "\(path)\(mark): \(message)", fix: fix)
    }
}
