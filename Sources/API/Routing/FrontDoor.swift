import Access
package import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Toolbox
import Vocabulary

/// Takes every request: who asks, which route, and a problem for all that goes wrong.
struct FrontDoor: HTTPResponder {
    let table: RouteTable
    let keeper: any Gatekeeper
    let problems: ProblemWriter
    /// Shows problems to who looks at pages; nil where there are none.
    let pages: (any ProblemPages)?
    /// Nil where nothing keeps a log.
    let audit: DoorAudit?
    let origins: SameOrigin
    let clients: ClientAddress
    /// Whether browsers are told to come by https alone.
    let isSecure: Bool

    func respond(to request: Request, context: DoorContext) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await answer(request, context)
        } catch let error as HTTPParserError {
            // Hummingbird answers it and closes the connection.
            throw error
        } catch {
            response = await told(error, to: request, context)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        ServerTiming.mark(&response, ContinuousClock.now - start)
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// A problem, as a page where a page was asked for; the way in for who is not signed in; the
    /// page of the form for who typed or loaded anew the address that a form left them at.
    private func told(
        _ error: any Error, to request: Request, _ context: DoorContext
    ) async -> Response {
        let logger = context.logger
        let problem = problems.problem(for: error, at: request.uri.path, logger)
        guard request.wantsPage, let pages else {
            return problem.response(instance: request.uri.path)
        }
        let caller = (try? await keeper.caller(Credentials(request))) ?? .nobody
        let isLook = request.method == .get || request.method == .head
        if isLook, problem.status.kind == .clientError,
            ![.unauthorized, .forbidden].contains(problem.status),
            let page = table.page(ofFormAt: request.uri.path)
        {
            return Response(status: .seeOther, headers: [.location: page])
        }
        if isLook, problem.status == .unauthorized {
            let entrance = await keeper.entrance()
            return Response(
                status: .seeOther,
                headers: [.location: entrance + "?to=" + Query.escaped(request.uri.string)])
        }
        let call = Call(
            request: request, parameters: [:], queries: [:], caller: caller, form: Form(),
            logger: logger, address: address(request, context))
        return pages.response(
            ProblemWords(
                status: problem.status, title: problem.title, detail: problem.detail,
                fix: problem.members.first { $0.name == "fix" }?.value ?? ""),
            for: call) ?? problem.response(instance: request.uri.path)
    }

    private func answer(_ request: Request, _ context: DoorContext) async throws -> Response {
        if request.method != .get, request.method != .head {
            try origins.check(
                origin: request.headers[.origin], site: request.headers[.fetchSite],
                called: request.head.authority)
        }
        let match = table.match(request.method, request.uri.path)
        if case .found(let route, _) = match, route.door == .open, !route.takesForm {
            return try await answer(request, match, .nobody, context)
        }
        let caller: Caller
        do {
            caller = try await keeper.caller(Credentials(request))
        } catch let fault as Fault {
            try await audit?.refused(.nobody, request, by: nil, because: fault)
            throw fault
        }
        return try await answer(request, match, caller, context)
    }

    private func answer(
        _ request: Request, _ match: RouteTable.Match, _ caller: Caller, _ context: DoorContext
    ) async throws -> Response {
        switch match {
        case .found(let route, let parameters):
            let form: Form
            do {
                try admit(caller, by: route)
                form = route.takesForm ? try await self.form(of: request) : Form()
                if !route.takesFiles { try check(form, of: request, caller) }
            } catch let fault as Fault {
                try await audit?.refused(caller, request, by: route, because: fault)
                throw fault
            }
            let call = Call(
                request: request, parameters: parameters,
                queries: try queries(of: request, for: route), caller: caller, form: form,
                logger: context.logger, address: address(request, context))
            guard let audit else { return try await route.handler(call) }
            return try await audit.answer(call, by: route)
        case .otherMethods(let methods): throw Problem.methodNotAllowed(request.method, methods)
        case .none:
            throw Fault(
                .notFound, "There is nothing at \(request.uri.path.prefix(200)).",
                fix: request.wantsPage
                    ? wayOn(from: request.uri.path) : "See /openapi.json for what there is.")
        }
    }

    private func address(_ request: Request, _ context: DoorContext) -> String {
        clients.address(
            peer: context.address, forwarded: request.headers[values: .forwardedFor])
    }

    /// What somebody may have meant who typed a path that leads nowhere.
    private func wayOn(from path: String) -> String {
        let pages = table.routes.filter {
            $0.method == .get && !$0.path.hasPrefix("/v1/") && !$0.path.contains("{")
        }.map(\.path)
        let near = EditDistance.suggestion(for: String(path.prefix(80)), among: pages)
        return (near.map { "Did you mean \($0)? " } ?? "")
            + "The pages stand at the left; Ctrl K finds accounts, cases and rings by name."
    }

    private func admit(_ caller: Caller, by route: Route) throws(Fault) {
        switch route.door {
        case .open: return
        case .known:
            guard caller.kind != .nobody else {
                throw Fault(.unauthorized, "Nobody is signed in.", fix: "Sign in.")
            }
        case .needs:
            guard caller.kind != .nobody else {
                throw Fault(
                    .unauthorized, "The request has no valid API key.",
                    fix: "Send `Authorization: Bearer KEY`, or sign in.")
            }
            for permission in route.asks where !caller.may(permission) {
                // A program of this machine that may a little without a key is nobody beyond it.
                guard caller.kind != .machine else {
                    throw Fault(
                        .unauthorized,
                        "Nobody is signed in, and the request has no key: there are people here, "
                            + "so this asks for \(permission.rawValue).",
                        fix: "Sign in at /sign-in, or send `Authorization: Bearer KEY`.")
                }
                throw Fault(
                    .forbidden,
                    "\(caller.name) may not do this: it asks for "
                        + "\(permission.rawValue).", fix: "Ask an admin for it.")
            }
            guard !route.isSecond || caller.kind != .key else {
                throw Fault(
                    .forbidden,
                    "\(caller.name) is a key, and two people are asked for: no key is one.",
                    fix: "Let somebody who had no part in it sign in, and decide it.")
            }
        }
    }

    /// What changes something shows by the session's token that a page of ours sent it: in a form's
    /// field, or in the field `x-assay-token`.
    private func check(_ form: Form, of request: Request, _ caller: Caller) throws(Fault) {
        guard request.method != .get, request.method != .head, !caller.formToken.isEmpty else {
            return
        }
        let given = request.headers[.formToken] ?? form["_token"]
        guard Secret.isSame(Array(given.utf8), Array(caller.formToken.utf8)) else {
            throw Fault(
                .forbidden, "The form is not of this session.", fix: "Load the page anew.")
        }
    }

    private func form(of request: Request) async throws -> Form {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: FrontDoor.formBytesMax)
        } catch is NIOTooManyBytesError {
            throw Fault(
                .tooLarge, "A form has at most \(FrontDoor.formBytesMax) bytes.",
                fix: "Send less at a time.")
        }
        return Form(encoded: String(buffer: body))
    }

    private static let formBytesMax = 1024 * 1024

    /// What stands behind the path's `?`: of a page as forms write it, a space as `+`; of `/v1` as
    /// RFC 3986 has it, where `+` is itself.
    private func queries(of request: Request, for route: Route) throws -> [String: String] {
        let isPage = !route.path.hasPrefix("/v1/")
        let form = Form(encoded: isPage ? request.uri.query ?? "" : "")
        let pairs =
            isPage
            ? form.names.map { ($0, form.text($0)) }
            : request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        var queries: [String: String] = [:]
        for (name, value) in pairs {
            guard route.queries.contains(name) else {
                let nearest = EditDistance.suggestion(for: name, among: route.queries)
                let known = route.queries.joined(separator: ", ")
                throw Fault(
                    .invalid, "There is no query parameter `\(name.prefix(80))` here.",
                    fix: nearest.map { "Did you mean \($0)?" }
                        ?? (known.isEmpty ? "Send none." : "There are \(known)."))
            }
            queries[name] = value
        }
        return queries
    }
}

