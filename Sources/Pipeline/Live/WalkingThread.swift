import Foundation

/// A thread of its own for work that never yields.
final class WalkingThread: @unchecked Sendable {
    private let ended = DispatchGroup()

    /// Runs `body` on a new thread; to be called once.
    func begin(_ name: String, _ body: @escaping @Sendable () -> Void) {
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
    func join() { ended.wait() }
}

/// Wakes one waiting thread; a wake raised before anyone waits is not lost.
final class Wake: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func raise() { semaphore.signal() }
    func wait() { semaphore.wait() }

    /// Whether it was raised within a time.
    func wait(milliseconds: Int) -> Bool {
        semaphore.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }
}
