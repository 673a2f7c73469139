import Synchronization
import Vocabulary

/// Requests that wait to be decided, bounded in events.
final class WaitingLine: Sendable {
    private struct State: Sendable {
        var requests: [Request] = []
        /// Where the next group begins: request, and event in it.
        var first = 0
        var offset = 0
        var events = 0
        var isOpen = true
        /// Whether the walking thread sleeps until the next request.
        var isAwaited = false
    }

    private let state = Mutex(State())
    private let wake = Wake()
    let eventsMax: Int

    init(eventsMax: Int) {
        self.eventsMax = eventsMax
    }

    /// Events that wait.
    var count: Int { state.withLock { $0.events } }

    /// Whether no more are taken.
    var isClosed: Bool { state.withLock { !$0.isOpen } }

    /// Puts a request behind the others.
    ///
    /// - Returns: why it was not taken: `limited` or `unavailable`.
    func append(_ request: Request) -> Fault? {
        enum Outcome { case taken(isAwaited: Bool), closed, full }
        let outcome: Outcome = state.withLock { state in
            guard state.isOpen else { return .closed }
            guard state.events + request.texts.count <= eventsMax else { return .full }
            state.requests.append(request)
            state.events += request.texts.count
            defer { state.isAwaited = false }
            return .taken(isAwaited: state.isAwaited)
        }
        switch outcome {
        case .taken(let isAwaited):
            if isAwaited { wake.raise() }
            return nil
        case .closed:
            return Fault(.unavailable, "The service is stopping.", fix: "Try again soon.")
        case .full:
            return Fault(
                .limited, "\(eventsMax) events are waiting already.",
                fix: "Send again after the time in Retry-After.")
        }
    }

    /// No more are taken; what waits is still handed out.
    func close() {
        state.withLock { $0.isOpen = false }
        wake.raise()
    }

    /// The next group, in order; waits for one. Nil when the line is closed and empty.
    ///
    /// - Parameters:
    ///   - bytesMax: beyond its first event.
    ///   - milliseconds: how long to wait; then the group is empty. Nil waits for as long as it
    ///     takes.
    func next(eventsMax: Int, bytesMax: Int, milliseconds: Int? = nil) -> [RequestPart]? {
        while true {
            let group: [RequestPart]? = state.withLock { state in
                if state.events == 0, !state.isOpen { return nil }
                state.isAwaited = state.events == 0
                return WaitingLine.take(&state, eventsMax, bytesMax)
            }
            guard let group else { return nil }
            if !group.isEmpty { return group }
            if let milliseconds {
                guard wake.wait(milliseconds: milliseconds) else { return [] }
            } else {
                wake.wait()
            }
        }
    }

    private static func take(
        _ state: inout State, _ eventsMax: Int, _ bytesMax: Int
    ) -> [RequestPart] {
        var parts: [RequestPart] = []
        var events = 0
        var bytes = 0
        while state.first < state.requests.count, events < eventsMax {
            let request = state.requests[state.first]
            let start = state.offset
            var end = start
            while end < request.texts.count, events < eventsMax {
                let size = request.texts.range(end).count
                if events > 0, bytes + size > bytesMax { break }
                bytes += size
                events += 1
                end += 1
            }
            if end > start { parts.append(RequestPart(request: request, range: start..<end)) }
            state.offset = end
            guard end == request.texts.count else { break }
            state.first += 1
            state.offset = 0
        }
        state.events -= events
        if state.first == state.requests.count || state.first >= 1024 {
            state.requests.removeFirst(state.first)
            state.first = 0
        }
        return parts
    }
}