extension Credentials {
    init(_ request: Request) {
        let cookies = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
        let name = Credentials.cookie + "="
        let session = cookies.lazy.map { $0.drop { $0 == " " } }.first { $0.hasPrefix(name) }
        self.init(
            session: session.map { String($0.dropFirst(name.count)) } ?? "",
            authorization: request.headers[.authorization], authority: request.head.authority,
            isBrowser: request.headers[.fetchSite] != nil || request.headers[.origin] != nil
                || !cookies.isEmpty,
            isForwarded: HTTPField.Name.forwarding.contains { request.headers[$0] != nil })
    }

    /// The name of the session's cookie.
    package static let cookie = "assay_session"
}

extension HTTPField.Name {
    static let fetchSite = Self("Sec-Fetch-Site")!
    static let forwardedFor = Self("X-Forwarded-For")!
    /// Carries the session's token of a form.
    package static let formToken = Self("X-Assay-Token")!
    /// What proxies add.
    static let forwarding = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].map { Self($0)! }
}

/// A request's own: also from where it came.
struct DoorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The other side's address, without its port; of a proxy where there is one.
    let address: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? ""
    }
}

/// What went wrong, for a page.
package struct ProblemWords: Sendable {
    package var status: HTTPResponse.Status
    package var title: String
    package var detail: String
    /// Empty for none.
    package var fix: String
}

/// Shows a problem as a page.
package protocol ProblemPages: Sendable {
    /// Nil where it cannot.
    func response(_ words: ProblemWords, for call: Call) -> Response?
}
