import API
import Cases
import Hummingbird
import Packs
import Vocabulary

/// One queue: its cases, the most at stake first, with what they are told apart by in the URL.
struct QueueRoutes: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    private static let queries = ["state", "assignee", "origin", "order", "offset", "closed"]
    static let pageSize = 50

    var routes: [Route] {
        [
            Route(
                .get, "/queues/{name}", queries: QueueRoutes.queries, .needs(.casesRead),
                audited: "queue.read", page)
        ] + QueueBulk(parts: parts).routes
    }

    private struct Person {
        let name: String
        let held: String
        let isAway: Bool
    }

    private struct Content {
        let queue: QueuesRoutes.Line
        let cases: [CaseLine]
        let hasCases: Bool
        let pager: Pager?
        let states: [CaseForms.Choice]
        let origins: [CaseForms.Choice]
        let orders: [CaseForms.Choice]
        let assignees: [CaseForms.Choice]
        let people: [Person]
        let hasPeople: Bool
        let staff: [CaseForms.Choice]
        let snoozes: [CaseForms.Choice]
        let path: String
        let token: String
        let mayWork: Bool
        let mayLead: Bool
        let isFiltered: Bool
        let closed: CaseContent.Closed?
        let promise: String
    }

    /// What was read of the queue, for the page.
    private struct Reading: Sendable {
        var cases: [(one: Case, clock: ClockState)]
        var load: QueueLoad
        var staff: [(member: StaffMember, held: Int)]
        /// Who may work cases and is not on the staff.
        var others: [String]
        var closed: Case?
    }

    private func page(_ call: Call) async throws -> Response {
        let (definition, now) = (try work.definition, parts.now())
        let name = try call.place("name")
        guard let queue = definition.queue(name) else {
            throw Fault(
                .notFound, "There is no queue \(name.prefix(80)).",
                fix: "There are \(definition.queues.map(\.name).joined(separator: ", ")).")
        }
        let asked = try QueueFilter(call, me: try CaseWork.name(of: call.caller))
        var filter = asked.filter
        (filter.queue, filter.limit) = (name, QueueRoutes.pageSize + 1)
        let closed = call.queries["closed"]
        let reading = try await work.reading { [filter] in
            try QueueRoutes.read(filter, closed: closed, $0)
        }
        let content = content(queue, reading, asked, call, now: now)
        return try parts.shell.page(
            Shell.Page(
                queue.name, at: .queues, template: "cases/queue", content: content,
                modules: ["queue"]),
            for: call)
    }

    private static func read(
        _ filter: CaseFilter, closed: String?, _ desk: CaseDesk
    ) throws -> Reading {
        let tables = desk.tables
        let name = filter.queue ?? ""
        let load = try tables.loads(at: desk.clock).first { $0.queue == name }
        let skills = Set(desk.definition.queue(name)?.skills ?? [])
        let staff = try tables.staff().filter { $0.skills.isSuperset(of: skills) }.prefix(staffMax)
        return Reading(
            cases: try tables.cases(filter).map { ($0, desk.clock(of: $0)) },
            load: load ?? QueueLoad(queue: name),
            staff: try staff.map { ($0, try tables.heldCount(by: $0.name)) },
            others: try QueueRoutes.others(than: tables.staff(), tables),
            closed: try closed.flatMap { try tables.case(id: $0) })
    }

    private static func others(
        than staff: [StaffMember], _ tables: any CaseTables
    ) throws -> [String] {
        let known = Set(staff.map { PersonName.key($0.name) })
        let others = try tables.colleagues().filter {
            $0.permissions.contains(.casesWork) && !known.contains(PersonName.key($0.name))
        }
        return others.prefix(staffMax).map(\.name)
    }

    /// People whose load a page shows.
    private static let staffMax = 50

    private func content(
        _ queue: QueueDefinition, _ reading: Reading, _ asked: QueueFilter, _ call: Call,
        now: Int64
    ) -> Content {
        let caller = call.caller
        let masks = Masks(for: caller, schema: parts.pack().schema)
        let path = "/queues/\(Query.escaped(queue.name))"
        let address = Address(
            path, keeping: ["state", "assignee", "origin", "order"], of: call.queries)
        let shown = reading.cases.prefix(QueueRoutes.pageSize)
        return Content(
            queue: QueuesRoutes.line(
                queue, reading.load, reading.staff.map(\.member), unit: work.unit),
            cases: shown.map {
                CaseLine($0.one, clock: $0.clock, masks: masks, unit: work.unit, now: now)
            },
            hasCases: !shown.isEmpty,
            pager: Pager(
                address, offset: asked.filter.offset, shown: shown.count,
                pageSize: QueueRoutes.pageSize, more: reading.cases.count > shown.count,
                offsetMax: CaseFilter.offsetMax),
            states: asked.states, origins: asked.origins, orders: asked.orders,
            assignees: asked.assignees(reading.staff.map(\.member.name)),
            people: reading.staff.map { member, held in
                let most = member.heldMax > 0 ? member.heldMax : queue.heldMax
                return Person(
                    name: member.name, held: most > 0 ? "\(held) of \(most)" : "\(held)",
                    isAway: member.isAway)
            },
            hasPeople: !reading.staff.isEmpty,
            staff: (reading.staff.filter { !$0.member.isAway }.map(\.member.name)
                + reading.others).map { CaseForms.Choice($0, $0) },
            snoozes: [
                CaseForms.Choice("4h", "4 hours"), CaseForms.Choice("1d", "1 day", isChosen: true),
                CaseForms.Choice("7d", "7 days"),
            ], path: path, token: caller.formToken, mayWork: caller.may(.casesWork),
            mayLead: caller.may(.casesLead), isFiltered: asked.isFiltered,
            closed: reading.closed.map { CaseContent.ended($0, token: caller.formToken) },
            promise: "First touch within \(Moment.span(queue.firstTouch)), closed within "
                + Moment.span(queue.close)
                + (queue.calendar == "always" ? "" : " of \(queue.calendar) hours"))
    }
}

