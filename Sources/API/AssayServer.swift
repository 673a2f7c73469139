import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import Pipeline
import ServiceLifecycle
import UnixSignals

/// The front door: the HTTP API and the pages of one decision service.
///
/// ```swift
/// let server = AssayServer(service: service, archive: store, configuration: configuration)
/// try await server.run { print("Listening on port \($0)") }
/// ```
package struct AssayServer: Sendable {
    private let service: DecisionService
    private let configuration: ServerConfiguration
    private let table: RouteTable
    private let logger: Logger

    package init(
        service: DecisionService, archive: any DecisionArchive,
        configuration: ServerConfiguration, logger: Logger = Logger(label: "assay.api")
    ) {
        self.service = service
        self.configuration = configuration
        self.logger = logger
        table = RouteTable(
            decide: DecideRoutes(service: service, limits: configuration.limits),
            read: ReadRoutes(archive: archive),
            watch: WatchRoutes(service: service, archive: archive),
            pages: PageRoutes(archive: archive))
    }

    /// Every route: method, path with `{parameters}`, and the query parameters it understands.
    package var routes: [(method: String, path: String, queries: [String])] {
        table.routes.map { ($0.method.rawValue, $0.path, $0.queries) }
    }

    /// Serves until SIGTERM or SIGINT; then accepts no more, answers what it has, and stops the
    /// service.
    ///
    /// - Parameter onListening: called with the port once requests are accepted.
    /// - Throws: what the socket throws, such as when the port is taken.
    package func run(onListening: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
        defer { service.stop() }
        let application = makeApplication(onListening: onListening)
        var group = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(configuration.limits.stopSeconds)
        try await ServiceGroup(configuration: group).run()
    }

    private func makeApplication(
        onListening: @escaping @Sendable (Int) -> Void
    ) -> some ApplicationProtocol {
        let limits = configuration.limits
        let door = FrontDoor(
            table: table, keys: configuration.keys,
            problems: ProblemWriter(limits: limits))
        return Application(
            responder: door,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    idleTimeout: .seconds(Int64(limits.idleSeconds)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headBytesMax,
                        maxHeaderListSize: limits.headBytesMax, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    limits.connectionsMax, logger: logger)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }
}
