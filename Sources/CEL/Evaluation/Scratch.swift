/// The working memory of one evaluating thread: an arena for new values, a frame for variables.
///
/// Not thread-safe. Make one a thread and keep it; call ``reset()`` once its values are done with.
package final class Scratch {
    /// Where functions put the new values they return.
    package let arena: Arena
    /// Bytes of text, or elements of lists, that are read for the price of one step.
    static let bytesPerStep = 64

    /// Compiled patterns that were not constants of a program.
    let regexes = RegexCache()
    let zones = TimeZoneCache()
    /// What ``keep(_:)`` copied.
    private let kept = Arena(blockBytes: 4096)

    /// What changes while evaluating; behind a pointer for the reason given in ``Arena``.
    private struct State {
        var frame: UnsafeMutablePointer<Value>
        var frameCapacity: Int
        var iterationsLeft: Int
        var shared: UnsafeMutablePointer<SharedValue>
        var sharedCapacity: Int
        var row: UInt64
        var time: Int64
    }
    private let state: UnsafeMutablePointer<State>

    /// The value of a shared part, the row it was computed for, and the steps that took.
    struct SharedValue {
        var value: Value
        var row: UInt64
        var steps: Int
    }

    /// - Parameter arenaBytesMax: the bound on memory for values of one evaluation.
    package init(arenaBytesMax: Int = 64 * 1024 * 1024) {
        let capacity = 64
        arena = Arena(bytesMax: arenaBytesMax)
        state = .allocate(capacity: 1)
        state.initialize(
            to: State(
                frame: .allocate(capacity: capacity), frameCapacity: capacity, iterationsLeft: 0,
                shared: .allocate(capacity: 1), sharedCapacity: 0, row: 0, time: 0))
    }

    deinit {
        state.pointee.frame.deallocate()
        state.pointee.shared.deallocate()
        state.deallocate()
    }

    /// Invalidates every value made since the last reset. O(1).
    package func reset() { arena.reset() }

    /// The value, valid until ``forget()`` however often the scratch is reset before.
    @inline(__always)
    package func keep(_ value: Value) -> Value {
        switch value.kind {
        case .absent, .null, .bool, .int, .uint, .double, .timestamp, .duration: value
        default: kept.copy(value)
        }
    }

    /// Invalidates every value that was kept. O(1).
    package func forget() { kept.reset() }

    /// The time as of which functions judge that depend on one, such as whether an entry of a list
    /// is in force: milliseconds since 1970. The host's, set with each row; never a clock's.
    package var time: Int64 {
        get { state.pointee.time }
        set { state.pointee.time = newValue }
    }

    // MARK: Shared parts

    /// Forgets the values of shared parts: what is asked from now on is asked of another row.
    ///
    /// Values live until ``reset()`` at most, so there is to be one of these after each. O(1).
    @inline(__always)
    package func beginRow(sharing count: Int) {
        state.pointee.row += 1
        if count > state.pointee.sharedCapacity { growShared(count) }
    }

    @inline(never)
    private func growShared(_ count: Int) {
        state.pointee.shared.deallocate()
        state.pointee.shared = .allocate(capacity: count)
        state.pointee.shared.initialize(
            repeating: SharedValue(value: .absent, row: 0, steps: 0), count: count)
        state.pointee.sharedCapacity = count
    }

    /// The value of a shared part if it was computed for this row.
    @inline(__always)
    func shared(_ place: Int) -> UnsafePointer<SharedValue>? {
        let kept = state.pointee.shared + place
        return kept.pointee.row == state.pointee.row ? UnsafePointer(kept) : nil
    }

    func share(_ value: Value, _ place: Int, steps: Int) {
        state.pointee.shared[place] = SharedValue(
            value: value, row: state.pointee.row, steps: steps)
    }

    // MARK: Frame

    /// The places of an evaluation's variables and arguments.
    @inline(__always) var frame: UnsafeMutablePointer<Value> { state.pointee.frame }

    /// Prepares for a program that needs `variables` places in the frame.
    @inline(__always)
    func begin(variables: Int, iterations: Int) {
        state.pointee.iterationsLeft = iterations
        if variables > state.pointee.frameCapacity { growFrame(variables) }
    }

    @inline(never)
    private func growFrame(_ variables: Int) {
        state.pointee.frame.deallocate()
        state.pointee.frameCapacity = variables * 2
        state.pointee.frame = .allocate(capacity: variables * 2)
    }

    /// Steps that may still be taken.
    var stepsLeft: Int { state.pointee.iterationsLeft }

    /// Takes `steps` from what this evaluation may spend; false when they are not there.
    @inline(__always)
    package func charge(_ steps: Int) -> Bool {
        if steps > state.pointee.iterationsLeft {
            state.pointee.iterationsLeft = 0
            return false
        }
        state.pointee.iterationsLeft -= steps
        return true
    }
}
