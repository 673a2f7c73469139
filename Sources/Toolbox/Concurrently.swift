import Dispatch
import Synchronization

/// Makes something of each item on several threads; results in the order of the items.
///
/// - Parameter threads: how many may work at once, 1 or more; nil is one an item.
package func concurrently<Item: Sendable, Answer: Sendable>(
    _ items: [Item], threads: Int? = nil, _ make: @Sendable (Item) -> Answer
) -> [Answer] {
    let threads = min(threads ?? items.count, items.count)
    if threads <= 1 { return items.map(make) }
    nonisolated(unsafe) let answers = UnsafeMutablePointer<Answer?>.allocate(capacity: items.count)
    answers.initialize(repeating: nil, count: items.count)
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < items.count else { return }
            answers[index] = make(items[index])
        }
    }
    defer {
        answers.deinitialize(count: items.count)
        answers.deallocate()
    }
    return (0..<items.count).map { answers[$0]! }
}
