package import Enforcements
import Foundation
package import Pipeline
package import Vocabulary

/// Counts what was done since the last time: cases' histories, the ledger of enforcements and
/// decisions, each read on from a kept place, so that no page ever counts them anew.
///
/// What is counted and the place are written in one transaction: nothing counts twice.
package struct FiguresRun {
    package typealias Source = OperationsStore & DecisionArchive & EnforcementStore & RingArchive

    private let store: any Source
    private let definition: CasesDefinition?
    /// What the time is, milliseconds since 1970.
    private let now: Int64

    package init(store: any Source, definition: CasesDefinition?, now: Int64) {
        (self.store, self.definition, self.now) = (store, definition, now)
    }

    /// Reads on until nothing is left.
    ///
    /// - Parameter pass: does each transaction, or throws to end the run between two.
    /// - Returns: how many lines of all sources were read.
    package func run(pass: (() throws -> Void) throws -> Void = { try $0() }) throws -> Int {
        var read = 0
        for step in [cases, enforcements, decisions, fired] {
            var more = 0
            repeat {
                try pass { more = try step() }
                read += more
            } while more > 0
        }
        try pass {
            let rings = try store.rings(limit: FiguresRun.ringsMax).map(\.id)
            try store.operating { tables in
                if !rings.isEmpty { _ = try tables.noteRings(rings, at: now) }
                // A log may end long before the clock's time: its own last hours are what is usual.
                let last = try tables.range(of: .decisions, by: .hour)?.upperBound ?? .max
                try tables.dropHours(
                    before: min(FigureSpan.hour.number(of: now), last)
                        - OperationsBounds.hoursKept,
                    limit: OperationsBounds.perTransaction)
            }
        }
        return read
    }

    /// Rings of a run that are known as new or not: the greatest.
    package static let ringsMax = 200

    private func cases() throws -> Int {
        try store.operating { tables in
            let entries = try tables.caseEntries(
                after: tables.place(of: .cases), limit: OperationsBounds.perTransaction)
            guard let last = entries.last else { return 0 }
            var counting = CaseCounting(
                tables: tables, definition: definition, pilots: try tables.running(),
                seed: try tables.seed())
            for entry in entries { try counting.take(entry) }
            try tables.set(place: last.sequence, of: .cases)
            return entries.count
        }
    }

    private func enforcements() throws -> Int {
        try store.operating { tables in
            let entries = try tables.cases.enforcements.entries(
                after: tables.place(of: .enforcements), limit: OperationsBounds.perTransaction)
            guard let last = entries.last else { return 0 }
            for entry in entries { try take(entry, tables) }
            try tables.set(place: last.sequence, of: .enforcements)
            return entries.count
        }
    }

    private func take(_ entry: LedgerEntry, _ tables: any OperationsTables) throws {
        switch entry.kind {
        case .applied, .approved:
            guard entry.measure != .strike else { return }
            try tables.add(FigureSum(count: 1), to: .enforced, part: "", at: entry.at)
            if entry.kind == .applied, entry.by == Person.machine {
                try tables.add(
                    FigureSum(count: 1), to: .enforcedByMachine, part: "", at: entry.at)
            }
            let origin =
                try entry.origin
                ?? tables.cases.enforcements.enforcement(id: entry.enforcement)?.origin
            guard let origin else { return }
            let hours = Double(max(0, entry.at - origin.known(by: entry.at))) / 3_600_000
            try tables.add(FigureSum(hours), to: .actHours, part: "", at: entry.at)
            try tables.addSpread(hours, to: .actHours, part: "", at: entry.at, by: 1)
        case .upheld, .overturned:
            try tables.add(FigureSum(count: 1), to: .appealsDecided, part: "", at: entry.at)
            guard entry.kind == .overturned else { return }
            try tables.add(FigureSum(count: 1), to: .overturned, part: "", at: entry.at)
            guard let caseID = try tables.order(of: entry.enforcement),
                let closed = try tables.closed(caseID)
            else { return }
            try tables.add(FigureSum(count: 1), to: .overturned, part: closed.queue, at: entry.at)
            for (pilot, arm) in closed.arms {
                // The case was counted when it was closed: this makes its 0 a 1.
                try tables.add(
                    FigureSum(count: 0, total: 1, squares: 1), to: .overturned, of: pilot,
                    arm: arm)
            }
        case .held, .refused, .lowered, .expired, .reversed, .appealed: break
        }
    }

    private func decisions() throws -> Int {
        let place = try store.readingOperations { try $0.place(of: .decisions) }
        let decided = try store.decided(
            after: place, limit: OperationsBounds.decisionsPerTransaction)
        guard let last = decided.last else { return 0 }
        var counts: [Action: [Int64: Int]] = [:]
        for one in decided {
            counts[one.action, default: [:]][FigureSpan.hour.number(of: one.time), default: 0] += 1
        }
        try store.operating { tables in
            for (action, hours) in counts {
                for (hour, count) in hours {
                    try tables.add(
                        FigureSum(count: count), to: .decisions, part: action.rawValue,
                        at: hour * FigureSpan.hour.milliseconds)
                }
            }
            try tables.set(place: last.sequence, of: .decisions)
        }
        return decided.count
    }

    /// What a record says of the rules behind it.
    private struct Fired: Decodable {
        struct Reason: Decodable { var rule: String }
        var reasons: [Reason]
    }

    private func fired() throws -> Int {
        let place = try store.readingOperations { try $0.place(of: .fired) }
        let (decisions, upTo) = try store.decisionsToCarry(
            after: place, limit: OperationsBounds.perTransaction / 4)
        guard upTo > place else { return 0 }
        var counts: [String: [Int64: Int]] = [:]
        let decoder = JSONDecoder()
        for one in decisions {
            let hour = FigureSpan.hour.number(of: one.time)
            // A record that cannot be read is told of by whoever carries it out.
            let fired = try? decoder.decode(Fired.self, from: Data(one.record.utf8))
            for reason in fired?.reasons ?? [] {
                counts[reason.rule, default: [:]][hour, default: 0] += 1
            }
        }
        try store.operating { tables in
            for (rule, hours) in counts {
                for (hour, count) in hours {
                    try tables.add(
                        FigureSum(count: count), to: .fired, part: rule,
                        at: hour * FigureSpan.hour.milliseconds)
                }
            }
            try tables.set(place: upTo, of: .fired)
        }
        return max(1, decisions.count)
    }
}

extension EnforcementOrigin {
    /// When what it rests on could be known: when its event was received, where that came after it
    /// happened. A log that is carried out by its own clock knew each event when it happened.
    fileprivate func known(by at: Int64) -> Int64 {
        guard let received, received <= at else { return time }
        return max(time, received)
    }
}

extension OperationsTables {
    /// Pilots that run now.
    package func running() throws -> [Pilot] {
        try pilots(limit: Pilot.keptMax).filter(\.isRunning)
    }
}
