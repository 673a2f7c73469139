import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Pipeline

/// What the fast lanes of all connections share.
struct LaneParts: Sendable {
    let service: DecisionService
    let limits: ServerLimits
    let keeper: Doorkeeper
    let problems: ProblemWriter
    let logger: Logger
    let outboxes: Outboxes
    let bodies: BodyBounds

    init(
        service: DecisionService, limits: ServerLimits, keeper: Doorkeeper,
        problems: ProblemWriter, logger: Logger, outboxes: Outboxes
    ) {
        self.service = service
        self.limits = limits
        self.keeper = keeper
        self.problems = problems
        self.logger = logger
        self.outboxes = outboxes
        bodies = BodyBounds(limits: limits)
    }
}

/// A connection: HTTP/1 is read once, the fast lane answers what it knows, and every other request
/// goes on to Hummingbird.
struct FrontChannel: ServerChildChannel {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    private let inner: HTTP1Channel
    private let lane: LaneParts

    init(responder: @escaping HTTPChannelHandler.Responder, lane: LaneParts) {
        inner = HTTP1Channel(responder: responder)
        self.lane = lane
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var bounds = NIOHTTPDecoderLimitConfiguration()
            bounds.maxHeaderFieldSize = lane.limits.headBytesMax
            bounds.maxHeaderListSize = lane.limits.headBytesMax
            bounds.maxHeaderFieldCount = 100
            let pipeline = channel.pipeline.syncOperations
            // The pipeline handler hands on one request at a time, and closes when told to stop.
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true, withErrorHandling: false,
                withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
                withDecoderLimitConfiguration: bounds)
            try pipeline.addHandler(FastLane(lane))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}
