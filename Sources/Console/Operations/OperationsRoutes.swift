import API
import Cases
import HTTPTypes
import Hummingbird
import NIOCore
import Packs
import Vocabulary

/// *Operations*: load and clocks by queue, who is there, targets, pilots, figures by day.
struct OperationsRoutes: Sendable {
    let parts: ConsoleParts

    var routes: [Route] {
        let place = Door.needs(Place.operations.permission)
        let change = Door.needs(.operationsChange)
        let page = Route(.get, "/operations", queries: KpiRoutes.queries, place, page)
        return [
            page,
            Route(.get, "/operations/kpis.csv", queries: KpiRoutes.queries, place, csv),
            Route(
                .post, "/operations/staff", change, audited: "operations.staff", takesForm: true,
                staff
            ).answered(on: page),
            Route(
                .post, "/operations/targets", change, audited: "operations.target",
                takesForm: true, target
            ).answered(on: page),
            Route(
                .post, "/operations/pilots", change, audited: "pilot.start", takesForm: true,
                start
            ).answered(on: page),
            Route(
                .post, "/operations/pilots/{name}/stop", change, audited: "pilot.stop",
                takesForm: true, stop
            ).answered(on: page),
        ]
    }

    private var kpis: KpiRoutes {
        KpiRoutes(
            store: parts.store, definition: { parts.casesDefinition }, now: parts.now)
    }

    private func page(_ call: Call) async throws -> Response {
        let (days, queue, now) = (
            try kpis.days(call), try kpis.queue(call), parts.now()
        )
        let content = try await ReadingThreads.run {
            try parts.store.readingOperations { tables in
                try OperationsPage(
                    tables, definition: parts.casesDefinition,
                    asked: OperationsPage.Asked(days: days, queue: queue, now: now),
                    caller: call.caller)
            }
        }
        return try parts.shell.page(
            Shell.Page(
                "Operations", at: .operations, template: "running/operations", content: content),
            for: call)
    }

    private func csv(_ call: Call) async throws -> Response {
        let text = IndicatorWords.csv(try await kpis.series(call))
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present",
                .contentDisposition: "attachment; filename=\"kpis.csv\"",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func staff(_ call: Call) async throws -> Response {
        let form = call.form
        guard !form["name"].isEmpty, form["name"].count <= 200 else {
            throw Fault(.invalid, "Nobody is named.", fix: "Name a person.")
        }
        let skills = form["skills"].split { $0 == "," || $0.isWhitespace }.map(String.init)
        guard skills.count <= 50, skills.allSatisfy({ $0.count <= 60 }) else {
            throw Fault(.invalid, "Those are too many skills.", fix: "Name at most 50.")
        }
        let held = form["held"].isEmpty ? 0 : Int(form["held"])
        guard let held, (0...10_000).contains(held) else {
            throw Fault(
                .invalid, "`\(form["held"].prefix(40))` cases cannot be held.",
                fix: "Use a number, or leave it empty for as many as the queue says.")
        }
        let member = StaffMember(
            name: form["name"], skills: Set(skills), isAway: form["away"] == "yes", heldMax: held)
        try await change { try $0.cases.put(member) }
        return Shell.go(to: "/operations#staff", notice: "\(member.name) is kept.")
    }

    private func target(_ call: Call) async throws -> Response {
        let form = call.form
        guard let indicator = Indicator(rawValue: form["indicator"]) else {
            throw Fault(
                .invalid, "There is no indicator `\(form["indicator"].prefix(60))`.",
                fix: "Use one of the page.")
        }
        let queues = parts.casesDefinition.queues.map(\.name)
        guard form["queue"].isEmpty || (indicator.hasQueues && queues.contains(form["queue"]))
        else {
            throw Fault(
                .invalid, "\(indicator.title) has no target for `\(form["queue"].prefix(60))`.",
                fix: "Leave the queue out for all together.")
        }
        var value: Double?
        if !form["value"].isEmpty {
            guard let number = Double(form["value"]), number.isFinite, number >= 0 else {
                throw Fault(
                    .invalid, "`\(form["value"].prefix(40))` is no number.",
                    fix: "Use a number, or leave it empty for no target.")
            }
            // Shares are written as people say them.
            value = indicator.unit == .share ? number / 100 : number
            if indicator.unit == .share, number > 100 {
                throw Fault(.invalid, "A share is at most 100 %.")
            }
        }
        let target = Target(
            indicator: indicator, queue: form["queue"], value: value,
            by: try call.caller.acts(as: call.caller.name), at: parts.now())
        try await change { try $0.put(target) }
        return Shell.go(to: "/operations#targets", notice: "The target is kept.")
    }

    private func start(_ call: Call) async throws -> Response {
        let pilot = try PilotForm(call.form).pilot(
            at: parts.now(), by: try call.caller.acts(as: call.caller.name))
        let definition = parts.casesDefinition
        try await change { try PilotDesk(tables: $0, definition: definition).start(pilot) }
        return Shell.go(to: "/operations#pilots", notice: "\(pilot.name) runs.")
    }

    private func stop(_ call: Call) async throws -> Response {
        let (name, why) = (try call.place("name"), call.form["why"])
        let (by, now) = (try call.caller.acts(as: call.caller.name), parts.now())
        try await change {
            try PilotDesk(tables: $0, definition: nil).stop(name, at: now, by: by, why: why)
        }
        return Shell.go(to: "/operations#pilots", notice: "\(name) is stopped.")
    }

    private func change(
        _ work: @escaping @Sendable (any OperationsTables) throws -> Void
    ) async throws {
        let store = parts.store
        try await ReadingThreads.run { try store.operating(work) }
    }
}
