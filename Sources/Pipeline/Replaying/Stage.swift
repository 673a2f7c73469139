import Dispatch
import Synchronization

/// A unit of work that may run beside the others of its step.
typealias StepTask = @Sendable () throws -> Void

/// Runs the tasks of one step on a number of threads and returns when all are done.
///
/// - Throws: the first error, by the order of the tasks.
func runStep(_ tasks: [StepTask], threads: Int) throws {
    if threads <= 1 || tasks.count <= 1 {
        for task in tasks { try task() }
        return
    }
    let faults = Faults(count: tasks.count)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, tasks.count)) { _ in
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < tasks.count else { return }
            do { try tasks[index]() } catch { faults.set(error, at: index) }
        }
    }
    if let first = faults.first { throw first }
}

/// Errors by task; each task writes its own place.
private final class Faults: @unchecked Sendable {
    private let places: UnsafeMutablePointer<(any Error)?>
    private let count: Int

    init(count: Int) {
        self.count = count
        places = .allocate(capacity: count)
        places.initialize(repeating: nil, count: count)
    }

    deinit {
        places.deinitialize(count: count)
        places.deallocate()
    }

    func set(_ error: any Error, at index: Int) { places[index] = error }

    var first: (any Error)? { (0..<count).lazy.compactMap { self.places[$0] }.first }
}
