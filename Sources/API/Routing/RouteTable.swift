import HTTPTypes
import Vocabulary

/// All routes there are; the OpenAPI document is tested against this table.
struct RouteTable: Sendable {
    private(set) var routes: [Route]

    init(
        read: ReadRoutes, rings: RingRoutes, labels: LabelRoutes, models: ModelRoutes,
        policies: PolicyRoutes,
        watch: WatchRoutes, watched: ModelWatchRoutes, pages: PageRoutes,
        verifications: VerificationRoutes,
        enforcing: EnforcementRoutes, deliveries: DeliveryRoutes
    ) {
        routes = [
            RouteTable.lane(.one),
            RouteTable.lane(.batch),

            Route(
                .get, "/v1/decisions", queries: ["limit", "action", "account", "before"],
                read.decisions),
            Route(.get, "/v1/decisions/{id}", read.decision),
            Route(.get, "/v1/accounts", queries: ["limit"], read.accounts),
            Route(.get, "/v1/dead-letters", queries: ["limit"], read.deadLetters),

            Route(.get, "/v1/rings", queries: ["limit"], rings.rings),
            Route(.get, "/v1/rings/{id}", rings.ring),
            Route(.get, "/v1/accounts/{name}/verdict", rings.verdict),
            Route(.get, "/v1/recipients", queries: ["limit"], rings.recipients),

            Route(.post, "/v1/labels", labels.record),
            Route(.get, "/v1/labels", queries: ["limit", "after"], labels.labels),
            Route(.get, "/v1/models", models.models),
            Route(.get, "/v1/models/{name}", models.model),
            Route(.post, "/v1/models/{name}/stage", models.stage),
            Route(.post, "/v1/models/{name}/rollback", models.rollback),

            Route(.post, "/v1/verifications", verifications.ask),
            Route(
                .get, "/v1/verifications", queries: ["limit", "account", "state"],
                verifications.list),
            Route(.get, "/v1/verifications/{id}", verifications.one),
            Route(
                .post, "/v1/vendors/{vendor}/callbacks", isOpen: true, verifications.callback),

            Route(.get, "/healthz", isOpen: true, watch.health),
            Route(.get, "/readyz", isOpen: true, watch.readiness),
            Route(.get, "/metrics", watch.metrics),
            Route(.get, "/openapi.json", watch.openAPI),

            Route(.get, "/", queries: ["action", "account", "before"], pages.recent),
            Route(.get, "/decisions/{id}", pages.decision),
            Route(.get, "/rings", pages.rings),
            Route(.get, "/rings/{id}", pages.ring),
            Route(.get, "/models", pages.models),
            Route(.get, "/policies", pages.policies),
            Route(.get, "/models/{name}", queries: ["version"], pages.model),

            Route(.get, "/v1/watch", watched.watch),
            Route(.get, "/watch", watched.page),

            Route(
                .get, "/v1/deliveries", queries: ["limit", "endpoint", "state", "kind", "before"],
                deliveries.deliveries),
            Route(.get, "/v1/deliveries/{id}", deliveries.delivery),
            Route(.post, "/v1/deliveries/{id}/replay", deliveries.replayOne),
            Route(.post, "/v1/deliveries/replay", deliveries.replayMany),
            Route(.get, "/deliveries", deliveries.page),
        ]
        routes += RouteTable.enforcing(enforcing) + RouteTable.policies(policies)
    }

    /// Versions of the policy.
    private static func policies(_ policies: PolicyRoutes) -> [Route] {
        [
            Route(.get, "/v1/policies", policies.policies),
            Route(.post, "/v1/policies", policies.register),
            Route(.post, "/v1/policies/rollback", policies.rollback),
            Route(.post, "/v1/policies/{id}/stage", policies.stage),
            Route(.post, "/v1/policies/proposals/{id}/approve", policies.approve),
            Route(.post, "/v1/policies/proposals/{id}/refuse", policies.refuse),
        ]
    }

    /// Enforcements and appeals.
    private static func enforcing(_ routes: EnforcementRoutes) -> [Route] {
        let appeals = AppealRoutes(routes: routes)
        let pages = EnforcementPages(routes: routes)
        let listed = ["limit", "entity", "policy", "state", "scope", "before"]
        return [
            Route(.get, "/v1/enforcements", queries: listed, routes.list),
            Route(.post, "/v1/enforcements", routes.order),
            Route(.post, "/v1/enforcements/undo", routes.undo),
            Route(.get, "/v1/enforcements/{id}", routes.one),
            Route(.post, "/v1/enforcements/{id}/reverse", routes.reverse),
            Route(.post, "/v1/enforcements/{id}/approve", routes.approve),
            Route(.post, "/v1/enforcements/{id}/refuse", routes.refuse),
            Route(.get, "/v1/strikes", queries: ["account", "entity"], routes.strikes),
            Route(.get, "/v1/appeals", queries: ["limit", "state", "enforcement"], appeals.list),
            Route(.post, "/v1/appeals", appeals.open),
            Route(.get, "/v1/appeals/rates", queries: ["by", "limit"], appeals.rates),
            Route(.post, "/v1/appeals/{id}/decide", appeals.decide),
            Route(.get, "/enforcements", queries: listed, pages.list),
            Route(.get, "/enforcements/{kind}/{name}", pages.entity),
        ]
    }

    /// A route that the fast lane answers. Requests with a query come here, and are refused.
    private static func lane(_ route: DecideRoute) -> Route {
        Route(.post, route.path) { _ in
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
