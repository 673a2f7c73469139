package import Deliveries
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Toolbox
import Vocabulary

/// Takes webhooks in: checks who sent them, keeps each once, and answers then.
///
/// ```swift
/// let receiver = WebhookReceiver(verifier: verifier, file: file, now: now)
/// try await receiver.run(host: "127.0.0.1", port: 0) { print("Listening on port \($0)") }
/// ```
package final class WebhookReceiver: Sendable {
    /// What came in.
    package struct Numbers: Sendable {
        package var new = 0
        package var repeated = 0
        package var refused = 0
        package var misbehaved = 0
    }

    private struct Held {
        var numbers = Numbers()
        var random: SplitMix64
        var requests = 0
        var isStopping = false
        var server: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    /// Bytes of a message.
    package static let bytesMax = 1 << 20

    private let verifier: WebhookVerifier
    private let file: ReceivedFile
    private let conduct: ReceiverConduct
    private let now: @Sendable () -> Int64
    private let held: Mutex<Held>

    /// - Parameters:
    ///   - seed: which requests it misbehaves at.
    ///   - now: milliseconds since 1970.
    package init(
        verifier: WebhookVerifier, file: ReceivedFile,
        conduct: ReceiverConduct = ReceiverConduct(), seed: UInt64 = 1,
        now: @escaping @Sendable () -> Int64
    ) {
        (self.verifier, self.file, self.conduct, self.now) = (verifier, file, conduct, now)
        held = Mutex(Held(random: SplitMix64(seed: seed)))
    }

    package var numbers: Numbers { held.withLock { $0.numbers } }

    /// Listens until ``stop()``.
    ///
    /// - Throws: what the socket throws, such as when the port is taken.
    package func run(
        host: String, port: Int, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws {
        var port = port
        var isFirst = true
        while true {
            let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { [self] channel in
                    keep(channel)
                    return channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.configureHTTPServerPipeline()
                        try pipeline.addHandler(ReceiverConnection(self))
                    }
                }
                .bind(host: host, port: port).get()
            held.withLock { $0.server = server }
            port = server.localAddress?.port ?? port
            if isFirst { onListening(port) }
            isFirst = false
            if held.withLock({ $0.isStopping }) { server.close(promise: nil) }
            try await server.closeFuture.get()
            for channel in held.withLock({ Array($0.connections.values) }) {
                channel.close(promise: nil)
            }
            if held.withLock({ $0.isStopping }) { return }
            try await Task.sleep(for: .milliseconds(conduct.downMilliseconds))
        }
    }

    /// Ends ``run(host:port:onListening:)``.
    package func stop() {
        let server = held.withLock { held in
            held.isStopping = true
            return held.server
        }
        server?.close(promise: nil)
    }

    private func keep(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        held.withLock { $0.connections[id] = channel }
        channel.closeFuture.whenComplete { [self] _ in
            held.withLock { $0.connections[id] = nil }
        }
    }

    /// Takes one request, and answers on its channel.
    fileprivate func take(_ head: HTTPRequestHead, _ body: [UInt8], on channel: any Channel) {
        let kind = held.withLock { held -> ReceiverConduct.Kind? in
            held.requests += 1
            if conduct.kinds.contains(.downAfter), held.requests == conduct.after {
                return .downAfter
            }
            return conduct.drawn(by: &held.random)
        }
        if kind != nil { held.withLock { $0.numbers.misbehaved += 1 } }
        switch kind {
        case .downAfter:
            // Its connections are closed behind it, this one too.
            held.withLock { $0.server }?.close(promise: nil)
        case .failing: ReceiverAnswer(.internalServerError).send(on: channel)
        case .gone: ReceiverAnswer(.gone).send(on: channel)
        case .busy:
            ReceiverAnswer(.tooManyRequests, [("retry-after", "1")]).send(on: channel)
        case .redirect: ReceiverAnswer(.found, [("location", "/elsewhere")]).send(on: channel)
        case .slow, .duplicate, nil: process(head, body, kind, on: channel)
        }
    }

    private func process(
        _ head: HTTPRequestHead, _ body: [UInt8], _ kind: ReceiverConduct.Kind?,
        on channel: any Channel
    ) {
        let time = now()
        let proof: WebhookVerifier.Proof
        do {
            guard head.method == .POST else {
                throw Fault(.invalid, "Webhooks are sent with POST.")
            }
            let headers = try WebhookHeaders { head.headers.first(name: $0) }
            proof = try verifier.verify(headers, body: body, now: time)
        } catch {
            held.withLock { $0.numbers.refused += 1 }
            return ReceiverAnswer(.unauthorized, text: "\(error)\n").send(on: channel)
        }
        let late = Int64(conduct.slowMilliseconds)
        let isNew = file.take(proof.id, sentAt: proof.at, receivedAt: time, body: body) { fault in
            if fault != nil {
                return ReceiverAnswer(.serviceUnavailable).send(on: channel)
            }
            switch kind {
            case .duplicate: channel.close(promise: nil)
            case .slow:
                _ = channel.eventLoop.scheduleTask(in: .milliseconds(late)) {
                    ReceiverAnswer(.noContent).send(on: channel)
                }
            default: ReceiverAnswer(.noContent).send(on: channel)
            }
        }
        held.withLock { held in
            if isNew { held.numbers.new += 1 } else { held.numbers.repeated += 1 }
        }
    }
}

/// One connection: gathers a request's bytes, within bounds.
private final class ReceiverConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let receiver: WebhookReceiver
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLong = false

    init(_ receiver: WebhookReceiver) { self.receiver = receiver }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body, isTooLong) = (head, [], false)
        case .body(let bytes):
            isTooLong = isTooLong || body.count + bytes.readableBytes > WebhookReceiver.bytesMax
            if !isTooLong { body += bytes.readableBytesView }
        case .end:
            guard let head else { return }
            if isTooLong {
                ReceiverAnswer(.payloadTooLarge).send(on: context.channel)
            } else {
                receiver.take(head, body, on: context.channel)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// An answer of a few words.
private struct ReceiverAnswer: Sendable {
    let status: HTTPResponseStatus
    let fields: [(String, String)]
    let text: String

    init(
        _ status: HTTPResponseStatus, _ fields: [(String, String)] = [], text: String = ""
    ) {
        (self.status, self.fields, self.text) = (status, fields, text)
    }

    func send(on channel: any Channel) {
        var headers = HTTPHeaders(fields)
        if status != .noContent { headers.add(name: "content-length", value: "\(text.utf8.count)") }
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if !text.isEmpty {
            channel.write(
                HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
        }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}
