import CEL
package import Vocabulary

/// The lists of a pack.
///
/// Entries are judged as of the scratch's time, which whoever walks events sets to the time of the
/// event; no clock is read, so a replay asks the lists as of the same time.
package final class NamedLists: Sendable {
    /// Of a pack without lists.
    package static let none = NamedLists()

    private let lists: [NamedList]
    private let indices: ByteTable

    private init() {
        lists = []
        indices = ByteTable([], merging: max)
    }

    /// - Parameter lists: with names of their own; a second list of a name is a fault.
    package init(_ lists: [NamedList]) throws(Fault) {
        for (index, list) in lists.enumerated()
        where lists[..<index].contains(where: { $0.name == list.name }) {
            throw Fault(
                .conflict, "There are two lists named '\(list.name)'.", fix: "Rename one of them.")
        }
        self.lists = lists
        indices = ByteTable(
            lists.enumerated().map { (Array($1.name.utf8), Int64($0)) }, merging: max)
    }

    /// In the order given.
    package var names: [String] { lists.map(\.name) }

    /// The list of that name.
    package subscript(name: String) -> NamedList? {
        var name = name
        return name.withUTF8 { self[$0] }
    }

    /// What the list of that name says of a value; nil without the list. Copies no list.
    func contains(
        _ value: Value, in name: UnsafeBufferPointer<UInt8>, at time: Int64
    ) -> Value? {
        guard let index = indices[name] else { return nil }
        return lists[Int(index)].contains(value, at: time)
    }

    /// The list whose name has these bytes. O(name).
    subscript(name: UnsafeBufferPointer<UInt8>) -> NamedList? {
        indices[name].map { lists[Int($0)] }
    }
}
