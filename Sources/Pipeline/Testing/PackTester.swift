import CEL
import Decisions
import Events
import Features
package import Packs
import Rules
import Toolbox
import Vocabulary

/// Runs a pack's own tests: the same intake, rules and policy as live, on given feature values.
package struct PackTester {
    private let pack: Pack
    private let evaluator: Evaluator
    private let lane = Lane()

    package init(pack: Pack) {
        self.pack = pack
        evaluator = Evaluator(pack: pack)
    }

    /// Every test, in the order of the file.
    package func run() -> [PackTestResult] {
        pack.tests.map { PackTestResult(test: $0, faults: faults(of: $0)) }
    }

    private func faults(of test: PackTest) -> [String] {
        let batch = evaluator.makeBatch(capacity: 1)
        let results = Results(capacity: 1)
        batch.input = test.name
        batch.receivedAt = .max / 2
        var padded = PaddedText()
        let text = Array(test.event.utf8)
        padded.prepare(bytes: text.count)
        evaluator.makeParser().parse(padded.add(text), line: 1, into: batch)
        if let letter = batch.deadLetters.first {
            return ["the event does not fit: " + letter.sentence]
        }
        let unused = batch.unknownFields.keys.sorted()
        guard unused.isEmpty else {
            return ["the event has fields its type does not: " + unused.joined(separator: ", ")]
        }
        lane.scratch.time = batch.times[0]
        fillFeatures(batch.row(0), test)
        evaluator.judge(batch, 0, into: results, lane: lane)
        defer {
            lane.scratch.reset()
            lane.scratch.forget()
        }
        return compare(test.expected, batch, results)
    }

    /// Given values as they are; formulas from them; counts and sums not given are 0.
    private func fillFeatures(_ row: UnsafeMutablePointer<Value>, _ test: PackTest) {
        var given: Set<Int> = []
        for (slot, program) in test.given {
            row[slot] = program.evaluate(row, lane.scratch)
            given.insert(slot)
        }
        for feature in pack.features where !given.contains(feature.slot) {
            switch feature.recipe {
            case .aggregate(let recipe):
                if let zero = recipe.valueWhenEmpty { row[feature.slot] = zero }
            case .formula(let program):
                let value = program.evaluate(row, lane.scratch)
                row[feature.slot] = value.isError ? .absent : value
            }
        }
    }

    private func compare(
        _ expected: PackTest.Expectation, _ batch: EventBatch, _ results: Results
    ) -> [String] {
        let findings = results.rows[0].findings
        let outcome = results.rows[0].outcome
        let rules = pack.rules.rules
        let fired = (findings.fired + findings.shadow).map { rules[$0].id }
        let undecided = findings.undecided.map { rules[$0.rule].id }
        var faults: [String] = []
        if let action = expected.action, action != outcome.named {
            let score = (outcome.score * 1000).rounded() / 1000
            faults.append(
                "expected \(action.rawValue), decided \(outcome.named.rawValue) at score \(score)"
                    + (fired.isEmpty ? "" : "; fired: " + fired.joined(separator: ", ")))
        }
        for rule in expected.fires where !fired.contains(rule) {
            let why = undecided.contains(rule) ? "could not be decided" : "did not fire"
            faults.append("expected \(rule) to fire; it \(why)")
        }
        for rule in expected.not where fired.contains(rule) {
            faults.append("expected \(rule) not to fire; it did")
        }
        if let wanted = expected.undecided, Set(wanted) != Set(undecided) {
            faults.append(
                "expected undecided \(wanted.sorted()), found \(undecided.sorted())")
        }
        if let reason = expected.reason { faults += missing(reason, batch, findings) }
        return faults
    }

    private func missing(
        _ reason: String, _ batch: EventBatch, _ findings: Findings
    ) -> [String] {
        let texts = (findings.fired + findings.shadow).map { index in
            var writer = ByteWriter()
            pack.rules.rules[index].reason.write(
                row: batch.row(0), scratch: lane.scratch, to: &writer)
            return writer.text
        }
        if texts.contains(where: { $0.contains(reason) }) { return [] }
        return ["no reason says \"\(reason)\"; they say: " + texts.joined(separator: " | ")]
    }
}
