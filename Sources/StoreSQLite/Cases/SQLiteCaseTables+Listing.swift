import Cases
import Enforcements
import GRDB
import Vocabulary

// How cases are found. Every list goes through an index, state by state, and takes no more than
// its page from each.

extension SQLiteCaseTables {
    private func all(_ condition: String, _ arguments: StatementArguments) throws -> [Case] {
        try Row.fetchAll(
            statement("SELECT \(CaseRows.columns) FROM work_case \(condition)"),
            arguments: arguments
        ).map { try CaseRows.one($0) }
    }

    func `case`(id: String) throws -> Case? { try all("WHERE id = ?", [id]).first }

    static let liveStates = "state IN ('open', 'assigned', 'snoozed', 'approving')"

    func openCase(of subject: EnforcedEntity, queue: String) throws -> Case? {
        try all(
            """
            INDEXED BY case_live_of WHERE subject_name = ? AND subject_kind = ? AND queue = ?
                AND \(Self.liveStates) LIMIT 1
            """, [subject.name, subject.kind, queue]
        ).first
    }

    func lastCase(of subject: EnforcedEntity, queue: String) throws -> Case? {
        try all(
            """
            WHERE subject_name = ? AND subject_kind = ? AND queue = ?
            ORDER BY sequence DESC LIMIT 1
            """, [subject.name, subject.kind, queue]
        ).first
    }

    func nextCase(queues: [String], notIn passed: Set<String>) throws -> Case? {
        var best: (loss: Int64, sequence: Int64)?
        let sql = """
            SELECT loss, sequence, id FROM work_case INDEXED BY case_queue_loss
            WHERE queue = ? AND state = 'open' ORDER BY loss DESC, sequence LIMIT ?
            """
        for queue in queues {
            let rows = try Row.fetchAll(
                statement(sql), arguments: [queue, passed.count + 1])
            let first = rows.first { !passed.contains($0[2]) }
            guard let first else { continue }
            let found: (loss: Int64, sequence: Int64) = (first[0], first[1])
            if best.map({ (found.loss, $0.sequence) > ($0.loss, found.sequence) }) ?? true {
                best = found
            }
        }
        return try best.flatMap { try all("WHERE sequence = ?", [$0.sequence]).first }
    }

    func liveCases(after sequence: Int64, limit: Int) throws -> [Case] {
        // From each state no more than the page: an index holds each in this order.
        let limit = min(max(0, limit), CaseBounds.perTransaction)
        let found = try Case.State.live.flatMap { state in
            try all(
                """
                INDEXED BY case_latest WHERE state = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """, [state.rawValue, sequence, limit])
        }
        return Array(found.sorted { $0.sequence < $1.sequence }.prefix(limit))
    }

    func snoozedCases(until time: Int64, limit: Int) throws -> [Case] {
        try all(
            "WHERE state = 'snoozed' AND snoozed_until <= ? ORDER BY snoozed_until LIMIT ?",
            [time, min(max(0, limit), CaseBounds.perTransaction)])
    }

    func escalatedCases(limit: Int) throws -> [Case] {
        try all(
            """
            INDEXED BY case_to_take_up WHERE severity > 0 AND \(Self.liveStates)
                AND \(CaseSchema.isToTakeUp)
            ORDER BY severity, sequence LIMIT ?
            """, [min(max(0, limit), CaseBounds.escalatedMax)])
    }

    func casesWithClock(until time: Int64, limit: Int) throws -> [Case] {
        try all(
            """
            WHERE clock_next_at IS NOT NULL AND clock_next_at <= ? ORDER BY clock_next_at LIMIT ?
            """, [time, min(max(0, limit), CaseBounds.perTransaction)])
    }

    func closedCases(byOrder order: String, limit: Int) throws -> [Case] {
        guard !order.isEmpty else { return [] }
        return try all(
            "WHERE order_batch = ? AND order_batch <> '' LIMIT ?",
            [order, min(max(0, limit), CaseFilter.limitMax)])
    }

    func heldCount(by person: String) throws -> Int {
        try Int.fetchOne(
            statement(
                """
                SELECT count(*) FROM work_case
                WHERE assignee_key = ? AND assignee_key <> '' AND state = 'assigned'
                """), arguments: [PersonName.key(person)]) ?? 0
    }

    /// Cases of one queue whose clock is beyond a time are counted up to here.
    private static let countedMax = 100_000

