import API
import Cases
import Enforcements
import Hummingbird
import Packs
import Pipeline
import Vocabulary

/// What is done to an entity from its page: a case, a measure, a label.
struct EntityActions: Sendable {
    let parts: ConsoleParts
    private var work: CaseWork { CaseWork(parts: parts) }

    var routes: [Route] {
        let path = "/entities/{kind}/{name}"
        return [
            Route(
                .post, "\(path)/case", .needs(.casesWork), audited: "case.open", takesForm: true,
                open),
            Route(
                .post, "\(path)/measure", .needs(.enforcementsOrder),
                audited: "enforcement.order", takesForm: true, order),
            Route(
                .post, "\(path)/label", .needs(.labelsWrite), audited: "label.record",
                takesForm: true, label),
        ]
    }

    private func entity(_ call: Call) throws -> EnforcedEntity {
        EnforcedEntity(kind: try call.place("kind"), name: try call.place("name"))
    }

    private func open(_ call: Call) async throws -> Response {
        let (entity, by, form) = (try entity(call), try CaseWork.name(of: call.caller), call.form)
        let why = form["why"]
        let one = try await work.working(for: call.caller) {
            try $0.open(
                entity, origin: .hand, title: form["title"].isEmpty ? why : form["title"],
                causes: ["hand:\(by)"], loss: 0, queue: form["queue"].isEmpty ? nil : form["queue"],
                by: by, why: why)
        }
        return Shell.go(
            to: "/cases/\(Query.escaped(one.id))", notice: "Opened \(CaseNumber.short(one.id)).")
    }

    private func order(_ call: Call) async throws -> Response {
        let (entity, by, form) = (try entity(call), try CaseWork.name(of: call.caller), call.form)
        guard let measure = EnforcementMeasure(rawValue: form["measure"]) else {
            throw Fault(.invalid, "No measure is named.", fix: "Choose one of the list.")
        }
        let lasts = try form["lasts"].isEmpty ? nil : span(form["lasts"])
        let fourEyes = (parts.pack().cases ?? .usual).fourEyes
        let (store, now, caps) = (parts.store, parts.now, parts.pack().enforcement?.reach ?? [])
        let hands = parts.pack().enforcement?.hands
        let outcome = try await ReadingThreads.run {
            var order = try HandOrder(
                measure, against: [entity], lasts: lasts, by: by, why: form["why"], key: nil,
                at: now())
            order.isHeld = fourEyes.contains(measure)
            (order.hands, order.inside) = (hands, form["inside"])
            order.named = form["unseen"] == "1" ? [] : [entity]
            return try order.run(in: store, caps: caps, now: now)
        }
        let words = measure.words
        let notice =
            !outcome.held.isEmpty
            ? "\(words) waits for a second person, in /enforcements?state=pending."
            : outcome.applied.isEmpty
                ? "It is under a measure as strong anyway; nothing was done."
                : "\(words) is in force."
        return Shell.go(to: Masks.path(entity), notice: notice)
    }

    private func span(_ text: String) throws(Fault) -> Int64 {
        guard let span = Span.milliseconds(text), span > 0 else {
            throw Fault(
                .invalid, "How long is `\(text.prefix(40))`.", fix: "Write a span such as 30d.")
        }
        return span
    }

    private func label(_ call: Call) async throws -> Response {
        let (entity, form, now) = (try entity(call), call.form, parts.now())
        let said = form["label"].split(separator: "=", maxSplits: 1)
        guard said.count == 2, said[1] == "yes" || said[1] == "no" else {
            throw Fault(.invalid, "No label is named.", fix: "Choose one of the list.")
        }
        let label = Label(
            subject: .entity(kind: entity.kind, name: entity.name), name: String(said[0]),
            isPositive: said[1] == "yes", source: "hand", time: now, recordedAt: now)
        let store = parts.store
        _ = try await ReadingThreads.run { try store.record([label]) }
        return Shell.go(to: Masks.path(entity), notice: "Kept the label.")
    }
}
