import CEL
import Synchronization
package import Vocabulary

/// The lists of a pack, and the time at which their entries are judged.
///
/// The time is the host's, never a clock's: whoever walks events moves it on, by the time of the
/// events or of the batch, so that a replay asks the lists as of the same time. It is one number
/// that all programs compiled with these lists see at once; moving it compiles nothing anew.
package final class NamedLists: Sendable {
    /// Of a pack without lists.
    package static let none = NamedLists()

    private let lists: [NamedList]
    private let indices: ByteTable
    private let milliseconds: Atomic<Int64>

    private init() {
        lists = []
        indices = ByteTable([], merging: max)
        milliseconds = Atomic(0)
    }

    /// - Parameters:
    ///   - lists: with names of their own; a second list of a name is a fault.
    ///   - time: milliseconds since 1970 at which entries are judged, until it is moved.
    package init(_ lists: [NamedList], at time: Int64) throws(Fault) {
        for (index, list) in lists.enumerated()
        where lists[..<index].contains(where: { $0.name == list.name }) {
            throw Fault(
                .conflict, "There are two lists named '\(list.name)'.", fix: "Rename one of them.")
        }
        self.lists = lists
        indices = ByteTable(
            lists.enumerated().map { (Array($1.name.utf8), Int64($0)) }, merging: max)
        milliseconds = Atomic(time)
    }

    /// Milliseconds since 1970 at which entries are judged.
    package var time: Int64 { milliseconds.load(ordering: .relaxed) }

    /// Judges entries as of another time from now on. O(1). Not to be called while a batch is
    /// decided whose events should all see one time.
    package func move(to time: Int64) { milliseconds.store(time, ordering: .relaxed) }

    /// In the order given.
    package var names: [String] { lists.map(\.name) }

    /// The list of that name.
    package subscript(name: String) -> NamedList? {
        var name = name
        return name.withUTF8 { self[$0] }
    }

    /// What the list of that name says of a value; nil without the list. Copies no list.
    func contains(_ value: Value, in name: UnsafeBufferPointer<UInt8>) -> Value? {
        guard let index = indices[name] else { return nil }
        return lists[Int(index)].contains(value, at: time)
    }

    /// The list whose name has these bytes. O(name).
    subscript(name: UnsafeBufferPointer<UInt8>) -> NamedList? {
        indices[name].map { lists[Int($0)] }
    }
}
