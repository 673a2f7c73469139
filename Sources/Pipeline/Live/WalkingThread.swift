import Foundation

/// A thread of its own for work that never yields.
package final class WalkingThread: @unchecked Sendable {
    private let ended = DispatchGroup()

    package init() {}

    /// Runs `body` on a new thread; to be called once.
    package func begin(_ name: String, _ body: @escaping @Sendable () -> Void) {
        ended.enter()
        let thread = Thread { [ended] in
            body()
            ended.leave()
        }
        thread.stackSize = 8 * 1024 * 1024
        thread.name = name
        thread.start()
    }

    /// Waits until the body has returned.
    package func join() { ended.wait() }
}

/// Wakes one waiting thread; a wake raised before anyone waits is not lost.
package final class Wake: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    package init() {}

    package func raise() { semaphore.signal() }
    package func wait() { semaphore.wait() }

    /// Whether it was raised within a time.
    package func wait(milliseconds: Int) -> Bool {
        semaphore.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }
}
