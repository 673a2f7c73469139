import NIOPosix

/// Where stores are read: their calls block, and must not hold up the threads that answer.
package enum ReadingThreads {
    package static func run<Answer: Sendable>(
        _ body: @escaping @Sendable () throws -> Answer
    ) async throws -> Answer {
        try await NIOThreadPool.singleton.runIfActive(body)
    }
}
