import API
import Dispatch
import Hummingbird
import NIOCore
import Synchronization
import Vocabulary

extension ExplorerRoutes {
    private struct Told: Encodable {
        var share: Double?
        var html: String?
        var problem: String?
    }

    /// The exact answer, a line of JSON at a time: how far it is, and last the part of the page.
    /// It stops when nobody listens any more.
    func full(_ call: Call) async throws -> Response {
        let address = ExplorerAddress(Form(encoded: call.request.uri.query ?? ""))
        let reading = ExplorerReading(
            desk: desk, pack: parts.pack(), caller: call.caller, now: parts.now())
        let shell = parts.shell
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson"],
            body: ResponseBody { writer in
                let progress = FullProgress()
                defer { progress.stop() }
                FullProgress.queue.async {
                    progress.end(
                        Result {
                            guard let answer = try reading.full(address, goesOn: progress.advance)
                            else { return "" }
                            return try shell.text("asking/explorer-answer", answer)
                        })
                }
                while !progress.isEnded {
                    try await Task.sleep(for: .milliseconds(FullProgress.toldEvery))
                    try await writer.write(ExplorerRoutes.line(Told(share: progress.share)))
                }
                try await writer.write(ExplorerRoutes.line(ExplorerRoutes.told(progress)))
                try await writer.finish(nil)
            })
    }

    /// The page with the exact answer, for who has no script: counted beside the threads that
    /// answer, until who asked has left or some seconds are over; what was counted by then is an
    /// estimate, and says so.
    func fullPage(
        _ reading: ExplorerReading, _ address: ExplorerAddress, _ call: Call
    ) async throws -> ExplorerPage {
        let progress = FullProgress()
        return try await call.request.body.consumeWithInboundCloseHandler { _ in
            try await withCheckedThrowingContinuation { done in
                FullProgress.pageQueue.async {
                    let until = ContinuousClock.now + .seconds(FullProgress.pageSecondsMax)
                    done.resume(
                        with: Result {
                            try reading.page(address) {
                                progress.advance($0) && ContinuousClock.now < until
                            }
                        })
                }
            }
        } onInboundClosed: {
            progress.stop()
        }
    }

    private static func told(_ progress: FullProgress) -> Told {
        switch progress.outcome {
        case .success(let html): Told(share: 1, html: html)
        case .failure(let fault as Fault): Told(problem: fault.description)
        default: Told(problem: "It could not be counted.")
        }
    }

    private static func line(_ told: Told) throws -> ByteBuffer {
        ByteBuffer(string: try ExplorerJSON.text(told) + "\n")
    }
}

/// How far a full answer is, between who counts and who tells.
private final class FullProgress: Sendable {
    private struct State {
        var share = 0.0
        var isStopped = false
        var outcome: Result<String, any Error>?
    }

    private let state = Mutex(State())

    /// Counting blocks its thread for seconds, so not one of those that answer or read.
    static let queue = DispatchQueue(label: "assay.explorer.full", qos: .utility)
    /// The same for pages; a thread of its own, so that they do not wait for a count of a minute
    /// but are told that one is made.
    static let pageQueue = DispatchQueue(label: "assay.explorer.full.page", qos: .utility)
    /// Seconds a page without script counts.
    static let pageSecondsMax = 5
    /// Milliseconds from one line to the next.
    static let toldEvery = 200

    /// False once nobody listens.
    func advance(_ share: Double) -> Bool {
        state.withLock { state in
            state.share = share
            return !state.isStopped
        }
    }

    func stop() { state.withLock { $0.isStopped = true } }
    func end(_ outcome: Result<String, any Error>) { state.withLock { $0.outcome = outcome } }
    var share: Double { state.withLock { $0.share } }
    var isEnded: Bool { state.withLock { $0.outcome != nil } }
    var outcome: Result<String, any Error>? { state.withLock { $0.outcome } }
}
