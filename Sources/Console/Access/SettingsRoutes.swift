import API
import Access
import Cases
import Foundation
import Hummingbird
import Packs
import Pipeline
import Rules
import Vocabulary

/// *Settings*: people, what roles may, keys of programs, and what runs here.
struct SettingsRoutes: Sendable {
    let parts: ConsoleParts
    let access: AccessParts

    var desk: AccessDesk { access.desk }

    var routes: [Route] {
        func post(
            _ path: String, _ audited: String, on page: Route,
            _ handler: @escaping Route.Handler
        ) -> Route {
            Route(
                .post, path, .needs(.peopleManage), audited: audited, tellsItself: true,
                takesForm: true
            ) { call in
                // Such as `person=ana`, of `person.add`.
                let name = call.form["name"]
                if !name.isEmpty {
                    call.note.subject(String(audited.prefix { $0 != "." }), name)
                }
                return try await handler(call)
            }.answered(on: page)
        }
        let people = Route(.get, "/settings", .needs(.peopleManage), people)
        let roles = Route(.get, "/settings/roles", .needs(.peopleManage), roles)
        let keys = Route(.get, "/settings/keys", .needs(.peopleManage), keys)
        return [
            people, roles, keys,
            Route(.get, "/settings/about", .needs(.peopleManage), about),
            post("/settings/people/add", "person.add", on: people, add),
            post("/settings/people/roles", "person.roles", on: people, setRoles),
            post("/settings/people/lock", "person.lock", on: people, lock),
            post("/settings/people/reset", "person.reset", on: people, reset),
            post("/settings/people/remove", "person.remove", on: people, remove),
            post("/settings/roles", "matrix.set", on: roles, setGrants),
            post("/settings/keys/add", "key.add", on: keys, addKey),
            post("/settings/keys/revoke", "key.revoke", on: keys, revoke),
        ]
    }

    func page(
        _ title: String, _ template: String, _ content: Any, _ call: Call
    ) throws -> Response {
        try parts.shell.page(
            Shell.Page(
                title, at: .settings, template: template, content: content, modules: ["settings"]),
            for: call)
    }

    // MARK: - People

    struct Choice {
        let value: String
        let isOn: Bool
    }

    private struct PeopleContent {
        let token: String
        let people: [One]
        let count: String
        let choices: [Choice]
        /// A link that was just made, and whose it is.
        let link: String?
        let linkOf: String
        let linkAge: String
        let isFirst: Bool
        let hasPeople: Bool
        /// Known by now, to choose from.
        let parties: [String]

        struct One {
            let name: String
            let roles: String
            let partner: String?
            let way: String
            let isLocked: Bool
            let signedIn: Moment?
            let choices: [Choice]
            let token: String
            let wantedLock: String
            /// Whether a new link takes a password away.
            let hasPassword: Bool
            /// Whether a link means anything to them.
            let mayReset: Bool
        }
    }

    private func people(_ call: Call) async throws -> Response { try await people(call, link: nil) }

    private func people(
        _ call: Call, link: (name: String, token: String)?
    ) async throws -> Response {
        let (people, parties) = try await ReadingThreads.run {
            (try desk.people(), try knownParties())
        }
        let time = parts.now()
        let content = PeopleContent(
            token: call.caller.formToken,
            people: people.map { person in
                PeopleContent.One(
                    name: person.name,
                    roles: person.roles.map(\.rawValue).sorted().joined(separator: ", "),
                    partner: person.partner.isEmpty ? nil : person.partner,
                    way: SettingsRoutes.way(person), isLocked: person.isLocked,
                    signedIn: person.signedInAt == 0
                        ? nil : Moment(person.signedInAt, now: time),
                    choices: SettingsRoutes.choices(person.roles), token: call.caller.formToken,
                    wantedLock: person.isLocked ? "no" : "yes", hasPassword: person.hasPassword,
                    mayReset: person.issuer.isEmpty)
            }, count: Counted.words(people.count, "person", "people"),
            // None is chosen: whoever adds somebody says what they are.
            choices: SettingsRoutes.choices(people.isEmpty ? [.admin] : []),
            link: link.map { address(call) + "/setup?token=" + $0.token },
            linkOf: link?.name ?? "", linkAge: Moment.span(desk.settings.inviteAge),
            isFirst: people.isEmpty, hasPeople: !people.isEmpty, parties: parties)
        return try page("Settings", "access/settings", content, call)
    }

    /// Parties that people or keys belong to, or that reported something. It blocks.
    func knownParties() throws -> [String] {
        let reporting = try parts.store.readingCases {
            try $0.reportingParties(limit: ReportPageRoutes.partiesMax)
        }
        let known = try desk.people().map(\.partner) + desk.keys().map(\.partner) + reporting
        return Array(
            Set(known.filter { !$0.isEmpty }).sorted().prefix(ReportPageRoutes.partiesMax))
    }

