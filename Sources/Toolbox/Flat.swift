/// An immutable array in memory that never moves, for loops that must not touch reference counts.
///
/// Keep the `Flat` where it lives long, and hand `base` to the loop: reading through it is a plain
/// load. Elements that are classes are best held as `Unmanaged`, with `keeping` their owners.
///
/// ```swift
/// let steps = Flat(programs.map { Unmanaged.passUnretained($0) }, keeping: programs)
/// for index in 0..<steps.count { steps.base[index]._withUnsafeGuaranteedRef { $0.run() } }
/// ```
package final class Flat<Element>: @unchecked Sendable {
    package let base: UnsafePointer<Element>
    package let count: Int
    private let owners: [AnyObject]

    /// - Parameter owners: objects that must live as long as the elements. O(elements).
    package init(_ elements: [Element], keeping owners: [AnyObject] = []) {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        elements.withUnsafeBufferPointer { source in
            // In one go: element by element, code that knows no types would ask for them each time.
            if let start = source.baseAddress {
                memory.initialize(from: start, count: source.count)
            }
        }
        base = UnsafePointer(memory)
        count = elements.count
        self.owners = owners
    }

    deinit {
        let memory = UnsafeMutablePointer(mutating: base)
        memory.deinitialize(count: count)
        memory.deallocate()
    }
}
