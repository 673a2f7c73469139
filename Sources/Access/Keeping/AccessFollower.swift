import Dispatch

/// Keeps an ``AccessBook`` as the store is, while other programs change it.
package final class AccessFollower: Sendable {
    /// Dispatch lets any thread resume and cancel it.
    private nonisolated(unsafe) let timer: any DispatchSourceTimer

    /// - Parameter notice: told once of each reading that failed after one that did not.
    package init(
        book: AccessBook, settings: AccessSettings = AccessSettings(),
        notice: @escaping @Sendable (String) -> Void
    ) {
        let queue = DispatchQueue(label: "assay.access.follower")
        let timer = DispatchSource.makeTimerSource(queue: queue)
        let pause = DispatchTimeInterval.milliseconds(Int(settings.followEvery))
        timer.schedule(deadline: .now() + pause, repeating: pause)
        // The queue runs one at a time.
        nonisolated(unsafe) var isFailing = false
        timer.setEventHandler {
            do {
                try book.refresh()
                isFailing = false
            } catch {
                if !isFailing { notice("people and keys cannot be read: \(error)") }
                isFailing = true
            }
        }
        self.timer = timer
    }

    package func begin() { timer.resume() }
    package func stop() { timer.cancel() }
}
