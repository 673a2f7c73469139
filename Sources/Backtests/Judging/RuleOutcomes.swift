import CEL
import Packs
import Rules
import Toolbox
import Vocabulary

/// What a rule came to on every row, in words of its own: nothing, that it fired, or what kept it
/// from being decided.
enum RuleWords {
    static let fired: UInt8 = 1
    private static let errors: [ErrorCode] = (0...UInt8.max).compactMap { ErrorCode(rawValue: $0) }

    /// By code: nothing, fired, each slot that may be missing, each error.
    static func words(_ slots: [Int], _ names: [String]) -> [String] {
        ["", "fired"] + slots.map { "missing \(names[$0])" }
            + errors.map { "error \($0.rawValue)" }
    }

    static func code(_ item: Findings.Undecided, _ slots: [Int]) -> UInt8? {
        if let missing = item.missing, let place = slots.firstIndex(of: missing) {
            return UInt8(place + 2)
        }
        guard item.missing == nil else { return nil }
        return errors.firstIndex(of: item.error).map { UInt8(slots.count + 2 + $0) }
    }

    /// Slots whose values the rule reads when it is evaluated.
    static func slots(_ rule: RuleDefinition) -> [Int] {
        let programs = rule.locals.map(\.program) + [rule.condition]
        return Set(programs.flatMap(\.references)).subtracting(rule.locals.map(\.slot)).sorted()
    }

    /// By code: what was undecided, for rows of a pack; nil for the first two.
    static func undecided(
        _ words: [String], rule: Int, slots names: [String: Int]
    ) -> [Findings.Undecided?] {
        words.map { word in
            if word.hasPrefix("missing ") {
                return names[String(word.dropFirst(8))].map {
                    Findings.Undecided(rule: rule, missing: $0, error: .missing)
                }
            }
            guard word.hasPrefix("error "), let raw = UInt8(word.dropFirst(6)),
                let error = ErrorCode(rawValue: raw)
            else { return nil }
            return Findings.Undecided(rule: rule, missing: nil, error: error)
        }
    }
}

/// What the rules of a pack came to on every row: remembered where a rule is as it was, else
/// evaluated by the pack's own ``RuleSet`` on rows built again from what they read.
package struct RuleOutcomes: Sendable {
    /// By rule; nil for one that is off.
    let columns: [CodeColumn?]
    /// Rules that were evaluated now, by index.
    package let evaluated: [Int]

    init(_ pack: Pack, _ walk: Walk, _ sources: Sources, threads: Int) throws {
        let closures = Closures(pack)
        let paths = pack.rules.rules.indices.map { walk.made("rule", closures.rule($0)) }
        var columns = try pack.rules.rules.indices.map { index -> CodeColumn? in
            guard pack.rules.rules[index].mode != .off else { return nil }
            if let held = CodeColumn(path: paths[index], count: walk.rows) { return held }
            let slots = RuleWords.slots(pack.rules.rules[index])
            let words = RuleWords.words(slots, pack.slotNames)
            guard words.count <= CodeColumn.wordsMax else {
                throw Fault(
                    .unsupported,
                    "The rule \(pack.rules.rules[index].id) reads \(slots.count) values.",
                    fix: "Divide it; a backtest takes rules of some two hundred.")
            }
            return nil
        }
        evaluated = pack.rules.rules.indices.filter {
            columns[$0] == nil && pack.rules.rules[$0].mode != .off
        }
        if !evaluated.isEmpty {
            let made = try RuleOutcomes.evaluate(evaluated, pack, walk, sources, threads)
            for (index, column) in zip(evaluated, made) {
                try column.write(to: paths[index])
                columns[index] = column
            }
        }
        self.columns = columns
    }

    private static func evaluate(
        _ indices: [Int], _ pack: Pack, _ walk: Walk, _ sources: Sources, _ threads: Int
    ) throws -> [CodeColumn] {
        // What fires is noted whether a rule is live or in shadow.
        let rules = indices.map { index in
            var rule = pack.rules.rules[index]
            rule.mode = .live
            return rule
        }
        let set = RuleSet(
            rules: rules, signals: pack.rules.signals, signalSlot: pack.rules.signalSlot,
            journeyCount: pack.schema.journeys.count)
        let slots = rules.map { RuleWords.slots($0) }
        let made = slots.map {
            CodeColumn(count: walk.rows, words: RuleWords.words($0, pack.slotNames))
        }
        let journeys = pack.schema.types.map(\.journey)
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride,
            try sources.columns(for: slots.flatMap { $0 })
        ) { reader, rows in
            let scratch = Scratch()
            var findings = Findings()
            for index in rows {
                reader.fill(index - rows.lowerBound)
                let journey = journeys[Int(walk.types.base[index])]
                scratch.time = walk.times.base[index]
                scratch.forget()
                set.evaluate(
                    row: reader.row, journey: journey, scratch: scratch, into: &findings)
                for place in findings.fired { made[place].codes[index] = RuleWords.fired }
                for item in findings.undecided {
                    guard let code = RuleWords.code(item, slots[item.rule]) else {
                        throw Fault(.bug, "A rule misses a value that it does not read.")
                    }
                    made[item.rule].codes[index] = code
                }
                scratch.reset()
            }
        }
        return made
    }
}
