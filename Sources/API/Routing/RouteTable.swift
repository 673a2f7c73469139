import HTTPTypes
import Vocabulary

/// All routes there are; the OpenAPI document is tested against this table.
struct RouteTable: Sendable {
    private(set) var routes: [Route]

    init(
        read: ReadRoutes, rings: RingRoutes, labels: LabelRoutes, models: ModelRoutes,
        policies: PolicyRoutes,
        watch: WatchRoutes, watched: ModelWatchRoutes,
        verifications: VerificationRoutes,
        enforcing: EnforcementRoutes, deliveries: DeliveryRoutes, others: [Route]
    ) {
        routes = [
            RouteTable.lane(.one),
            RouteTable.lane(.batch),

            Route(
                .get, "/v1/decisions", queries: ["limit", "action", "account", "before"],
                .needs(.decisionsRead), audited: "decision.list",
                read.decisions),
            Route(
                .get, "/v1/decisions/{id}", .needs(.decisionsRead), audited: "decision.look",
                read.decision),
            Route(
                .get, "/v1/accounts", queries: ["limit"], .needs(.decisionsRead),
                audited: "account.list", read.accounts),
            Route(
                .get, "/v1/dead-letters", queries: ["limit"], .needs(.decisionsRead),
                audited: "dead_letter.list",
                read.deadLetters),

            Route(.get, "/healthz", .open, watch.health),
            Route(.get, "/readyz", .open, watch.readiness),
            Route(.get, "/metrics", .needs(.metricsRead), watch.metrics),
            Route(.get, "/openapi.json", .known, watch.openAPI),

            Route(.get, "/v1/watch", .needs(.modelsRead), watched.watch),

            Route(
                .get, "/v1/deliveries", queries: ["limit", "endpoint", "state", "kind", "before"],
                .needs(.deliveriesRead), audited: "delivery.list",
                deliveries.deliveries),
            Route(
                .get, "/v1/deliveries/{id}", .needs(.deliveriesRead), audited: "delivery.look",
                deliveries.delivery),
            Route(
                .post, "/v1/deliveries/{id}/replay", .needs(.deliveriesReplay),
                audited: "delivery.replay", deliveries.replayOne
            ),
            Route(
                .post, "/v1/deliveries/replay", .needs(.deliveriesReplay),
                audited: "delivery.replay_many", deliveries.replayMany),
        ]
        routes += RouteTable.ringed(rings) + RouteTable.learned(labels, models)
        routes += RouteTable.verifying(verifications)
        routes += RouteTable.enforcing(enforcing) + RouteTable.policies(policies) + others
    }

    /// What detection found.
    private static func ringed(_ rings: RingRoutes) -> [Route] {
        [
            Route(.get, "/v1/rings", queries: ["limit"], .needs(.ringsRead), rings.rings),
            Route(.get, "/v1/rings/{id}", .needs(.ringsRead), audited: "ring.look", rings.ring),
            Route(
                .get, "/v1/accounts/{name}/verdict", .needs(.ringsRead), audited: "verdict.look",
                rings.verdict),
            Route(
                .get, "/v1/recipients", queries: ["limit"], .needs(.ringsRead),
                audited: "recipient.list", rings.recipients),
        ]
    }

    /// Labels, and models that learn from them.
    private static func learned(_ labels: LabelRoutes, _ models: ModelRoutes) -> [Route] {
        [
            Route(
                .post, "/v1/labels", .needs(.labelsWrite), audited: "label.record", labels.record),
            Route(
                .get, "/v1/labels", queries: ["limit", "after", "entity"], .needs(.labelsRead),
                audited: "label.list", labels.labels),
            Route(
                .get, "/v1/labels/withdrawn", queries: ["limit", "after"], .needs(.labelsRead),
                audited: "label.list", labels.withdrawn),
            Route(.get, "/v1/models", .needs(.modelsRead), models.models),
            Route(.get, "/v1/models/{name}", .needs(.modelsRead), models.model),
            Route(
                .post, "/v1/models/{name}/stage", .needs(.modelsRelease), audited: "model.stage",
                models.stage),
            Route(
                .post, "/v1/models/{name}/rollback", .needs(.modelsRelease),
                audited: "model.rollback", models.rollback),
        ]
    }

