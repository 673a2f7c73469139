import Decisions
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// Events on which two packs decide differently.
package struct Changes: Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case newlyActedOn, noLongerActedOn, stronger, weaker
    }

    /// One pair of actions.
    package struct Move: Codable, Sendable {
        package var from: String
        package var to: String
        package var events: Marks
    }

    /// A decision that changed, with the reasons of whoever acts more.
    package struct Example: Codable, Sendable {
        package var kind: Kind
        package var event: String
        package var time: String
        package var person: String
        /// bad, good or unknown.
        package var truth: String
        package var from: String
        package var to: String
        package var scoreBefore: Double
        package var scoreAfter: Double
        package var reasons: [String]
    }

    package var byKind: [String: Marks] = [:]
    package var moves: [Move] = []
    package var examples: [Example] = []
    package var people = 0

    static let examplesMax = 5

    static func kind(_ before: Action, _ after: Action) -> Kind? {
        if before == after { return nil }
        if before == .allow { return .newlyActedOn }
        if after == .allow { return .noLongerActedOn }
        return after > before ? .stronger : .weaker
    }

    /// O(rows).
    init(_ ground: Ground, before: Judgement, after: Judgement) throws {
        var moves: [Int: Marks] = [:]
        var chosen: [Kind: Chosen] = [:]
        var people = NumberSet(count: ground.people.count + 1)
        for row in 0..<ground.walk.rows {
            let (old, new) = (before.outcomes[row].action, after.outcomes[row].action)
            guard let kind = Changes.kind(old, new) else { continue }
            let mark = ground.truth.rows.base[row]
            byKind[kind.rawValue, default: Marks()].add(mark)
            moves[old.rank * Action.allCases.count + new.rank, default: Marks()].add(mark)
            let person = Int(ground.sessions.persons.base[row])
            if person != 0 { people.insert(person) }
            let size = abs(after.outcomes[row].score - before.outcomes[row].score)
            chosen[kind, default: Chosen()].offer(row, person: person, size: size)
        }
        self.people = people.count
        self.moves = moves.sorted { $0.key < $1.key }.map { key, marks in
            Move(
                from: Action.allCases[key / Action.allCases.count].rawValue,
                to: Action.allCases[key % Action.allCases.count].rawValue, events: marks)
        }
        let rows = Kind.allCases.flatMap { kind in
            (chosen[kind]?.rows ?? []).map { (kind, $0) }
        }
        examples = try rows.map { kind, row in
            let teller = kind == .newlyActedOn || kind == .stronger ? after : before
            return try Changes.example(kind, row, ground, before, after, teller)
        }
    }

    /// The largest changes, one a person, the earliest first where they are as large.
    private struct Chosen {
        private var held: [(row: Int, person: Int, size: Double)] = []

        mutating func offer(_ row: Int, person: Int, size: Double) {
            if held.count == examplesMax, let last = held.last, last.size >= size { return }
            if let same = held.firstIndex(where: { $0.person == person }) {
                guard held[same].size < size else { return }
                held.remove(at: same)
            }
            let place = held.firstIndex { $0.size < size } ?? held.count
            held.insert((row, person, size), at: place)
            if held.count > examplesMax { held.removeLast() }
        }

        var rows: [Int] { held.map(\.row) }
    }

    private static func example(
        _ kind: Kind, _ row: Int, _ ground: Ground, _ before: Judgement, _ after: Judgement,
        _ teller: Judgement
    ) throws -> Example {
        let record = try RebuiltRows(teller).record(row)
        let view = try RecordView(record: record)
        let mark = ground.truth.rows.base[row]
        return Example(
            kind: kind, event: view.event.id,
            time: CivilTime(
                milliseconds: ground.walk.times.base[row]
            ).rfc3339,
            person: ground.people.name(Int(ground.sessions.persons.base[row])),
            truth: mark == 1 ? "bad" : mark == 0 ? "good" : "unknown",
            from: before.outcomes[row].action.rawValue, to: after.outcomes[row].action.rawValue,
            scoreBefore: before.outcomes[row].score, scoreAfter: after.outcomes[row].score,
            reasons: view.reasons.map { "\($0.rule): \($0.text)" })
    }
}
