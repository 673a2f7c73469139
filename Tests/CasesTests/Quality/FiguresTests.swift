import Cases
import Enforcements
import Pipeline
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

/// A real store in which cases are worked and counted, with a clock one can turn.
private final class CountedOffice {
    static let start: Int64 = 1_767_225_600_000
    static let minute: Int64 = 60_000
    let folder: TemporaryFolder
    let store: SQLiteStore
    var definition = CasesDefinition.usual
    var clock = CountedOffice.start

    init(secondReview: Double = 0) throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path("assay.db"))
        for place in definition.queues.indices {
            definition.queues[place].secondReview = secondReview
        }
    }

    @discardableResult
    func work<Answer>(_ body: (CaseDesk) throws -> Answer) throws -> Answer {
        clock += CountedOffice.minute
        return try store.working {
            try body(CaseDesk(tables: $0, definition: definition, clock: clock))
        }
    }

    func open(_ name: String, queue: String = "review", loss: Int64 = 100) throws -> Case {
        try work {
            try $0.open(
                EnforcedEntity(kind: "account", name: name), origin: .hand, title: name,
                causes: ["looped"], loss: loss, queue: queue, by: "lea", why: "Odd.")
        }
    }

    @discardableResult
    func close(_ id: String, _ reason: String, by: String) throws -> Case {
        try work {
            try $0.close(
                id, version: 0, CaseDesk.Closing(reason: reason, why: "Seen."), by: by)
        }
    }

    @discardableResult
    func count() throws -> Int {
        try FiguresRun(store: store, definition: definition, now: clock).run()
    }

    func read<Answer>(_ body: (any OperationsTables) throws -> Answer) throws -> Answer {
        try store.readingOperations(body)
    }

    func desk<Answer>(_ body: (QualityDesk) throws -> Answer) throws -> Answer {
        clock += CountedOffice.minute
        return try store.operating { try body(QualityDesk(tables: $0, clock: clock)) }
    }

    /// All of a figure that was ever counted, by queue.
    func total(_ figure: Figure, _ queue: String) throws -> FigureSum {
        try read {
            try $0.figures(figure, part: queue, by: .day, from: 0, to: 100_000)
                .reduce(FigureSum()) { $0 + $1.sum }
        }
    }
}

@Suite struct FiguresTests {
    @Test("What is counted on the way is what counting all cases anew says, undone ones too")
    func oracle() throws {
        var random = Seed.random(320)
        let office = try CountedOffice()
        let queues = ["review", "reports"]
        let people = ["ben", "cat", "dan"]
        var ids: [String] = []
        for step in 0..<220 {
            office.clock += Int64(random.below(90)) * CountedOffice.minute
            let dice = random.unit()
            if dice < 0.45 || ids.isEmpty {
                let one = try office.open(
                    "u\(step)", queue: random.pick(queues), loss: Int64(random.below(1000)))
                ids.append(one.id)
            } else if dice < 0.8 {
                let reason = random.pick(["abuse", "honest", "not_enough"])
                _ = try? office.close(random.pick(ids), reason, by: random.pick(people))
            } else if dice < 0.92 {
                let id = random.pick(ids)
                _ = try? office.work { try $0.undo(id, version: 0, by: "lea", why: "No.") }
            } else {
                try office.count()
            }
        }
        try office.count()
        #expect(try office.count() == 0, "nothing is read twice")
        for queue in queues {
            var filter = CaseFilter(limit: 1000)
            filter.queue = queue
            let wanted = filter
            let all = try office.read { try $0.cases.cases(wanted) }
            let closed = all.filter { $0.state == .closed }
            #expect(try office.total(.opened, queue).count == all.count, "\(Seed.hint)")
            #expect(try office.total(.closed, queue).count == closed.count, "\(Seed.hint)")
            let inTime = closed.count { ($0.closedAt ?? 0) <= $0.closeBy }
            #expect(try office.total(.closedInTime, queue).count == inTime, "\(Seed.hint)")
            let confirmed = closed.filter { $0.disposition == .confirmed }
            #expect(try office.total(.confirmed, queue).count == confirmed.count)
            let loss = confirmed.reduce(Int64(0)) { $0 + $1.loss }
            #expect(try office.total(.prevented, queue).total == Double(loss), "\(Seed.hint)")
            let hours = closed.reduce(0.0) {
                $0 + Double(($1.closedAt ?? 0) - $1.openedAt) / 3_600_000
            }
            #expect(abs(try office.total(.closeHours, queue).total - hours) < 1e-6)
            let spread = try office.read {
                try $0.spreads(.closeHours, part: queue, from: 0, to: 100_000)
                    .values.reduce(0) { $0 + $1.count }
            }
            #expect(spread == closed.count, "\(Seed.hint)")
        }
        let book = try office.read {
            try IndicatorBook(tables: $0, now: office.clock).series(days: 30)
        }
        let live = try office.read { try $0.cases.loads(at: office.clock) }
            .reduce(0) { $0 + $1.open + $1.assigned + $1.snoozed + $1.approving }
        let backlog = try #require(book.first { $0.indicator == .backlog })
        #expect(backlog.latest?.value == Double(live))
        #expect(backlog.days.first?.value == 0, "\(Seed.hint)")
    }

