/// Stretches of events without a rest, in order of time, and the longest of them.
///
/// Events come and go at either end, each with the neighbour it then has inside, in O(1). The
/// longest is kept, and sought anew among the runs only after it was cut. Plain memory: whoever
/// holds one must ``free()`` it.
package struct Runs {
    struct Run {
        var start: Int64
        var end: Int64
        var span: Int64 { end - start }
    }

    var runs: UnsafeMutablePointer<Run>?
    var capacity: UInt32
    var head: UInt32
    var count: UInt32
    /// Of runs forgotten by ``forget(before:)``, one more than their longest, so that 0 is none.
    var forgotten: Int64
    /// One more than the longest span among `runs`; 0 where it must be sought.
    var known: Int64

    package static var empty: Runs { Runs() }

    private init() {
        runs = nil
        capacity = 0
        head = 0
        count = 0
        forgotten = 0
        known = 0
    }

    var bytes: Int { Int(capacity) * MemoryLayout<Run>.stride }

    package mutating func free() {
        runs?.deallocate()
        self = .empty
    }

    /// An event enters at the young end; `previous` is the time of the one before it.
    package mutating func enterYoung(_ time: Int64, previous: Int64?, rest: Int64) {
        if let previous, time - previous < rest {
            self[count - 1].end = time
        } else {
            if count == capacity { grow() }
            count += 1
            self[count - 1] = Run(start: time, end: time)
            if count == 1 { known = 1 }
        }
        if known > 0 { known = max(known, self[count - 1].span + 1) }
    }

    /// Undoes ``enterYoung(_:previous:rest:)``.
    package mutating func leaveYoung(_ time: Int64, previous: Int64?, rest: Int64) {
        if self[count - 1].span + 1 == known { known = 0 }
        if let previous, time - previous < rest {
            self[count - 1].end = previous
        } else {
            count -= 1
        }
    }

    /// The oldest event leaves; `next` is the time of the one after it.
    package mutating func leaveOld(_ time: Int64, next: Int64?, rest: Int64) {
        if self[0].span + 1 == known { known = 0 }
        if let next, next - time < rest {
            self[0].start = next
        } else {
            head = (head + 1) & (capacity - 1)
            count -= 1
        }
    }

    /// Undoes ``leaveOld(_:next:rest:)``.
    package mutating func enterOld(_ time: Int64, next: Int64?, rest: Int64) {
        if let next, next - time < rest {
            self[0].start = time
        } else {
            if count == capacity { grow() }
            head = (head &- 1) & (capacity - 1)
            count += 1
            self[0] = Run(start: time, end: time)
            if count == 1 { known = 1 }
        }
        if known > 0 { known = max(known, self[0].span + 1) }
    }

    /// Keeps no more than the length of runs that nothing from `time` on can change.
    package mutating func forget(before time: Int64) {
        while count > 1, self[1].start < time {
            forgotten = max(forgotten, self[0].span + 1)
            if self[0].span + 1 == known { known = 0 }
            head = (head + 1) & (capacity - 1)
            count -= 1
        }
    }

    /// The longest span; nil without events. O(1), or O(runs) after the longest was cut.
    package mutating func longest() -> Int64? {
        if known == 0 {
            for offset in 0..<count { known = max(known, self[offset].span + 1) }
        }
        let most = max(known, forgotten)
        return most > 0 ? most - 1 : nil
    }

    subscript(offset: UInt32) -> Run {
        get { runs.unsafelyUnwrapped[Int((head &+ offset) & (capacity - 1))] }
        nonmutating set {
            runs.unsafelyUnwrapped[Int((head &+ offset) & (capacity - 1))] = newValue
        }
    }

    @inline(never)
    private mutating func grow() {
        let size = max(2, capacity * 2)
        let made = UnsafeMutablePointer<Run>.allocate(capacity: Int(size))
        for offset in 0..<count { (made + Int(offset)).initialize(to: self[offset]) }
        runs?.deallocate()
        runs = made
        capacity = size
        head = 0
    }
}
