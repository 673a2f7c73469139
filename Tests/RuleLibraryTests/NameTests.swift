import CEL
import Rules
import Testing
import Toolbox

/// Names of people in any script: what is measured, and what always holds.
struct NameTests {
    /// What `names.match` says of pairs whose truth is known.
    private struct Outcome {
        var hits = 0
        var falseAlarms = 0
        var misses: [String] = []
        var undecided: [String] = []

        var precision: Double { Double(hits) / Double(hits + falseAlarms) }
        var recall: Double { Double(hits) / Double(hits + misses.count) }
    }

    private func outcome(_ pairs: [NamePairs.Pair]) throws -> Outcome {
        let fixture = try Fixture()
        var outcome = Outcome()
        for pair in pairs {
            let call = "names.similarity(\"\(pair.left)\", \"\(pair.right)\")"
            guard let score = Double(fixture.result(call)) else {
                outcome.undecided.append("\(pair.left) | \(pair.right)")
                continue
            }
            let matches = score >= 0.88
            #expect(
                fixture.result(call.replacing("similarity", with: "match")) == "\(matches)")
            if matches, pair.same { outcome.hits += 1 }
            if matches, !pair.same {
                outcome.falseAlarms += 1
                print("taken for one: \(pair.left) | \(pair.right) \(score)")
            }
            if !matches, pair.same {
                outcome.misses.append("\(pair.left) | \(pair.right)")
                print("taken for two: \(pair.left) | \(pair.right) \(score)")
            }
        }
        print("precision \(outcome.precision) recall \(outcome.recall) of \(pairs.count)")
        print("undecided \(outcome.undecided)")
        return outcome
    }

    @Test("Pairs the tables were made with")
    func tuning() throws {
        let outcome = try outcome(NamePairs.tuning)
        #expect(outcome.precision >= 0.98)
        #expect(outcome.recall >= 0.98)
        #expect(outcome.undecided == [])
    }

    @Test("Pairs that were written beforehand and nothing was changed for")
    func held() throws {
        let outcome = try outcome(NamePairs.held)
        #expect(outcome.precision >= 0.85)
        #expect(outcome.recall >= 0.85)
    }
}
