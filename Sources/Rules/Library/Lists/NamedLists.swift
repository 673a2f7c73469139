import CEL
import Toolbox
package import Vocabulary

/// The lists of a pack.
///
/// Entries are judged as of the scratch's time, which whoever walks events sets to the time of the
/// event; no clock is read, so a replay asks the lists as of the same time.
package final class NamedLists: Sendable {
    /// Of a pack without lists.
    package static let none = NamedLists()

    private let lists: Flat<Unmanaged<NamedList>>
    private let indices: ByteTable

    /// Of a pack whose lists could not be read: no name is refused.
    package static let unread = NamedLists(isComplete: false)
    /// Whether a name that is not here is wrong.
    let isComplete: Bool

    private init(isComplete: Bool = true) {
        self.isComplete = isComplete
        lists = Flat([])
        indices = ByteTable([], merging: max)
    }

    /// - Parameter lists: with names of their own; a second list of a name is a fault.
    package init(_ lists: [NamedList]) throws(Fault) {
        for (index, list) in lists.enumerated()
        where lists[..<index].contains(where: { $0.name == list.name }) {
            throw Fault(
                .conflict, "There are two lists named '\(list.name)'.", fix: "Rename one of them.")
        }
        isComplete = true
        self.lists = Flat(lists.map { .passUnretained($0) }, keeping: lists)
        indices = ByteTable(
            lists.enumerated().map { (Array($1.name.utf8), Int64($0)) }, merging: max)
    }

    /// In the order given.
    package var all: [NamedList] { (0..<lists.count).map { lists.base[$0].takeUnretainedValue() } }

    /// In the order given.
    package var names: [String] { all.map(\.name) }

    /// The list of that name.
    package subscript(name: String) -> NamedList? {
        var name = name
        return name.withUTF8 { self[$0] }
    }

    /// What the list at that place says of a value; nil without the list.
    @inline(__always)
    func contains(_ value: Value, inListAt index: Int64, at time: Int64) -> Value? {
        guard index >= 0, index < lists.count else { return nil }
        return lists.base[Int(index)]._withUnsafeGuaranteedRef { $0.contains(value, at: time) }
    }

    /// The place of the list of that name. O(name).
    func index(of name: UnsafeBufferPointer<UInt8>) -> Int? { indices[name].map { Int($0) } }

    /// The list whose name has these bytes. O(name).
    subscript(name: UnsafeBufferPointer<UInt8>) -> NamedList? {
        indices[name].map { lists.base[Int($0)].takeUnretainedValue() }
    }
}