    func loads(at time: Int64) throws -> [QueueLoad] {
        var loads: [String: QueueLoad] = [:]
        let rows = try Row.fetchAll(
            statement("SELECT queue, state, cases, loss FROM case_count ORDER BY queue, state"))
        for row in rows {
            let queue: String = row[0]
            var load = loads[queue] ?? QueueLoad(queue: queue)
            guard let state = Case.State(rawValue: row[1]) else { throw CaseRows.torn }
            switch state {
            case .open: load.open = row[2]
            case .assigned: load.assigned = row[2]
            case .snoozed: load.snoozed = row[2]
            case .approving: load.approving = row[2]
            case .closed, .merged: break
            }
            if !state.isOver { load.loss += row[3] as Int64 }
            loads[queue] = load
        }
        for queue in loads.keys {
            let late = try count("case_late", "due_at", queue, time)
            loads[queue]?.breached = late
            loads[queue]?.atRisk = max(0, try count("case_warned", "warn_at", queue, time) - late)
        }
        return loads.values.sorted { $0.queue < $1.queue }
    }

    private func count(
        _ index: String, _ column: String, _ queue: String, _ time: Int64
    ) throws -> Int {
        try Int.fetchOne(
            statement(
                """
                SELECT count(*) FROM (SELECT 1 FROM work_case INDEXED BY \(index)
                WHERE queue = ? AND \(Self.liveStates) AND \(column) <= ?
                LIMIT \(Self.countedMax))
                """), arguments: [queue, time]) ?? 0
    }

    func cases(_ filter: CaseFilter) throws -> [Case] {
        let limit = min(max(0, filter.limit), CaseFilter.limitMax)
        let offset = min(max(0, filter.offset), CaseFilter.offsetMax)
        guard limit > 0 else { return [] }
        let states = filter.states.isEmpty ? Set(Case.State.allCases) : filter.states
        var found: [(rank: Int64, sequence: Int64)] = []
        for state in Case.State.allCases where states.contains(state) {
            let (sql, arguments) = Self.page(filter, of: state, rows: offset + limit)
            found += try Row.fetchAll(statement(sql), arguments: arguments).map { ($0[0], $0[1]) }
        }
        let page = found.sorted { $0 < $1 }.dropFirst(offset).prefix(limit)
        return try page.compactMap { try all("WHERE sequence = ?", [$0.sequence]).first }
    }

    /// The first rows of one state: what they are ordered by, smallest first, and their sequence.
    static func page(
        _ filter: CaseFilter, of state: Case.State, rows: Int
    ) -> (sql: String, arguments: StatementArguments) {
        var conditions = ["state = ?"]
        var arguments: StatementArguments = [state.rawValue]
        let rank: String
        switch filter.order {
        case .loss: rank = "-loss"
        case .due: rank = "due_at"
        case .latest: rank = "-work_case.sequence"
        }
        let order =
            switch filter.order {
            case .loss: "loss DESC, work_case.sequence"
            case .due: "due_at, work_case.sequence"
            case .latest: "work_case.sequence DESC"
            }
        func add(_ condition: String, _ values: String...) {
            conditions.append(condition)
            for value in values { arguments += [value] }
        }
        if let queue = filter.queue { add("queue = ?", queue) }
        if let subject = filter.subject {
            add("subject_name = ?", subject.name)
            add("subject_kind = ?", subject.kind)
        }
        if let person = filter.assignee { add("assignee_key = ?", PersonName.key(person)) }
        if let origin = filter.origin { add("origin = ?", origin.rawValue) }
        var source = "work_case"
        if let index = index(filter) { source += " INDEXED BY \(index)" }
        if let cause = filter.cause {
            // The latest of a cause, as far as a list goes.
            source = """
                (SELECT sequence AS caused FROM case_cause WHERE cause = ?
                ORDER BY sequence DESC LIMIT \(CaseFilter.offsetMax + CaseFilter.limitMax))
                CROSS JOIN work_case ON work_case.sequence = caused
                """
            arguments = [cause] + arguments
        }
        return (
            """
            SELECT \(rank), work_case.sequence FROM \(source)
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) LIMIT \(rows)
            """, arguments
        )
    }

    /// The index of the narrowest thing that is asked for, in the order that is asked for.
    private static func index(_ filter: CaseFilter) -> String? {
        if filter.cause != nil { return nil }
        if filter.subject != nil { return "case_of" }
        let by =
            filter.assignee != nil ? "case_assignee" : filter.queue != nil ? "case_queue" : "case"
        return "\(by)_\(filter.order.rawValue)"
    }
}