    /// What people are asked to prove.
    private static func verifying(_ verifications: VerificationRoutes) -> [Route] {
        [
            Route(
                .post, "/v1/verifications", .needs(.verificationsAsk), audited: "verification.ask",
                verifications.ask),
            Route(
                .get, "/v1/verifications", queries: ["limit", "account", "state"],
                .needs(.verificationsRead), audited: "verification.list",
                verifications.list),
            Route(
                .get, "/v1/verifications/{id}", .needs(.verificationsRead),
                audited: "verification.look", verifications.one),
            Route(
                .post, "/v1/vendors/{vendor}/callbacks", .open, verifications.callback),
        ]
    }

    /// Versions of the policy.
    private static func policies(_ policies: PolicyRoutes) -> [Route] {
        [
            Route(.get, "/v1/policies", .needs(.rulesRead), policies.policies),
            Route(
                .post, "/v1/policies", .needs(.rulesWrite), audited: "policy.register",
                policies.register),
            Route(
                .post, "/v1/policies/rollback", .needs(.rulesRelease), audited: "policy.rollback",
                policies.rollback),
            Route(
                .post, "/v1/policies/{id}/stage", .needs(.rulesRelease), audited: "policy.stage",
                policies.stage),
            Route(
                .post, "/v1/policies/proposals/{id}/approve", .needs(.rulesRelease), isSecond: true,
                audited: "policy.approve",
                policies.approve),
            Route(
                .post, "/v1/policies/proposals/{id}/refuse", .needs(.rulesRelease), isSecond: true,
                audited: "policy.refuse", policies.refuse),
        ]
    }

    /// Enforcements and appeals.
    private static func enforcing(_ routes: EnforcementRoutes) -> [Route] {
        let appeals = AppealRoutes(routes: routes)
        let listed = ["limit", "entity", "policy", "state", "scope", "before"]
        return [
            Route(
                .get, "/v1/enforcements", queries: listed, .needs(.enforcementsRead),
                audited: "enforcement.list", routes.list),
            Route(
                .post, "/v1/enforcements", .needs(.enforcementsOrder), audited: "enforcement.order",
                routes.order),
            Route(
                .post, "/v1/enforcements/undo", .needs(.enforcementsOrder),
                audited: "enforcement.undo", routes.undo),
            Route(
                .get, "/v1/enforcements/{id}", .needs(.enforcementsRead),
                audited: "enforcement.look", routes.one),
            Route(
                .post, "/v1/enforcements/{id}/reverse", .needs(.enforcementsOrder),
                audited: "enforcement.reverse", routes.reverse),
            Route(
                .post, "/v1/enforcements/{id}/approve", .needs(.enforcementsApprove),
                isSecond: true,
                audited: "enforcement.approve", routes.approve
            ),
            Route(
                .post, "/v1/enforcements/{id}/refuse", .needs(.enforcementsApprove), isSecond: true,
                audited: "enforcement.refuse", routes.refuse),
            Route(
                .get, "/v1/strikes", queries: ["account", "entity"], .needs(.enforcementsRead),
                audited: "strike.look",
                routes.strikes),
            Route(
                .get, "/v1/appeals", queries: ["limit", "state", "enforcement"],
                .needs(.enforcementsRead), audited: "appeal.list", appeals.list),
            Route(.post, "/v1/appeals", .needs(.appealsSend), audited: "appeal.open", appeals.open),
            Route(
                .get, "/v1/appeals/rates", queries: ["by", "limit"], .needs(.enforcementsRead),
                appeals.rates),
            Route(
                .post, "/v1/appeals/{id}/decide", .needs(.appealsDecide), isSecond: true,
                audited: "appeal.decide",
                appeals.decide),
        ]
    }

    /// A route that the fast lane answers. Requests with a query come here, and are refused.
    private static func lane(_ route: DecideRoute) -> Route {
        Route(.post, route.path, .needs(.eventsSend)) { _ in
            throw Fault(.invalid, "There are no query parameters here.", fix: "Send none.")
        }
    }

    /// What the table says of a request.
    enum Match {
        case found(Route, parameters: [String: String])
        /// The path is known, with other methods.
        case otherMethods([HTTPRequest.Method])
        case none
    }

    /// HEAD is answered wherever GET is.
    func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
        let segments = path.split(separator: "/")
        let method = method == .head ? .get : method
        var others: [HTTPRequest.Method] = []
        for route in routes {
            guard let parameters = route.parameters(of: segments) else { continue }
            if route.method == method { return .found(route, parameters: parameters) }
            others.append(route.method)
            if route.method == .get { others.append(.head) }
        }
        return others.isEmpty ? .none : .otherMethods(others)
    }
}
