import Deliveries
import Hummingbird
import Logging
import Pipeline
import Toolbox
import Verifications
import Vocabulary

/// The routes that tell how the service is, and what it understands.
struct WatchRoutes: Sendable {
    let service: DecisionService
    let archive: any DecisionArchive
    let rings: any RingArchive
    let learned: any ModelRegistry & LabelArchive
    let deliveries: any DeliveryArchive
    let detection: @Sendable () -> DetectionNumbers?
    let models: @Sendable () -> WatchSummary?
    /// Nil where there are no vendors.
    let callbacks: CallbackCounts?
    /// Nil where nothing keeps them.
    let enforcements: EnforcementParts?
    /// Whose work is counted.
    let work: KpiRoutes
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// `GET /healthz`: the process answers.
    func health(_ call: Call) async throws -> Response { .json("{\"status\":\"up\"}") }

    /// `GET /readyz`: the store answers, and the features stand.
    func readiness(_ call: Call) async throws -> Response {
        guard !service.isRebuilding else {
            throw Fault(
                .unavailable, "The features are rebuilt after a failed commit.",
                fix: "Try again soon.")
        }
        _ = try await ReadingThreads.run { try archive.deadLetters(limit: 1) }
        return .json("{\"status\":\"ready\"}")
    }

    /// `GET /metrics`: numbers since the start and of the last detection, as Prometheus reads them.
    func metrics(_ call: Call) async throws -> Response {
        var writer = ByteWriter(capacity: 8192)
        service.numbers.writeMetrics(to: &writer)
        detection()?.writeMetrics(to: &writer)
        models()?.writeMetrics(to: &writer)
        callbacks?.writeMetrics(to: &writer)
        do {
            try await ReadingThreads.run { try rings.detectionCounts() }?
                .writeMetrics(to: &writer)
        } catch {
            // The other numbers are needed most when the store is away.
            call.logger.warning("No numbers of rings: the store did not answer: \(error)")
        }
        do {
            let (labels, releases) = try await ReadingThreads.run {
                (try learned.labelCounts(), try learned.modelReleases())
            }
            LearningMetrics(labels: labels, releases: releases).write(to: &writer)
        } catch {
            call.logger.warning("No numbers of models: the store did not answer: \(error)")
        }
        do {
            let standings = try await ReadingThreads.run { try deliveries.standings() }
            DeliveryMetrics(standings: standings, now: now()).write(to: &writer)
        } catch {
            call.logger.warning("No numbers of deliveries: the store did not answer: \(error)")
        }
        do {
            let store = enforcements?.store
            try await ReadingThreads.run { try store.map { try EnforcementMetrics(of: $0) } }?
                .write(to: &writer)
        } catch {
            call.logger.warning("No numbers of enforcements: the store did not answer: \(error)")
        }
        do {
            try await ReadingThreads.run { try CaseMetrics(of: work) }.write(to: &writer)
        } catch {
            call.logger.warning("No numbers of cases: the store did not answer: \(error)")
        }
        return Response(writer, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// `GET /openapi.json`.
    func openAPI(_ call: Call) async throws -> Response { .json(OpenAPIDocument.text) }
}
