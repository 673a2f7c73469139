/// A set of identities as it was at one moment. The set may go on: what came since is told apart,
/// and when the set moves to other memory this one stays as it is.
package struct Hash128Cut {
    fileprivate let memory: Hash128Slots
    /// Slots it has, and identities in it.
    package let capacity: Int
    package let count: Int
    /// An empty slot: read on from behind it.
    private let start: Int
    private var next = 1

    fileprivate init(_ memory: Hash128Slots, count: Int) {
        self.memory = memory
        self.count = count
        capacity = memory.count
        start = (0..<memory.count).first { memory.base[$0].high == 0 } ?? 0
    }

    /// Whether all was handed out.
    package var isDone: Bool { next > capacity - 1 }

    /// Writes the identities of the next `slots` slots, with their number, in the order in which
    /// putting them into an empty set of ``capacity`` gives the same set. O(slots).
    ///
    /// - Parameter since: those that came after the moment.
    package mutating func save(
        slots: Int, leavingOut since: borrowing Hash128Set, to writer: StateWriter
    ) {
        let end = min(next + slots, capacity)
        var count: UInt32 = 0
        forEach(next..<end, since) { _ in count += 1 }
        writer.put(count)
        forEach(next..<end, since) {
            writer.put($0.high)
            writer.put($0.low)
        }
        next = end
    }

    private func forEach(
        _ steps: Range<Int>, _ since: borrowing Hash128Set, _ body: (Hash128) -> Void
    ) {
        for step in steps {
            let identity = memory.base[(start + step) & (capacity - 1)]
            if identity.high != 0, since.count == 0 || !since.contains(identity) { body(identity) }
        }
    }
}

extension Hash128Set {
    /// The set as it is now.
    package func cut() -> Hash128Cut { Hash128Cut(memory, count: count) }

    /// Adds some identities that ``Hash128Cut/save(slots:leavingOut:to:)`` wrote.
    package mutating func restore(from reader: StateReader) {
        let added: UInt32 = reader.take()
        for _ in 0..<added {
            let high: UInt64 = reader.take()
            let identity = Hash128(high: high, low: reader.take())
            guard reader.check(high != 0 && insert(identity)) else { return }
        }
    }
}

/// The memory of a set.
final class Hash128Slots {
    let base: UnsafeMutablePointer<Hash128>
    let count: Int

    /// Filled with zeros.
    init(count: Int) {
        self.count = count
        base = .allocate(capacity: count)
        base.initialize(repeating: Hash128(high: 0, low: 0), count: count)
    }

    deinit { base.deallocate() }
}