    private static func way(_ person: Person) -> String {
        if !person.issuer.isEmpty { return "provider" }
        if !person.hasPassword { return "none yet" }
        return person.hasSecondFactor ? "password and code" : "password"
    }

    private static func choices(_ roles: Set<PersonRole>) -> [Choice] {
        PersonRole.allCases.map { Choice(value: $0.rawValue, isOn: roles.contains($0)) }
    }

    /// How people reach the server, before a path.
    private func address(_ call: Call) -> String {
        if let address = access.publicURL {
            return address.hasSuffix("/") ? String(address.dropLast()) : address
        }
        return "http://" + (call.request.head.authority ?? "127.0.0.1")
    }

    private func roles(of call: Call) throws(Fault) -> Set<PersonRole> {
        var roles: Set<PersonRole> = []
        for name in call.form.all("role") {
            guard let role = PersonRole(rawValue: name) else {
                throw Fault(.invalid, "There is no role `\(name.prefix(40))`.")
            }
            roles.insert(role)
        }
        return roles
    }

    private func add(_ call: Call) async throws -> Response {
        let (roles, partner) = (try roles(of: call), call.form["partner"])
        let (name, caller) = (try AccessName.checked(call.form["name"]), call.caller)
        let token = try await ReadingThreads.run { [desk] in
            try desk.add(person: name, roles: roles, partner: partner, by: caller)
            return try desk.reset(person: name, by: caller)
        }
        // Who set up the first person is nobody any more: they go on by the link.
        guard caller.kind != .machine else { return Shell.go(to: "/setup?token=\(token)") }
        return try await people(call, link: (name, token))
    }

    private func setRoles(_ call: Call) async throws -> Response {
        let (roles, partner) = (try roles(of: call), call.form["partner"])
        let (name, caller) = (call.form["name"], call.caller)
        try await ReadingThreads.run { [desk] in
            try desk.setRoles(roles, partner: partner, of: name, by: caller)
        }
        return Shell.go(to: "/settings", notice: "\(name) has other roles now.")
    }

    private func lock(_ call: Call) async throws -> Response {
        let (name, caller, isLocked) = (call.form["name"], call.caller, call.form["lock"] == "yes")
        try await ReadingThreads.run { [desk] in
            try desk.setLocked(isLocked, of: name, by: caller)
        }
        return Shell.go(
            to: "/settings", notice: isLocked ? "\(name) is locked out." : "\(name) may sign in.")
    }

    private func reset(_ call: Call) async throws -> Response {
        let (name, caller) = (call.form["name"], call.caller)
        let token = try await ReadingThreads.run { [desk] in
            try desk.reset(person: name, by: caller)
        }
        return try await people(call, link: (name, token))
    }

    private func remove(_ call: Call) async throws -> Response {
        let (name, caller) = (call.form["name"], call.caller)
        try await ReadingThreads.run { [desk] in try desk.remove(person: name, by: caller) }
        return Shell.go(to: "/settings", notice: "\(name) is gone.")
    }

    // MARK: - What runs here

    private struct AboutContent {
        let facts: [Fact]

        struct Fact {
            let name: String
            let value: String
        }
    }

    private func about(_ call: Call) async throws -> Response {
        let (pack, settings) = (parts.pack(), desk.settings)
        let events = try await ReadingThreads.run { try parts.store.lastSequence() }
        let scrypt = settings.scrypt
        let facts = [
            ("Version", Evaluator.engineVersion), ("Pack", "\(pack.name) \(pack.version)"),
            ("Rules", "\(pack.rules.rules.count)"), ("Store", access.store),
            ("Events in the log", Counted.grouped(Int(events))),
            ("Reached at", access.publicURL ?? "this machine, or the address it listens at"),
            ("Provider", access.provider?.settings.issuer ?? "none"),
            (
                "A session ends after",
                Moment.span(settings.sessionIdle) + " unused, or "
                    + Moment.span(settings.sessionAge)
            ),
            (
                "Passwords",
                "\(PasswordRules.charactersMin) characters and more, not a common one; "
                    + "scrypt 2^\(scrypt.costLog2), \(scrypt.blockSize), \(scrypt.parallelism)"
            ),
            (
                "After failures",
                "\(settings.throttle.accountFree) of an account or, where it is known, "
                    + "\(settings.throttle.addressFree) from an address, waits double from "
                    + "\(Moment.span(settings.throttle.first)) to "
                    + Moment.span(settings.throttle.longest)
            ),
            ("Keys of the command line", "\(desk.book.fileKeyNames.count)"),
        ].map { AboutContent.Fact(name: $0.0, value: $0.1) }
        return try page("About", "access/settings-about", AboutContent(facts: facts), call)
    }
}
