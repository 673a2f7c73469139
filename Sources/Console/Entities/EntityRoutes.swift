import API
import Cases
import Enforcements
import Hummingbird
import Packs
import Vocabulary

/// The page of one entity: who it is, what it did, against whom it stands out, what was done to it.
struct EntityRoutes: Sendable {
    let parts: ConsoleParts
    private let samples = PeerSamples()

    init(parts: ConsoleParts) { self.parts = parts }

    var routes: [Route] {
        [
            Route(
                .get, "/entities/{kind}/{name}", queries: EntityAsked.queries,
                .needs(.decisionsRead), audited: "entity.read", page)
        ] + EntityActions(parts: parts).routes
    }

    private func page(_ call: Call) async throws -> Response {
        let entity = EnforcedEntity(kind: try call.place("kind"), name: try call.place("name"))
        let asked = try EntityAsked(call)
        let (store, pack, now, samples) = (parts.store, parts.pack(), parts.now(), samples)
        let (facts, clocks, sample) = try await ReadingThreads.run {
            let sample = try samples.sample(store, now: now)
            let read = { (tables: (any CaseTables)?) in
                try SubjectFacts.read(
                    entity, store, pack, before: asked.before, acted: asked.show == "acted",
                    cases: tables)
            }
            guard let definition = pack.cases else {
                return (try read(nil), [String: ClockState](), sample)
            }
            return try store.readingCases { tables in
                let desk = CaseDesk(tables: tables, definition: definition, clock: now)
                let facts = try read(tables)
                let clocks = facts.cases.map { ($0.id, desk.clock(of: $0)) }
                return (
                    facts, Dictionary(clocks, uniquingKeysWith: { one, _ in one }), sample
                )
            }
        }
        try expectKnown(facts, pack, asked)
        let content = EntityContent(
            facts, clocks: clocks, sample: sample, pack, call, asked: asked, now: now)
        return try parts.shell.page(
            Shell.Page(
                content.title, at: nil, template: "entities/page", content: content,
                modules: ["entity"]), for: call)
    }

    /// - Throws: ``Fault`` `notFound` for one of which nothing is known.
    private func expectKnown(_ facts: SubjectFacts, _ pack: Pack, _ asked: EntityAsked) throws {
        let isKnown =
            !facts.decided.isEmpty || !facts.cases.isEmpty || !facts.enforcements.isEmpty
            || !facts.orders.isEmpty || !facts.labels.isEmpty || facts.standing != nil
            || asked.before != nil
            // Its events may be older than a page looks.
            || facts.before != nil
        guard !isKnown else { return }
        let kinds = pack.schema.entities
        throw Fault(
            .notFound, "Nothing is known of \(facts.entity.text.prefix(120)).",
            fix: kinds.contains(facts.entity.kind)
                ? "Names are as events write them, large and small letters told apart."
                : "The pack has the kinds \(kinds.joined(separator: ", ")).")
    }
}
