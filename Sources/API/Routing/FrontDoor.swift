import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import Toolbox
import Vocabulary

/// Takes every request: who asks, which route, and a problem for all that goes wrong.
struct FrontDoor: HTTPResponder {
    let table: RouteTable
    let keeper: Doorkeeper
    let problems: ProblemWriter

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var response: Response
        do {
            response = try await answer(request, context.logger)
        } catch let error as HTTPParserError {
            // Hummingbird answers it and closes the connection.
            throw error
        } catch {
            response = problems.response(to: error, at: request.uri.path, context.logger)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ logger: Logger) async throws -> Response {
        let match = table.match(request.method, request.uri.path)
        if case .found(let route, _) = match, route.isOpen {
        } else {
            try keeper.admit(
                authority: request.head.authority,
                authorization: request.headers[.authorization])
        }
        switch match {
        case .found(let route, let parameters):
            let call = Call(
                request: request, parameters: parameters,
                queries: try queries(of: request, for: route), logger: logger)
            return try await route.handler(call)
        case .otherMethods(let methods): throw Problem.methodNotAllowed(request.method, methods)
        case .none:
            throw Fault(
                .notFound, "There is nothing at \(request.uri.path.prefix(200)).",
                fix: "See /openapi.json for what there is.")
        }
    }

    private func queries(of request: Request, for route: Route) throws -> [String: String] {
        var queries: [String: String] = [:]
        for (key, value) in request.uri.queryParameters {
            let name = String(key)
            guard route.queries.contains(name) else {
                let nearest = EditDistance.suggestion(for: name, among: route.queries)
                let known = route.queries.joined(separator: ", ")
                throw Fault(
                    .invalid, "There is no query parameter `\(name.prefix(80))` here.",
                    fix: nearest.map { "Did you mean \($0)?" }
                        ?? (known.isEmpty ? "Send none." : "There are \(known)."))
            }
            queries[name] = String(value)
        }
        return queries
    }
}
