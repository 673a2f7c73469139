package import Audits
package import Cases
package import Deliveries
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import Packs
package import Pipeline
import ServiceLifecycle
import UnixSignals
package import Verifications
import Vocabulary

/// The front door: the HTTP API and the pages of one decision service.
///
/// ```swift
/// let server = AssayServer(
///     service: service, archive: store, configuration: configuration, now: { 0 })
/// try await server.run { print("Listening on port \($0)") }
/// ```
package struct AssayServer: Sendable {
    private let service: DecisionService
    private let configuration: ServerConfiguration
    private let table: RouteTable
    private let logger: Logger
    private let gatekeeper: any Gatekeeper
    private let problemPages: (any ProblemPages)?
    private let audit: DoorAudit?

    /// - Parameters:
    ///   - detection: numbers of the runs beside the service; nil where there are none.
    ///   - watch: what the watch of the models found last; nil where there is none.
    ///   - verifier: asks people to prove things; nil where nobody is asked.
    ///   - enforcements: what was done to whom; nil where nothing keeps it.
    ///   - cases: people's work; nil where nothing keeps it.
    ///   - gatekeeper: tells who asks; nil for the keys of `configuration`.
    ///   - console: the routes of the pages.
    ///   - audits: told who looks at and changes what; nil where nothing is told.
    ///   - now: milliseconds since 1970, for labels and the ledger of models.
    package init(
        service: DecisionService,
        archive: any DecisionArchive & RingArchive & ModelRegistry & LabelArchive & PolicyRegistry
            & PolicyProposals & DeliveryArchive & CaseStore & OperationsStore,
        configuration: ServerConfiguration, logger: Logger = Logger(label: "assay.api"),
        detection: @escaping @Sendable () -> DetectionNumbers? = { nil },
        watch: @escaping @Sendable () -> WatchSummary? = { nil },
        verifier: Verifier? = nil,
        enforcements: EnforcementParts? = nil,
        cases: CaseParts? = nil,
        gatekeeper: (any Gatekeeper)? = nil, console: [Route] = [],
        problemPages: (any ProblemPages)? = nil,
        audits: (any AuditLog)? = nil,
        now: @escaping @Sendable () -> Int64
    ) {
        self.service = service
        self.configuration = configuration
        self.logger = logger
        let bounds = BodyBounds(limits: configuration.limits)
        let kpis = KpiRoutes(
            store: archive, definition: { service.pack.cases ?? .usual }, now: now)
        table = RouteTable(
            read: ReadRoutes(archive: archive),
            rings: RingRoutes(archive: archive),
            labels: LabelRoutes(
                archive: archive, limits: configuration.limits, bounds: bounds, now: now),
            models: ModelRoutes(registry: archive, bounds: bounds, now: now),
            policies: PolicyRoutes(
                registry: archive, running: { service.pack }, bounds: bounds, now: now),
            watch: WatchRoutes(
                service: service, archive: archive, rings: archive, learned: archive,
                deliveries: archive, detection: detection, models: watch,
                callbacks: verifier?.counts, enforcements: enforcements, work: kpis, now: now),
            watched: ModelWatchRoutes(summary: watch),
            verifications: VerificationRoutes(verifier: verifier, bounds: bounds),
            enforcing: EnforcementRoutes(
                parts: enforcements, rings: archive, bounds: bounds, now: now),
            deliveries: DeliveryRoutes(archive: archive, bounds: bounds, now: now),
            others: CaseRoutes(
                parts: cases, entities: { service.pack.schema.entities }, bounds: bounds, now: now
            ).routes + [kpis.route] + console)
        self.problemPages = problemPages
        audit = audits.map { DoorAudit(log: $0, now: now) }
        self.gatekeeper = gatekeeper ?? Doorkeeper(keys: configuration.keys)
    }

    /// Every route: method, path with `{parameters}`, and the query parameters it understands.
    package var routes: [(method: String, path: String, queries: [String])] {
        table.routes.map { ($0.method.rawValue, $0.path, $0.queries) }
    }

    /// What the audit log calls each route; nil for what it does not keep.
    package var auditedRoutes: [(method: String, path: String, audited: String?)] {
        table.routes.map { ($0.method.rawValue, $0.path, $0.audited) }
    }

    /// The routes themselves, with their doors.
    package var doors: [Route] { table.routes }

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
        let origins = SameOrigin(publicURL: configuration.publicURL)
        let problems = ProblemWriter(limits: limits)
        let group = MultiThreadedEventLoopGroup.singleton
        let lane = LaneParts(
            service: service, limits: limits, keeper: gatekeeper, origins: origins,
            problems: problems, logger: logger, outboxes: Outboxes(of: group))
        service.afterEachGroup { lane.outboxes.send() }
        return Application(
            responder: FrontDoor(
                table: table, keeper: gatekeeper, problems: problems, pages: problemPages,
                audit: audit, origins: origins, clients: configuration.clients,
                isSecure: configuration.publicURL?.hasPrefix("https://") == true),
            server: HTTPServerBuilder { FrontChannel(responder: $0, lane: lane) },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: limits.connectionsMax,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    limits.connectionsMax, logger: logger)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(group), logger: logger)
    }
}
