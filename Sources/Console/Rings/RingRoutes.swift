import API
import Cases
import Enforcements
import Hummingbird
import Packs
import Pipeline
import Vocabulary

/// *Rings*: who acts as one, who profits, and what can be done about all of them at once.
struct RingRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        [
            Route(
                .get, "/rings", queries: ["action"], .needs(.ringsRead), audited: "rings.list", list
            ),
            Route(
                .get, "/rings/{id}", queries: ["page", "role"], .needs(.ringsRead),
                audited: "ring.read", one),
            Route(
                .get, "/rings/{id}/graph.json", .needs(.ringsRead), audited: "ring.read", graph),
            Route(
                .get, "/rings/{id}/near.json", queries: ["kind", "name"], .needs(.ringsRead),
                audited: "ring.expand", near),
            Route(
                .post, "/rings/look", .needs(.enforcementsOrder), audited: "rings.look",
                takesForm: true, look),
            Route(.get, "/rings/{id}/acts", .needs(.ringsRead), audited: "ring.read", acts),
            Route(
                .get, "/rings/{id}/acts.json", .needs(.ringsRead), audited: "ring.read", actsJSON),
        ]
    }

    /// `GET /rings`.
    private func list(_ call: Call) async throws -> Response {
        let masking = Masking(for: call.caller)
        let action = call.queries["action"].flatMap { $0.isEmpty ? nil : $0 }
        let content = try await ReadingThreads.run {
            try RingsContent(parts, action: action, masking, call)
        }
        return try parts.shell.page(
            Shell.Page(
                "Rings", at: .rings, template: "rings/rings", content: content, modules: ["rings"]),
            for: call)
    }

    /// `POST /rings/look`: detection looks now instead of later.
    private func look(_ call: Call) async throws -> Response {
        guard let look = parts.detection() else {
            throw Fault(
                .unsupported, "No detection runs beside this service.",
                fix: "Start it with --detect-every, such as 1h.")
        }
        if look.isRunning { return Shell.go(to: "/rings", notice: "It is looking already.") }
        look.begin()
        return Shell.go(
            to: "/rings", notice: "It looks now. Reload in a moment to see what it found.")
    }

    /// `GET /rings/{id}`. Read and drawn beside the event loops: a large ring takes a while.
    private func one(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let content = try await ReadingThreads.run {
            try RingContent(try KnownRing.read(id, parts.store), parts, call)
        }
        return try parts.shell.page(
            Shell.Page(
                id, at: .rings, template: "rings/ring", content: content, modules: ["ring"],
                vendors: ["d3"]), for: call)
    }

    /// `GET /rings/{id}/graph.json`: what the force graph draws.
    private func graph(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let masking = Masking(for: call.caller)
        return .json(
            try await ReadingThreads.run {
                let ring = try KnownRing.read(id, parts.store).document
                let measures = try parts.store.readingEnforcements {
                    try RingNetwork.measures(of: ring.members, in: $0)
                }
                return try ViewJSON.of(RingNetwork(ring, measures: measures, masking))
            })
    }

    /// `GET /rings/{id}/near.json`: what else an account has, or who else has a value.
    private func near(_ call: Call) async throws -> Response {
        guard let kind = call.queries["kind"], let name = call.queries["name"], !name.isEmpty else {
            throw Fault(
                .invalid, "Nobody is named to look around of.",
                fix: "Send `kind` and `name`, such as kind=account&name=u1.")
        }
        let masking = Masking(for: call.caller)
        guard !masking.isHiding else {
            throw Fault(
                .forbidden, "Who is near somebody is personal data.",
                fix: "Ask an admin for personal.read.")
        }
        let pack = parts.pack()
        let store = parts.store
        return .json(
            try await ReadingThreads.run {
                try ViewJSON.of(RingNeighbours(kind: kind, name: name, store, pack))
            })
    }

    /// `GET /rings/{id}/acts`: who acted when, as a strip and in words.
    private func acts(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let (masking, now) = (Masking(for: call.caller), parts.now())
        let content = try await ReadingThreads.run {
            let ring = try KnownRing.read(id, parts.store).document
            return RingActsContent(
                try RingActs(ring, parts.store, parts.pack()), of: id, masking, now: now)
        }
        return try parts.shell.page(
            Shell.Page(
                "\(id): who acted when", at: .rings, template: "rings/ring-acts", content: content),
            for: call)
    }

    private func actsJSON(_ call: Call) async throws -> Response {
        let id = try call.place("id")
        let masking = Masking(for: call.caller)
        return .json(
            try await ReadingThreads.run {
                let ring = try KnownRing.read(id, parts.store).document
                return try ViewJSON.of(
                    RingActs(ring, parts.store, parts.pack()).masked(by: masking))
            })
    }
}

extension RingDocument {
    /// The ring with the names of people as somebody may see them. O(members + links).
    func masked(by masking: Masking) -> RingDocument {
        guard masking.isHiding else { return self }
        var masked = self
        for place in members.indices {
            masked.members[place].account = masking.name(members[place].account)
        }
        func end(_ text: String) -> String {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0] != "payee", parts[0] != "artist" else { return text }
            return "\(parts[0]):\(masking.name(String(parts[1])))"
        }
        for place in links.indices {
            masked.links[place].from = end(links[place].from)
            masked.links[place].to = end(links[place].to)
        }
        return masked
    }
}

extension RingDocument.Member {
    /// Whether it is somebody's own account: another got into it, or most of its plays are its own.
    /// Such members are set apart, and no order is against them unless somebody says so.
    var hasOwnLife: Bool { role == "hijacked" || artificial * 2 < plays }
}
