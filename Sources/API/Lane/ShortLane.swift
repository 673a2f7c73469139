import NIOCore
import NIOHTTP1
import Pipeline
import Vocabulary

/// Answers plain requests to the routes that decide from their bytes, without NIO's parser; at the
/// first request that is not plain it puts the long way in its place, for good.
///
/// One request is with the service at a time, and none while the other side does not read its
/// answers; what comes meanwhile is held, and beyond a bound the connection is not read.
final class ShortLane: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let parts: LaneParts
    private let outbox: Outbox
    private var context: ChannelHandlerContext?
    /// What came in and was not taken yet.
    private var held: ByteBuffer?
    /// Whether a request is with the service.
    private var isWaiting = false
    /// Whether more was to be read while too much was held.
    private var wantsRead = false
    /// Events that came while a request was with the service; told behind its answer.
    private var heldEvents: [Any] = []
    /// How the server was called when a request was let in; kept only where no key is asked for.
    private var knownHost: [UInt8] = []
    /// What the keeper's mark was then.
    private var knownMark: UInt64?
    private var clock: ConnectionClock
    private var timer: Scheduled<Void>?

    init(_ parts: LaneParts, loop: any EventLoop) {
        self.parts = parts
        outbox = parts.outboxes.box(of: loop)
        clock = ConnectionClock(limits: parts.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
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
        held = nil
    }

    /// Closes the connection when nothing moves for too long, or a request takes too long to come.
    private func watch(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: clock.pause) { [weak self] in
            guard let self, let context = self.context else { return }
            let isOver = !isWaiting && (clock.isIdle || (held != nil && clock.isSlow))
            if isOver { return context.close(promise: nil) }
            watch(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        clock.moved()
        var bytes = unwrapInboundIn(data)
        if held == nil {
            held = bytes
            clock.began()
        } else {
            // A client that never lets it run dry would make it hold all it ever sent.
            if held?.readerIndex ?? 0 >= parts.limits.headBytesMax { held?.discardReadBytes() }
            held?.writeBuffer(&bytes)
        }
        advance(context)
    }

    // Whoever stands behind has heard of nothing.
    func channelReadComplete(context: ChannelHandlerContext) {}

    func read(context: ChannelHandlerContext) {
        guard isWaiting || !context.channel.isWritable, let held,
            held.readableBytes >= parts.limits.headBytesMax
        else { return context.read() }
        wantsRead = true
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { goOn(context) }
        context.fireChannelWritabilityChanged()
    }

    /// Takes what is held, as far as it goes.
    private func advance(_ context: ChannelHandlerContext) {
        while !isWaiting, context.channel.isWritable, let bytes = held {
            let isTaken: Bool? = bytes.withUnsafeReadableBytes { bytes in
                let bytes = bytes.bindMemory(to: UInt8.self)
                switch PlainRequest.read(bytes, headBytesMax: parts.limits.headBytesMax) {
                case .whole(let request): return take(request, bytes, context)
                case .partial: return nil
                case .other: return false
                }
            }
            guard let isTaken else { return }
            guard isTaken else { return leaveToLongWay(context) }
        }
    }

    /// Hands a request to the service; false when it is none for the short lane.
    private func take(
        _ request: PlainRequest, _ bytes: UnsafeBufferPointer<UInt8>,
        _ context: ChannelHandlerContext
    ) -> Bool {
        let body = UnsafeBufferPointer(rebasing: bytes[request.body])
        // The long way tells what is wrong with it.
        guard isLetIn(request, bytes),
            let split = try? request.route.split(
                body, type: request.type, eventsMax: parts.limits.batchEventsMax),
            !split.texts.isEmpty,
            let reserved = try? parts.bodies.reserve(
                declared: body.count, bytesMax: request.route.bytesMax(parts.limits))
        else { return false }
        drop(request.body.upperBound)
        isWaiting = true
        let waiting = ShortRequest(
            route: request.route, reserved: reserved, lines: split.lines, lane: self,
            outbox: outbox)
        if let fault = parts.service.submit(split.texts, to: waiting) {
            isWaiting = false
            parts.bodies.release(reserved)
            answer(fault, of: request.route, context)
        }
        return true
    }

    private func drop(_ count: Int) {
        guard let bytes = held, bytes.readableBytes > count else {
            held = nil
            return
        }
        held?.moveReaderIndex(forwardBy: count)
    }

    private func isLetIn(_ request: PlainRequest, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let host = UnsafeBufferPointer(rebasing: bytes[request.host])
        let mark = parts.keeper.openMark
        if mark != nil, mark == knownMark, knownHost.elementsEqual(host) { return true }
        let authorization = request.authorization.map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
        do {
            try parts.keeper.admitEvents(
                Credentials(
                    authorization: authorization,
                    authority: String(decoding: host, as: UTF8.self)))
        } catch {
            return false
        }
        if mark != nil { (knownHost, knownMark) = (Array(host), mark) }
        return true
    }

    /// Writes the answers of a request; on the event loop.
    func finish(_ request: ShortRequest, _ answers: Answers) {
        parts.bodies.release(request.reserved)
        isWaiting = false
        guard let context else { return }
        do {
            write(try outbox.writer.answer(answers, of: request), context)
        } catch {
            answer(error, of: request.route, context)
        }
        goOn(context)
    }

    /// Takes up what was held back.
    private func goOn(_ context: ChannelHandlerContext) {
        clock.began()
        advance(context)
        // The long way may have taken over.
        guard self.context != nil else { return }
        if !isWaiting { tellHeldEvents(context) }
        if wantsRead {
            wantsRead = false
            read(context: context)
        }
    }

    private func answer(
        _ error: any Error, of route: DecideRoute, _ context: ChannelHandlerContext
    ) {
        let problem = parts.problems.problem(for: error, at: route.path, parts.logger)
        write(LaneResponse(problem, instance: route.path).bytes, context)
    }

    private func write(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        clock.moved()
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        heldEvents.append(event)
        if !isWaiting { tellHeldEvents(context) }
    }

    private func tellHeldEvents(_ context: ChannelHandlerContext) {
        // What is held is no whole request; NIO's parser knows what to make of it.
        if !heldEvents.isEmpty, held != nil { return leaveToLongWay(context) }
        let events = heldEvents
        heldEvents = []
        for event in events {
            if event is ChannelShouldQuiesceEvent { return context.close(promise: nil) }
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Puts the long way in place of this lane, with all that was held.
    private func leaveToLongWay(_ context: ChannelHandlerContext) {
        let bytes = held
        held = nil
        do {
            try LongWay.add(to: context.pipeline.syncOperations, behind: self, parts)
        } catch {
            context.fireErrorCaught(error)
            return context.close(promise: nil)
        }
        if let bytes { context.fireChannelRead(wrapInboundOut(bytes)) }
        context.fireChannelReadComplete()
        for event in heldEvents { context.fireUserInboundEventTriggered(event) }
        heldEvents = []
        if wantsRead { context.read() }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
