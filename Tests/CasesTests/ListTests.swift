import Cases
import Enforcements
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct ListTests {
    /// All that can be asked, roughly.
    private func filters() -> [CaseFilter] {
        var filters: [CaseFilter] = []
        for order in CaseFilter.Order.allCases {
            for parts in 0..<32 {
                var filter = CaseFilter(limit: 7)
                filter.order = order
                if parts & 1 != 0 { filter.queue = "review" }
                if parts & 2 != 0 { filter.states = [.open, .assigned] }
                if parts & 4 != 0 { filter.assignee = "ben" }
                if parts & 8 != 0 { filter.origin = .hand }
                if parts & 16 != 0 {
                    filter.subject = EnforcedEntity(kind: "account", name: "u3")
                }
                filters.append(filter)
                filter.offset = 5
                filters.append(filter)
                (filter.cause, filter.offset) = ("looped", 0)
                filters.append(filter)
            }
        }
        return filters
    }

    @Test("No list reads a table from end to end, nor sorts more than its page")
    func plans() throws {
        let office = try Office()
        for filter in filters() {
            for step in try office.store.plans(filter) {
                #expect(!step.hasPrefix("SCAN work_case"), "\(filter): \(step)")
                #expect(!step.hasPrefix("SCAN case_cause"), "\(filter): \(step)")
                if filter.cause == nil, filter.subject == nil {
                    #expect(!step.contains("TEMP B-TREE"), "\(filter): \(step)")
                }
            }
        }
    }

    @Test("Lists are what going through all cases gives")
    func oracle() throws {
        let office = try Office()
        var random = Seed.random(84)
        for number in 0..<60 {
            let one = try office.open(
                "u\(number % 45)", loss: Int64(random.below(5) * 100),
                queue: random.pick(["review", "rings"]))
            office.clock += Int64(random.below(1000))
            try office.work { desk in
                switch random.below(4) {
                case 0: _ = try? desk.take(one.id, version: 0, by: random.pick(["ben", "cat"]))
                case 1:
                    _ = try desk.close(
                        one.id, version: 0, CaseDesk.Closing(reason: "honest", why: "A fan."),
                        by: "ben")
                default: break
                }
            }
        }
        let all = try office.read { tables in
            try (1...60).compactMap { try tables.case(id: id($0)) }
        }
        for filter in filters() {
            let found = try office.read { try $0.cases(filter) }
            #expect(found == naive(all, filter), "\(filter) \(Seed.hint)")
        }
        let loads = try office.read { try $0.loads(at: office.clock) }
        for load in loads {
            let live = all.filter { $0.queue == load.queue && !$0.state.isOver }
            #expect(load.open == live.count { $0.state == .open })
            #expect(load.assigned == live.count { $0.state == .assigned })
            #expect(load.loss == live.reduce(0) { $0 + $1.loss }, "\(Seed.hint)")
        }
    }

    private func id(_ number: Int) -> String {
        "case_" + String(repeating: "0", count: 16 - "\(number)".count) + "\(number)"
    }

    private func naive(_ all: [Case], _ filter: CaseFilter) -> [Case] {
        let found = all.filter {
            (filter.queue == nil || $0.queue == filter.queue)
                && (filter.states.isEmpty || filter.states.contains($0.state))
                && (filter.assignee == nil || $0.assignee == filter.assignee)
                && (filter.subject == nil || $0.subject == filter.subject)
                && (filter.origin == nil || $0.origin == filter.origin)
                && (filter.cause.map($0.causes.contains) ?? true)
        }.sorted { left, right in
            switch filter.order {
            case .loss: (right.loss, left.sequence) < (left.loss, right.sequence)
            case .due: (due(left), left.sequence) < (due(right), right.sequence)
            case .latest: left.sequence > right.sequence
            }
        }
        return Array(found.dropFirst(filter.offset).prefix(filter.limit))
    }

    private func due(_ one: Case) -> Int64 { one.touchedAt == nil ? one.touchBy : one.closeBy }
}
