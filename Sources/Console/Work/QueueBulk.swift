import API
import Cases
import Hummingbird
import Packs
import Vocabulary

/// One thing done to many cases of a queue: looked at first, then done to those still as seen.
struct QueueBulk: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    var routes: [Route] {
        [
            Route(
                .post, "/queues/{name}/bulk", .needs(.casesLead), audited: "case.bulk",
                takesForm: true, bulk)
        ]
    }

    enum Verb: String, CaseIterable {
        case assign, release, snooze, move

        /// As the desk knows it.
        var step: CaseVerb {
            switch self {
            case .assign: .assign
            case .release: .release
            case .snooze: .snooze
            case .move: .move
            }
        }
    }

    /// One of those chosen, and whether the verb can be done to it.
    private struct Chosen: Sendable {
        let line: CaseLine
        /// Its id and version, as the form sends them.
        let value: String
        /// Why it is passed over; nil where it is not.
        let passed: String?
    }

    private struct Preview {
        let queue: String
        let path: String
        let token: String
        let verb: String
        let words: String
        let count: String
        let loss: Money
        let cases: [Chosen]
        let passed: String?
        let to: String
        let span: String
        let why: String
        let isNothing: Bool
    }

    private struct Order: Sendable {
        var verb: Verb
        /// The person or queue it names; empty for none.
        var to: String
        var span: String
        var why: String
        /// Ids, with the version that was seen; nil before the preview.
        var cases: [(id: String, version: Int64?)]

        init(_ form: Form) throws {
            guard let verb = Verb(rawValue: form["verb"]) else {
                throw Fault(.invalid, "Nothing is said to be done.", fix: "Choose what to do.")
            }
            self.verb = verb
            (to, span) = (form[verb == .assign ? "to" : "queue"], form["for"])
            if verb == .release || verb == .snooze { to = "" }
            why = form["why"].isEmpty ? "in bulk" : form["why"]
            cases = form.all("case").map { text in
                let parts = text.split(separator: "~", maxSplits: 1)
                return (
                    String(parts.first ?? ""), parts.count > 1 ? Int64(parts[1]) : nil
                )
            }
            guard !cases.isEmpty, cases.count <= CaseBounds.perTransaction else {
                throw Fault(
                    .invalid, "\(cases.count) cases are chosen.",
                    fix: "Choose 1 to \(CaseBounds.perTransaction).")
            }
        }

        /// Why the verb cannot be done to a case of a queue; nil where it can. What is said here is
        /// what the desk will say: both ask the one table of steps.
        func obstacle(_ one: Case, in queue: String) -> String? {
            if one.queue != queue { return "it is in \(one.queue)" }
            if one.state.isOver { return "it is \(one.state.rawValue)" }
            if verb.step.state(from: one.state) == nil, one.state == .approving {
                return "it waits for a second person"
            }
            switch verb {
            case .assign: return one.assignee == to ? "\(to) holds it" : nil
            case .release: return one.assignee.isEmpty ? "nobody holds it" : nil
            case .snooze: return one.state == .snoozed ? "it is snoozed" : nil
            case .move: return one.queue == to ? "it is there" : nil
            }
        }

        /// - Throws: ``Fault`` `invalid` for what names nobody, no queue or no span.
        func check(_ desk: CaseDesk) throws {
            switch verb {
            case .assign:
                guard !to.isEmpty else {
                    throw Fault(.invalid, "Nobody is named.", fix: "Choose who gets the cases.")
                }
                try desk.expectWorker(to)
            case .move: _ = try desk.queue(named: to)
            case .snooze: _ = try until(desk.clock)
            case .release: break
            }
        }

        private func until(_ clock: Int64) throws(Fault) -> Int64 {
            guard let span = Span.milliseconds(span), span > 0, span <= CaseBounds.snoozeMax else {
                throw Fault(
                    .invalid, "No time is said.", fix: "Choose how long, up to 90 days.")
            }
            return clock + span
        }

        func run(_ one: Case, _ desk: CaseDesk, by: String) throws {
            switch verb {
            case .assign: _ = try desk.assign(one.id, version: one.version, to: to, by: by)
            case .release: _ = try desk.release(one.id, version: one.version, by: by, why: why)
            case .snooze:
                _ = try desk.snooze(
                    one.id, version: one.version, until: try until(desk.clock), by: by, why: why)
            case .move:
                _ = try desk.move(one.id, version: one.version, to: to, by: by, why: why)
            }
        }

        var words: String {
            switch verb {
            case .assign: "Assign to \(to)"
            case .release: "Give back to the queue"
            case .snooze: "Snooze for \(span)"
            case .move: "Move to \(to)"
            }
        }
    }

    private func bulk(_ call: Call) async throws -> Response {
        let name = try call.place("name")
        let order = try Order(call.form)
        guard try work.definition.queue(name) != nil else {
            throw Fault(
                .notFound, "There is no queue \(name.prefix(80)).", fix: "See /queues.")
        }
        let path = "/queues/\(Query.escaped(name))"
        guard call.form["confirmed"] == "1" else { return try await preview(order, name, call) }
        let by = try CaseWork.name(of: call.caller)
        let (done, changed, refused) = try await work.working(for: call.caller) { desk in
            try order.check(desk)
            var (done, changed) = (0, 0)
            var refused: [String] = []
            for (id, version) in order.cases {
                let one = try desk.expected(id)
                guard one.version == version, order.obstacle(one, in: name) == nil else {
                    changed += 1
                    continue
                }
                do {
                    // A verb checks all before it writes, so one that is refused wrote nothing.
                    try order.run(one, desk, by: by)
                    done += 1
                } catch let fault as Fault where QueueBulk.told.contains(fault.code) {
                    refused.append("\(one.shortID): \(fault.message)")
                }
            }
            return (done, changed, refused)
        }
        let left =
            changed == 0 ? "" : " \(changed) had changed meanwhile and were left as they are."
        let told = refused.prefix(QueueBulk.toldMax).joined(separator: " ")
        let kept =
            refused.isEmpty
            ? "" : " \(Counted.words(refused.count, "was", "were")) not done: \(told)"
        return Shell.go(
            to: path,
            notice: "\(order.words): \(Counted.words(done, "case", "cases")).\(left)\(kept)")
    }

    /// Faults that are of one case, and leave the others as they go.
    private static let told: Set<Fault.Code> = [.conflict, .forbidden, .invalid, .limited]
    /// Of those refused, how many are told one by one.
    private static let toldMax = 5

    private func preview(_ order: Order, _ name: String, _ call: Call) async throws -> Response {
        let (now, unit) = (parts.now(), work.unit)
        let masks = Masks(for: call.caller, schema: parts.pack().schema)
        let found = try await work.reading { desk in
            try order.check(desk)
            return try order.cases.map { id, _ in
                let one = try desk.expected(id)
                return (one, desk.clock(of: one))
            }
        }
        let chosen = found.map { one, clock in
            Chosen(
                line: CaseLine(one, clock: clock, masks: masks, unit: unit, now: now),
                value: "\(one.id)~\(one.version)", passed: order.obstacle(one, in: name))
        }
        let doing = zip(found, chosen).filter { $1.passed == nil }.map(\.0.0)
        let passed = chosen.count - doing.count
        let content = Preview(
            queue: name, path: "/queues/\(Query.escaped(name))", token: call.caller.formToken,
            verb: order.verb.rawValue, words: order.words,
            count: Counted.words(doing.count, "case", "cases"),
            loss: Money(minor: doing.reduce(0) { $0 + $1.atStake }, unit: unit), cases: chosen,
            passed: passed == 0 ? nil : Counted.words(passed, "case is", "cases are"),
            to: order.to, span: order.span, why: order.why == "in bulk" ? "" : order.why,
            isNothing: doing.isEmpty)
        return try parts.shell.page(
            Shell.Page(order.words, at: .queues, template: "cases/bulk", content: content),
            for: call)
    }
}
