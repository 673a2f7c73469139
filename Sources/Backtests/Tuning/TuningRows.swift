import CEL
import Decisions
import Models
import Packs
import Rules
import Toolbox
import Vocabulary

/// What is compared with a threshold: the score, a signal's strength, or a model's score.
package enum TunedValue: Sendable, Hashable {
    case score
    case signal(String)
    case model(String)

    package var words: String {
        switch self {
        case .score: "score"
        case .signal(let name): "signals.\(name)"
        case .model(let name): "models.\(name)"
        }
    }
}

/// What taking an action from a threshold on would do, gathered by person and value: enough to
/// draw the whole curve, and to draw people anew for its intervals.
package struct TuningRows {
    /// Steps of the scale; a threshold is a multiple of 1 / ``steps``.
    package static let steps = 200

    /// Of one person, what happens at and above one step of the scale.
    struct Cell {
        var bad = 0
        var good = 0
        /// Millionths of the unit: saved at bad events, and done wrong at good ones.
        var saved: Int64 = 0
        var wrong: Int64 = 0
        /// Good sessions whose greatest value is at this step; sessions of any kind.
        var goodSessions = 0
        var sessions = 0
    }

    struct Person {
        var isBad: Bool
        var isGood: Bool
        var cells: [Int: Cell] = [:]
        var bad = 0
        var good = 0
        var goodSessions = 0
        var missed: Int64 = 0
    }

    private(set) var people: [Person] = []

    /// The step of a value in 0...1: the greatest threshold, step / ``steps``, that it reaches.
    package static func step(_ value: Double) -> Int {
        var step = min(steps, max(0, Int((value * Double(steps)).rounded(.down))))
        // A product may come out just below or at the step that the value itself is.
        while step < steps, Double(step + 1) / Double(steps) <= value { step += 1 }
        while step > 0, Double(step) / Double(steps) > value { step -= 1 }
        return step
    }

    /// O(rows of the journey).
    ///
    /// - Parameters:
    ///   - times: of the events that count, milliseconds since 1970.
    ///   - action: what would be taken; its price is that of costs.yaml.
    init(
        _ ground: Ground, _ judgement: Judgement, _ value: TunedValue, journey: Int,
        action: Action, times: Range<Int64>
    ) throws {
        let values = try TuningRows.values(ground, judgement, value, journey)
        let amounts = try TuningRows.amounts(ground, action, journey)
        var places = Array(repeating: -1, count: ground.people.count + 1)
        var top: [UInt32: (step: Int, isGood: Bool, person: Int)] = [:]
        let types = ground.pack.schema.types
        for row in 0..<ground.walk.rows
        where types[Int(ground.walk.types.base[row])].journey == journey
            && times.contains(ground.walk.times.base[row])
        {
            let number = Int(ground.sessions.persons.base[row])
            if number == 0 { continue }
            if places[number] < 0 {
                places[number] = people.count
                let mark = ground.truth.people[number]
                people.append(Person(isBad: mark == 1, isGood: mark == 0))
            }
            let person = places[number]
            let mark = ground.truth.rows.base[row]
            let step = TuningRows.step(values[row])
            let isGood = mark != 1 && ground.mayBeGood(number)
            if mark == 1 {
                people[person].bad += 1
                people[person].missed += amounts.missed[row]
                people[person].cells[step, default: Cell()].bad += 1
                if amounts.prevents {
                    people[person].cells[step, default: Cell()].saved += amounts.missed[row]
                }
            } else if mark == 0 {
                people[person].good += 1
                people[person].cells[step, default: Cell()].good += 1
                people[person].cells[step, default: Cell()].wrong += amounts.wrong[row]
            }
            let held = top[ground.sessions.ofRow.base[row]]
            top[ground.sessions.ofRow.base[row]] = (
                max(held?.step ?? 0, step), (held?.isGood ?? true) && isGood, person
            )
        }
        for (_, session) in top {
            people[session.person].cells[session.step, default: Cell()].sessions += 1
            guard session.isGood else { continue }
            people[session.person].cells[session.step, default: Cell()].goodSessions += 1
            people[session.person].goodSessions += 1
        }
    }

    private static func values(
        _ ground: Ground, _ judgement: Judgement, _ value: TunedValue, _ journey: Int
    ) throws -> [Double] {
        let pack = judgement.pack
        var values = Array(repeating: 0.0, count: ground.walk.rows)
        switch value {
        case .score:
            for row in values.indices { values[row] = judgement.outcomes[row].score }
        case .signal(let name):
            guard let signal = pack.rules.signals.firstIndex(of: name) else {
                throw unknown("signal", name, pack.rules.signals)
            }
            for index in pack.rules.indices(atJourney: journey)
            where pack.rules.rules[index].signal == signal
                && pack.rules.rules[index].mode == .live
            {
                guard let codes = judgement.rules.columns[index]?.codes else { continue }
                let weight = pack.rules.rules[index].weight
                for row in values.indices where codes[row] == RuleWords.fired {
                    values[row] = max(values[row], weight)
                }
            }
        case .model(let name):
            guard let model = pack.models.models.first(where: { $0.name == name }),
                let column = judgement.sources.models[model.slot]
            else { throw unknown("model with a version", name, pack.models.models.map(\.name)) }
            let room = ColumnBlock()
            for block in 0..<ColumnFile.blockCount(rows: ground.walk.rows) {
                try column.read(block: block, into: room)
                room.fill()
                for row in rowsOf(block: block, of: ground.walk.rows) {
                    let score = room.values[row % BlockLayout.rows]
                    if score.kind == .double { values[row] = score.asDouble }
                }
            }
        }
        return values
    }

    private static func unknown(_ what: String, _ name: String, _ known: [String]) -> Fault {
        Fault(
            .notFound, "The pack has no \(what) `\(name)`.",
            fix: known.isEmpty ? "Tune --score." : "There are: \(known.joined(separator: ", ")).")
    }

    private struct Amounts {
        var missed: [Int64]
        var wrong: [Int64]
        var prevents: Bool
    }

    /// What each event of the journey costs when it is missed, and when the action is wrong.
    private static func amounts(
        _ ground: Ground, _ action: Action, _ journey: Int
    ) throws -> Amounts {
        let walk = ground.walk
        var amounts = Amounts(
            missed: Array(repeating: 0, count: walk.rows),
            wrong: Array(repeating: 0, count: walk.rows), prevents: false)
        let types = ground.pack.schema.types
        let prices = types.indices.map {
            types[$0].journey == journey ? ground.costs.price(ofType: $0) : nil
        }
        amounts.prevents = prices.contains { $0?.prevents.contains(action) == true }
        guard prices.contains(where: { $0 != nil }), ground.hasLabels else { return amounts }
        let reader = RowReader(
            try ground.sources.columns(for: ground.amountSlots), stride: ground.pack.stride)
        let scratch = Scratch()
        for block in 0..<ColumnFile.blockCount(rows: walk.rows) {
            try reader.load(block: block)
            for row in rowsOf(block: block, of: walk.rows) {
                guard let price = prices[Int(walk.types.base[row])] else { continue }
                let mark = ground.truth.rows.base[row]
                guard mark >= 0, let program = mark == 1 ? price.missed : price.wrong[action.rank]
                else { continue }
                reader.fill(row % BlockLayout.rows)
                scratch.time = walk.times.base[row]
                let cost = Counting.millionths(program.evaluate(reader.row, scratch).asInput)
                scratch.reset()
                if mark == 1 { amounts.missed[row] = cost } else { amounts.wrong[row] = cost }
            }
        }
        return amounts
    }
}
