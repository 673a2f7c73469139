import Audits
import GRDB

/// Finds lines of the audit log, the latest first, along the index that says most.
package struct AuditSearch {
    let filter: AuditFilter
    let database: Database

    /// Different actions that a pattern such as `case.*` may stand for.
    private static let actionsMax = 500

    /// What walks one index: a condition with its argument; nothing for all lines.
    private struct Walk {
        var condition = ""
        var arguments: StatementArguments = []
        /// Sequences; `before` is not in it.
        var from: Int64 = 1
        var before: Int64 = .max
    }

    func page() throws -> AuditPage {
        let limit = min(max(0, filter.limit), AuditBounds.limitMax)
        let (from, before) = try bounds()
        guard limit > 0, from < before else { return AuditPage(entries: [], next: nil) }
        let walks = try walks().map { walk in
            var walk = walk
            (walk.from, walk.before) = (max(walk.from, from), min(walk.before, before))
            return walk
        }
        if walks.count == 1 { return try page(walks[0], limit, AuditBounds.looksMax) }
        // Each walk gives its latest; of all of them the latest are wanted, down to where the
        // first of them stopped looking.
        var bySequence: [Int64: AuditEntry] = [:]
        var stop: Int64?
        for walk in walks {
            let page = try page(walk, limit, max(1, AuditBounds.looksMax / walks.count))
            for entry in page.entries { bySequence[entry.sequence] = entry }
            stop = [stop, page.next].compactMap { $0 }.max()
        }
        let found = bySequence.values.filter { $0.sequence >= stop ?? 0 }
            .sorted { $0.sequence > $1.sequence }
        guard found.count > limit else { return AuditPage(entries: found, next: stop) }
        let kept = Array(found.prefix(limit))
        return AuditPage(entries: kept, next: kept.last?.sequence)
    }

    /// Lines from one sequence up to before another.
    private func bounds() throws -> (from: Int64, before: Int64) {
        let (from, until) = try bounds(filter.since, filter.until)
        return (from, min(until, filter.before ?? .max))
    }

    private func bounds(_ since: Int64?, _ until: Int64?) throws -> (from: Int64, before: Int64) {
        func first(_ time: Int64) throws -> Int64 {
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT sequence FROM audit_entry WHERE at >= ? ORDER BY at, sequence LIMIT 1
                        """), arguments: [time]) ?? .max
        }
        return (try since.map(first) ?? 1, try until.map(first) ?? .max)
    }

    /// Along the index of the subject, else what has no outcome, else the person, the action, the
    /// outcome or the kind.
    private func walks() throws -> [Walk] {
        if !filter.about.isEmpty {
            return try filter.about.prefix(AuditBounds.aboutMax).map(walk)
        }
        if filter.outcome == .begun { return [Walk(condition: AuditSearch.open)] }
        if let by = filter.by { return [Walk(condition: "by = ? AND", arguments: [by])] }
        if let action = filter.action {
            guard action.hasSuffix("*") else {
                return [Walk(condition: "action = ? AND", arguments: [action])]
            }
            return try actions(from: String(action.dropLast())).map {
                Walk(condition: "action = ? AND", arguments: [$0])
            }
        }
        if let outcome = filter.outcome {
            return [Walk(condition: "outcome = ? AND", arguments: [outcome.rawValue])]
        }
        if let kind = filter.kind {
            return [Walk(condition: "kind = ? AND", arguments: [kind.rawValue])]
        }
        return [Walk()]
    }

    /// What walks the lines about one thing.
    package static let subject = "subject = ? AND subject <> '' AND"
    /// What walks the lines that were begun and not told of further.
    package static let open = "sequence IN (SELECT sequence FROM audit_open) AND"

    private func walk(_ about: AuditAbout) throws -> Walk {
        var walk = Walk(condition: AuditSearch.subject, arguments: [about.subject])
        // By the index of the subject: what the others say is looked at there.
        if let by = about.by {
            walk.condition += " +by = ? AND"
            walk.arguments += [by]
        }
        if let action = about.action {
            walk.condition += " +action = ? AND"
            walk.arguments += [action]
        }
        (walk.from, walk.before) = try bounds(about.since, about.until)
        return walk
    }

    /// The different actions that begin so; from one to the next by the index.
    private func actions(from prefix: String) throws -> [String] {
        let statement = try database.cachedStatement(
            sql: "SELECT action FROM audit_entry WHERE action > ? ORDER BY action LIMIT 1")
        var actions: [String] = []
        var last = prefix
        if try String.fetchOne(
            database.cachedStatement(
                sql: "SELECT action FROM audit_entry WHERE action = ? LIMIT 1"),
            arguments: [prefix]) != nil
        {
            actions.append(prefix)
        }
        while actions.count < Self.actionsMax,
            let action = try String.fetchOne(statement, arguments: [last]),
            action.hasPrefix(prefix)
        {
            actions.append(action)
            last = action
        }
        return actions
    }

    private func page(
        _ walk: Walk, _ limit: Int, _ looksMax: Int
    ) throws -> AuditPage {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: AuditSearch.sql(walk.condition)),
            arguments: walk.arguments + [walk.from, walk.before])
        var found: [AuditEntry] = []
        var looks = 0
        while let row = try rows.next() {
            looks += 1
            if matches(row) { found.append(try AuditTables.entry(row, previous: row[11])) }
            guard found.count < limit, looks < looksMax else {
                return AuditPage(entries: found, next: row[0])
            }
        }
        return AuditPage(entries: found, next: nil)
    }

    /// A walk, by its condition; its last two arguments are sequences.
    package static func sql(_ condition: String) -> String {
        """
        SELECT \(AuditTables.columns), coalesce((SELECT before.hash FROM audit_entry AS before
            WHERE before.sequence = audit_entry.sequence - 1), '\(AuditLink.genesis)'),
            outcome = 'begun' AND EXISTS (SELECT 1 FROM audit_entry AS after
                WHERE after.attempt = audit_entry.sequence)
        FROM audit_entry WHERE \(condition) sequence >= ? AND sequence < ?
        ORDER BY sequence DESC
        """
    }

    private func matches(_ row: Row) -> Bool {
        // What was begun, and of which a later line tells what came, is in that line.
        if row[12] { return false }
        if let outcome = filter.outcome, outcome.rawValue != row[9] { return false }
        if let by = filter.by, by != row[3] { return false }
        if let kind = filter.kind, kind.rawValue != row[2] { return false }
        if let action = filter.action {
            let found: String = row[4]
            return action.hasSuffix("*")
                ? found.hasPrefix(String(action.dropLast())) : found == action
        }
        return true
    }
}
