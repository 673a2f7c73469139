import Foundation
import TestKit
import Testing
import Toolbox

/// Evidence that a share is above a bound.
@Suite struct ExcessTestTests {
    @Test("The evidence is the mean of the likelihood ratios, multiplied out")
    func naive() {
        var random = Seed.random(71)
        for _ in 0..<200 {
            let bound = 0.005 + 0.3 * random.unit()
            let count = Int(random.next() % 60)
            let hits = count == 0 ? 0 : Int(random.next() % UInt64(count + 1))
            let ratios = [1.5, 2, 3, 5, 9, 17, 33, 65, 129].map { (multiple: Double) in
                let odds = bound / (1 - bound) * multiple
                let share = odds / (1 + odds)
                return (0..<count).reduce(1.0) { ratio, index in
                    ratio * (index < hits ? share / bound : (1 - share) / (1 - bound))
                }
            }
            let expected = log(ratios.reduce(0, +) / 9)
            let evidence = ExcessTest(bound: bound).logEvidence(hits: hits, of: count)
            #expect(abs(evidence - expected) < 1e-9, "\(Seed.hint)")
        }
    }

    @Test("At the bound, looking after every event, it is exceeded with a chance of α at most")
    func falseAlarms() {
        let test = ExcessTest(bound: 0.02)
        let (runs, alpha) = (2000, 0.05)
        var alarms = 0
        for run in 0..<runs {
            var random = Seed.random(72, round: run)
            var hits = 0
            for count in 1...1500 {
                if random.unit() < 0.02 { hits += 1 }
                if test.isExceeded(hits: hits, of: count, alpha: alpha) {
                    alarms += 1
                    break
                }
            }
        }
        // Four standard errors above α at most; a fixed-sample test would be far beyond.
        let limit = alpha + 4 * sqrt(alpha * (1 - alpha) / Double(runs))
        #expect(Double(alarms) / Double(runs) <= limit, "\(alarms) of \(runs); \(Seed.hint)")
    }

    @Test("A fifth where a fiftieth is allowed is seen within two hundred events")
    func power() {
        let test = ExcessTest(bound: 0.02)
        for run in 0..<500 {
            var random = Seed.random(73, round: run)
            var hits = 0
            for _ in 0..<200 where random.unit() < 0.2 { hits += 1 }
            #expect(test.isExceeded(hits: hits, of: 200, alpha: 0.001), "\(Seed.hint)")
        }
    }
}
