import HTTPTypes
import NIOCore
import NIOHTTP1
import Pipeline
import Toolbox
import Vocabulary

/// Answers the two routes that decide events, on the event loop; passes on every other request.
///
/// It stands behind NIO's pipeline handler, so one request comes at a time: the next one only when
/// this one's answer is written.
final class FastLane: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// Between requests.
        case idle
        /// Hummingbird answers.
        case passing(isKeepAlive: Bool, isAnswered: Bool)
        /// The body comes in.
        case reading(LaneRequest)
        /// With the service.
        case waiting(LaneRequest)
        /// Answered before the body was in; the rest of it is dropped.
        case dropping(bytes: Int)
    }

    private let parts: LaneParts
    private var state = State.idle
    /// As far as it is in.
    private var body: ByteBuffer?
    private var context: ChannelHandlerContext?
    private var outbox: Outbox?
    /// Whether a head has come, but not the end of its request.
    private var isRequestOpen = false
    /// The other side writes no more; Hummingbird hears of it when what is with the service is
    /// answered.
    private var holdsEnd = false
    private var clock: ConnectionClock
    private var timer: Scheduled<Void>?

    init(_ parts: LaneParts) {
        self.parts = parts
        clock = ConnectionClock(limits: parts.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        outbox = parts.outboxes.box(of: context.eventLoop)
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        timer?.cancel()
        timer = nil
        context = nil
        if case .reading(let request) = state { parts.bodies.release(request.reserved) }
        if case .waiting = state { return }
        state = .idle
    }

    /// Closes the connection when nothing moves for too long, or a request takes too long to come.
    private func watch(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: clock.pause) { [weak self] in
            guard let self, let context = self.context else { return }
            if isOver { return context.close(promise: nil) }
            watch(context)
        }
    }

    private var isOver: Bool {
        switch state {
        case .idle: clock.isIdle
        case .reading, .dropping: clock.isIdle || clock.isSlow
        case .passing: isRequestOpen && (clock.isIdle || clock.isSlow)
        case .waiting: false
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        clock.moved()
        switch unwrapInboundIn(data) {
        case .head(let head):
            isRequestOpen = true
            clock.began()
            begin(head, data, context)
        case .body(let bytes): take(bytes, data, context)
        case .end:
            isRequestOpen = false
            end(data, context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ data: NIOAny, _ context: ChannelHandlerContext) {
        guard head.method == .POST, let route = FastLane.route(head.uri) else {
            state = .passing(isKeepAlive: head.isKeepAlive, isAnswered: false)
            return context.fireChannelRead(data)
        }
        do {
            let request = try admit(head, route)
            state = .reading(request)
            body = nil
            if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                let head = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            }
        } catch {
            state = .dropping(bytes: 0)
            answer(error, to: head, context)
        }
    }

    private static func route(_ uri: String) -> DecideRoute? {
        if let route = DecideRoute(path: uri) { return route }
        // `/v1/decisions/` and `/v1/decisions?` are the same place.
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, parts.count == 1 || parts[1].isEmpty else { return nil }
        return DecideRoute(path: "/" + path.split(separator: "/").joined(separator: "/"))
    }

    private func admit(_ head: HTTPRequestHead, _ route: DecideRoute) throws -> LaneRequest {
        let host = head.headers.first(name: "host")
        let site = head.headers.first(name: "sec-fetch-site")
        let origin = head.headers.first(name: "origin")
        try parts.origins.check(origin: origin, site: site, called: host)
        try parts.keeper.admitEvents(
            Credentials(
                authorization: head.headers.first(name: "authorization"), authority: host,
                isBrowser: origin != nil || site != nil || head.headers.contains(name: "cookie"),
                isForwarded: HTTPField.Name.forwarding.contains {
                    head.headers.contains(name: $0.canonicalName)
                }))
        let type = try MediaType.read(
            head.headers.first(name: "content-type"),
            encoding: head.headers.first(name: "content-encoding"), among: route.types)
        let declared = head.headers.first(name: "content-length").flatMap { Int($0) }
        let reserved = try parts.bodies.reserve(
            declared: declared, bytesMax: route.bytesMax(parts.limits))
        guard let outbox else { throw Fault(.bug, "A request came to a closed lane.") }
        return LaneRequest(
            head: head, route: route, type: type, room: (reserved, declared != nil), lane: self,
            outbox: outbox)
    }

    private func take(_ bytes: ByteBuffer, _ data: NIOAny, _ context: ChannelHandlerContext) {
        switch state {
        case .passing: context.fireChannelRead(data)
        case .reading(let request):
            let bytesMax = request.route.bytesMax(parts.limits)
            let count = (body?.readableBytes ?? 0) + bytes.readableBytes
            guard count <= bytesMax else {
                parts.bodies.release(request.reserved)
                body = nil
                state = .dropping(bytes: count)
                return answer(parts.bodies.tooLarge(bytesMax), to: request.head, context)
            }
            guard body == nil else {
                body?.writeImmutableBuffer(bytes)
                return
            }
            body = bytes
            if count < request.reserved, request.isDeclared {
                body?.reserveCapacity(request.reserved)
            }
        case .dropping(let dropped):
            let all = dropped + bytes.readableBytes
            state = .dropping(bytes: all)
            // Whoever sends so much after being refused will not stop.
            if all > parts.limits.batchBytesMax { context.close(promise: nil) }
        case .idle, .waiting: break
        }
    }

    private func end(_ data: NIOAny, _ context: ChannelHandlerContext) {
        switch state {
        case .passing(_, let isAnswered):
            if isAnswered { state = .idle }
            context.fireChannelRead(data)
        case .reading(let request):
            let body = self.body ?? ByteBuffer()
            self.body = nil
            submit(request, body, context)
        case .dropping: state = .idle
        case .idle, .waiting: break
        }
    }

    private func submit(
        _ request: LaneRequest, _ body: ByteBuffer, _ context: ChannelHandlerContext
    ) {
        state = .waiting(request)
        do {
            let split = try request.route.split(
                body, type: request.type, eventsMax: parts.limits.batchEventsMax)
            request.lines = split.lines
            if split.texts.isEmpty { return finish(request, Answers()) }
            if let fault = parts.service.submit(split.texts, to: request) { throw fault }
        } catch {
            parts.bodies.release(request.reserved)
            state = .idle
            answer(error, to: request.head, context)
        }
    }

    /// Writes the answers of a request; on the event loop.
    func finish(_ request: LaneRequest, _ answers: Answers) {
        parts.bodies.release(request.reserved)
        state = .idle
        guard let context else { return }
        var body = ByteWriter(capacity: 160 * answers.count + 2048)
        do {
            try request.route.write(answers, lines: request.lines, to: &body)
            write(LaneResponse(json: body), to: request.head, context)
        } catch {
            answer(error, to: request.head, context)
        }
        guard holdsEnd else { return }
        holdsEnd = false
        context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    private func answer(
        _ error: any Error, to head: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        let path = String(head.uri.prefix { $0 != "?" })
        let problem = parts.problems.problem(for: error, at: path, parts.logger)
        write(LaneResponse(problem, instance: path), to: head, context)
    }

    private func write(
        _ response: LaneResponse, to request: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        clock.moved()
        let isKept = request.isKeepAlive
        context.write(wrapOutboundOut(.head(response.head(for: request))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(response.body))), promise: nil)
        let promise = isKept ? nil : context.eventLoop.makePromise(of: Void.self)
        promise?.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }

    /// Hummingbird's answers; it leaves connections open that HTTP/1.0 wants closed.
    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        guard case .end = unwrapOutboundIn(data), case .passing(let isKeepAlive, _) = state else {
            return context.write(data, promise: promise)
        }
        clock.moved()
        state = isRequestOpen ? .passing(isKeepAlive: isKeepAlive, isAnswered: true) : .idle
        if isKeepAlive { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(data, promise: written)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .waiting = state, case ChannelEvent.inputClosed = event {
            holdsEnd = true
            return
        }
        context.fireUserInboundEventTriggered(event)
    }
}