/// Which cases of a queue a URL asks for.
struct QueueFilter: Sendable {
    private(set) var filter = CaseFilter(limit: QueueRoutes.pageSize)
    private let state: String
    private let assignee: String
    private let origin: String
    let isFiltered: Bool

    /// - Throws: ``Fault`` `invalid` for a value that is none of those there are.
    init(_ call: Call, me: String) throws {
        let asked = call.queries.filter { !$0.value.isEmpty }
        (state, assignee) = (asked["state"] ?? "active", asked["assignee"] ?? "")
        origin = asked["origin"] ?? ""
        switch state {
        case "active": filter.states = [.open, .assigned, .approving]
        case "all": filter.states = []
        default: filter.states = [try QueueFilter.one(Case.State.self, "state", state)]
        }
        if assignee == "nobody" {
            filter.states = [.open]
        } else if !assignee.isEmpty {
            filter.assignee = assignee == "me" ? me : assignee
        }
        if !origin.isEmpty {
            filter.origin = try QueueFilter.one(CaseOrigin.self, "origin", origin)
        }
        if let order = asked["order"] {
            filter.order = try QueueFilter.one(CaseFilter.Order.self, "order", order)
        }
        if let offset = asked["offset"] {
            guard let number = Int(offset), (0...CaseFilter.offsetMax).contains(number) else {
                throw Fault(
                    .invalid, "`offset` is `\(offset.prefix(20))`.",
                    fix: "Use a number up to \(CaseFilter.offsetMax).")
            }
            filter.offset = number
        }
        isFiltered = !asked.filter { $0.key != "closed" && $0.key != "order" }.isEmpty
    }

    private static func one<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type, _ name: String, _ text: String
    ) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text) else {
            throw Fault(
                .invalid, "`\(name)` is `\(text.prefix(40))`.",
                fix: "Use one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return value
    }

    var states: [CaseForms.Choice] {
        let all =
            [("active", "not over"), ("all", "all")]
            + Case.State.allCases.map { ($0.rawValue, $0.rawValue) }
        return all.map { CaseForms.Choice($0.0, $0.1, isChosen: $0.0 == state) }
    }

    var origins: [CaseForms.Choice] {
        [CaseForms.Choice("", "any", isChosen: origin.isEmpty)]
            + CaseOrigin.allCases.map {
                CaseForms.Choice($0.rawValue, $0.rawValue, isChosen: $0.rawValue == origin)
            }
    }

    var orders: [CaseForms.Choice] {
        [(CaseFilter.Order.loss, "most at stake"), (.due, "due first"), (.latest, "latest")].map {
            CaseForms.Choice($0.0.rawValue, $0.1, isChosen: $0.0 == filter.order)
        }
    }

    func assignees(_ names: [String]) -> [CaseForms.Choice] {
        let all = [("", "anybody"), ("me", "me"), ("nobody", "nobody")] + names.map { ($0, $0) }
        return all.map { CaseForms.Choice($0.0, $0.1, isChosen: $0.0 == assignee) }
    }
}
