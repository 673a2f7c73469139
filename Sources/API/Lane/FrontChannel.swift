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
    let keeper: any Gatekeeper
    let origins: SameOrigin
    let problems: ProblemWriter
    let logger: Logger
    let outboxes: Outboxes
    let bodies: BodyBounds

    init(
        service: DecisionService, limits: ServerLimits, keeper: any Gatekeeper,
        origins: SameOrigin, problems: ProblemWriter, logger: Logger, outboxes: Outboxes
    ) {
        self.service = service
        self.limits = limits
        self.keeper = keeper
        self.origins = origins
        self.problems = problems
        self.logger = logger
        self.outboxes = outboxes
        bodies = BodyBounds(limits: limits)
    }
}

/// A connection: the short lane answers what it can, and puts the long way in its place for the
/// rest.
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
            try channel.pipeline.syncOperations.addHandler(
                ShortLane(lane, loop: channel.eventLoop))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}

/// The long way: NIO's parser, the fast lane behind it, and what hands on every other request to
/// Hummingbird.
enum LongWay {
    /// Puts it behind the short lane of a connection; on its event loop.
    static func add(
        to pipeline: ChannelPipeline.SynchronousOperations, behind short: ShortLane,
        _ lane: LaneParts
    ) throws {
        var bounds = NIOHTTPDecoderLimitConfiguration()
        bounds.maxHeaderFieldSize = lane.limits.headBytesMax
        bounds.maxHeaderListSize = lane.limits.headBytesMax
        bounds.maxHeaderFieldCount = 100
        try pipeline.addHandlers(
            [FastLane(lane), HTTP1ToHTTPServerCodec(secure: false)], position: .after(short))
        // The pipeline handler hands on one request at a time, and closes when told to stop.
        try pipeline.configureHTTPServerPipeline(
            position: .after(short), withPipeliningAssistance: true, withErrorHandling: false,
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: bounds)
        // Who does not read the answers is not read either.
        try pipeline.addHandler(BackPressureHandler(), position: .after(short))
    }
}
