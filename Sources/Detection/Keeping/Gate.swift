import Pipeline
import Synchronization

/// Says that work was told to end.
struct Stopped: Error {}

/// A gate that work goes through again and again while it is open; whoever closes it waits for
/// those who are passing.
package final class Gate: Sendable {
    private let isOpen = Mutex(true)
    private let closing = Wake()

    package init() {}

    /// Does a short piece of work, such as one read of the store.
    ///
    /// - Throws: ``Stopped`` when the gate is closed, and what the work throws.
    func pass<Answer>(_ work: () throws -> Answer) throws -> Answer {
        try isOpen.withLock { isOpen in
            guard isOpen else { throw Stopped() }
            return try work()
        }
    }

    /// - Throws: ``Stopped`` when the gate is closed.
    func check() throws { try pass {} }

    /// Waits; no longer than until the gate is closed. One thread at a time.
    ///
    /// - Throws: ``Stopped`` when it is.
    func pause(milliseconds: Int) throws {
        _ = closing.wait(milliseconds: milliseconds)
        try check()
    }

    /// Ends the pause that somebody waits in, else the next one.
    func hurry() { closing.raise() }

    package func close() {
        isOpen.withLock { $0 = false }
        closing.raise()
    }
}