    @Test("A second review is blind, of somebody else, and given once")
    func review() throws {
        let office = try CountedOffice(secondReview: 1)
        let one = try office.open("u1")
        try office.close(one.id, "abuse", by: "ben")
        try office.count()
        #expect(try office.read { try $0.waitingReviewCount() } == 1)
        #expect(try office.desk { try $0.waiting(for: "Ben", limit: 9) }.isEmpty)
        let waiting = try office.desk { try $0.waiting(for: "cat", limit: 9) }
        #expect(waiting.map(\.caseID) == [one.id])
        let own = #expect(throws: Fault.self) {
            try office.desk { _ = try $0.review(one.id, as: .cleared, why: "No.", by: "BEN") }
        }
        #expect(own?.code == .forbidden)
        let given = try office.desk {
            try $0.review(one.id, as: .cleared, why: "A fan.", by: "cat")
        }
        #expect(given.agrees == false && given.first == "ben")
        let again = #expect(throws: Fault.self) {
            try office.desk { _ = try $0.review(one.id, as: .cleared, why: "No.", by: "dan") }
        }
        #expect(again?.code == .conflict)
        #expect(try office.read { try $0.doneReviews(since: 0, limit: 9) }.count == 1)
    }

    @Test("A review that waits goes when its case is worked again")
    func reopened() throws {
        let office = try CountedOffice(secondReview: 1)
        let one = try office.open("u1")
        try office.close(one.id, "abuse", by: "ben")
        try office.count()
        try office.work { _ = try $0.undo(one.id, version: 0, by: "ben", why: "Wrong key.") }
        try office.count()
        #expect(try office.read { try $0.waitingReviewCount() } == 0)
        #expect(try office.total(.closed, "review").count == 0)
    }

    @Test("A golden case is dealt like others, does nothing to anybody, and tells who found it")
    func golden() throws {
        let office = try CountedOffice()
        let one = try office.open("u1")
        try office.close(one.id, "abuse", by: "ben")
        try office.desk {
            try $0.makeGolden(one.id, answer: .confirmed, why: "Admitted.", by: "lea")
        }
        let copy = try office.desk { try $0.deal(one.id, by: "lea") }
        #expect(copy.isGolden && copy.title == one.title && copy.queue == one.queue)
        let twice = #expect(throws: Fault.self) {
            try office.desk { _ = try $0.deal(one.id, by: "lea") }
        }
        #expect(twice?.code == .conflict)
        let taken = try #require(try office.work { try $0.takeNext(by: "cat", queue: "review") })
        #expect(taken.id == copy.id)
        let closing = CaseDesk.Closing(reason: "abuse", why: "Seen.", measure: .limit)
        try office.work { _ = try $0.close(copy.id, version: 0, closing, by: "cat") }
        try office.count()
        let answers = try office.read { try $0.answers(since: 0, limit: 9) }
        #expect(answers.map(\.person) == ["cat"])
        #expect(answers.allSatisfy { $0.answer == $0.expected })
        let measures = try office.store.readingEnforcements {
            try $0.enforcements(EnforcementFilter(limit: 9))
        }
        #expect(measures.isEmpty)
        #expect(try office.total(.closed, "review").count == 1, "a copy is not counted")
    }

    @Test("A pilot's arm is written at opening, changes its clocks, and its outcomes are compared")
    func pilot() throws {
        let office = try CountedOffice()
        var overrides = PilotOverrides()
        overrides.close = 3_600_000
        let pilot = Pilot(
            name: "quick", subject: .queue, of: "review", unit: .case, share: 0.5,
            overrides: overrides, startedAt: office.clock, startedBy: "lea", why: "To see.")
        let definition = office.definition
        try office.store.operating {
            try PilotDesk(tables: $0, definition: definition).start(pilot)
        }
        var arms: [String: Int] = [:]
        for number in 0..<60 {
            let one = try office.open("u\(number)")
            let arm = try #require(one.arms["quick"])
            #expect(arm == pilot.arm(of: one.id).rawValue)
            arms[arm, default: 0] += 1
            let promised = one.closeBy - one.openedAt
            #expect(promised == (arm == "on" ? 3_600_000 : 3 * 86_400_000))
            try office.close(one.id, "abuse", by: "ben")
        }
        #expect(try office.open("x", queue: "reports").arms.isEmpty)
        try office.count()
        let sums = try office.read { try $0.outcomes(of: "quick") }
        #expect(sums[.closeHours]?["on"]?.count == arms["on"])
        #expect(sums[.closeHours]?["off"]?.count == arms["off"])
        try office.store.operating {
            try PilotDesk(tables: $0, definition: definition)
                .stop("quick", at: office.clock, by: "lea", why: "Seen.")
        }
        #expect(try office.open("later").arms.isEmpty)
    }

    @Test("Two pilots never try the same queue, rule or workflow at once")
    func oneAtATime() throws {
        let office = try CountedOffice()
        let definition = office.definition
        func start(_ name: String, _ subject: Pilot.Subject, _ of: String) -> Fault? {
            let pilot = Pilot(
                name: name, subject: subject, of: of, unit: .case, share: 0.5,
                overrides: PilotOverrides(), startedAt: office.clock, startedBy: "lea",
                why: "To see.")
            do {
                try office.store.operating {
                    try PilotDesk(tables: $0, definition: definition).start(pilot)
                }
                return nil
            } catch {
                return error as? Fault
            }
        }
        #expect(start("one", .queue, "review") == nil)
        let again = start("two", .queue, "review")
        #expect(again?.code == .conflict)
        #expect(again?.message == "one tries the queue review already.")
        #expect(start("all", .workflow, "")?.code == .conflict, "all queues hold that one too")
        #expect(start("other", .queue, "reports") == nil)
        #expect(start("rule", .rule, "looped") == nil)
        #expect(start("rule-two", .rule, "looped")?.code == .conflict)
        #expect(start("rule-three", .rule, "farmed") == nil)
        try office.store.operating {
            try PilotDesk(tables: $0, definition: definition)
                .stop("one", at: office.clock, by: "lea", why: "Seen.")
        }
        #expect(start("two", .queue, "review") == nil)
    }

    @Test("An appeal that is decided confirms and clears nobody, and prevents nothing")
    func appeals() throws {
        let office = try CountedOffice()
        let one = try office.open("u1", loss: 500)
        try office.work {
            _ = try $0.close(
                one.id, version: 0,
                CaseDesk.Closing(reason: "abuse", why: "A farm.", measure: .warn), by: "ben")
        }
        let clock = office.clock
        try office.store.enforcing { tables in
            let standing = try #require(try tables.enforcements(EnforcementFilter()).first)
            _ = try AppealDesk(EnforcementDesk(tables: tables, clock: clock))
                .open(standing.id, text: "I am a fan.", by: "u1")
        }
        _ = try CaseRun(
            store: office.store, definition: office.definition, now: { clock }
        ).run()
        try office.close("case_2", "appeal_reasons_stand", by: "cat")
        try office.count()
        #expect(try office.total(.closed, "appeals").count == 1)
        #expect(try office.total(.confirmed, "appeals").count == 0)
        #expect(try office.total(.prevented, "appeals").total == 0)
        #expect(try office.total(.prevented, "review").total == 500)
        #expect(try office.total(.appealsDecided, "").count == 1)
    }

    @Test("Cases draw as bucket() of rules does")
    func draws() {
        #expect(Draw.bucket("account-17", salt: "holdout", parts: 1000) == 330)
        #expect(Draw.bucket("", salt: "", parts: 1000) == 591)
        let drawn = (0..<20_000).count { Draw.isDrawn("case_\($0)", salt: "s", share: 0.05) }
        #expect((850...1150).contains(drawn))
    }

    @Test("Targets are kept, changed and taken away; CSV is safe in a spreadsheet")
    func targets() throws {
        let office = try CountedOffice()
        func put(_ value: Double?) throws {
            try office.store.operating {
                try $0.put(
                    Target(indicator: .slaKept, queue: "", value: value, by: "lea", at: 1))
            }
        }
        try put(0.9)
        try put(0.95)
        let series = try office.read {
            try IndicatorBook(tables: $0, now: office.clock).series(days: 3)
        }
        #expect(series.first { $0.indicator == .slaKept }?.target == 0.95)
        try put(nil)
        #expect(try office.read { try $0.targets() }.isEmpty)
        let odd = IndicatorSeries(
            .throughput, queue: "=cmd", days: 0...1, figures: [:], target: nil)
        #expect(IndicatorWords.csv([odd]).contains("1970-01-01,'=cmd,throughput,count,0,0,,0"))
    }
}
