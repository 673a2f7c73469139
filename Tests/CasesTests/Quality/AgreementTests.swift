import Cases
import Glibc
import TestKit
import Testing
import Toolbox

@Suite struct AgreementTests {
    /// κ by its definition, of shares.
    private func kappa(_ shares: [[Double]], _ weight: (Int, Int) -> Double) -> Double {
        let size = shares.count
        let all = shares.flatMap { $0 }.reduce(0, +)
        var (agreed, chance) = (0.0, 0.0)
        for row in 0..<size {
            for column in 0..<size {
                let first = shares[row].reduce(0, +)
                let second = (0..<size).reduce(0.0) { $0 + shares[$1][column] }
                agreed += weight(row, column) * shares[row][column] / all
                chance += weight(row, column) * first * second / (all * all)
            }
        }
        return (agreed - chance) / (1 - chance)
    }

    /// The naive oracle of the standard error: the delta method, by moving each share a little.
    private func error(_ counts: [[Int]], _ weight: (Int, Int) -> Double) -> Double {
        let all = Double(counts.flatMap { $0 }.reduce(0, +))
        let shares = counts.map { $0.map { Double($0) / all } }
        let step = 1e-6
        var (mean, square) = (0.0, 0.0)
        for row in shares.indices {
            for column in shares.indices {
                var (up, down) = (shares, shares)
                up[row][column] += step
                down[row][column] -= step
                let slope = (kappa(up, weight) - kappa(down, weight)) / (2 * step)
                mean += shares[row][column] * slope
                square += shares[row][column] * slope * slope
            }
        }
        return ((square - mean * mean) / all).squareRoot()
    }

    @Test("The textbook's table: 0.4")
    func textbook() throws {
        let agreement = Agreement(counts: [[20, 5], [10, 15]])
        #expect(abs(try #require(agreement.kappa) - 0.4) < 1e-12)
        #expect(agreement.pairs == 50 && abs(agreement.observed - 0.7) < 1e-12)
        let interval = try #require(agreement.interval)
        #expect(interval.contains(0.4) && interval.lowerBound > 0.1 && interval.upperBound < 0.7)
    }

    @Test("Nothing is said where nothing can be")
    func empty() {
        #expect(Agreement(counts: [[0, 0], [0, 0]]).kappa == nil)
        #expect(Agreement(counts: [[9, 0], [0, 0]]).kappa == nil)
        #expect(Agreement(counts: [[9, 0], [0, 0]]).observed == 1)
        #expect(Agreement(counts: [[1, 0], [0, 0]]).standardError == nil)
    }

    @Test("κ and its error are those of the definition and of the delta method, however weighted")
    func oracle() throws {
        var random = Seed.random(301)
        for _ in 0..<300 {
            let size = 2 + random.below(3)
            let counts = (0..<size).map { _ in (0..<size).map { _ in 1 + random.below(40) } }
            let last = Double(size - 1)
            let kinds: [(Agreement.Distance, (Int, Int) -> Double)] = [
                (.same, { $0 == $1 ? 1 : 0 }), (.steps, { 1 - Double(abs($0 - $1)) / last }),
                (
                    .squaredSteps,
                    { 1 - (Double(abs($0 - $1)) / last) * (Double(abs($0 - $1)) / last) }
                ),
            ]
            for (distance, weight) in kinds {
                let found = Agreement(counts: counts, distance: distance)
                let shares = counts.map { $0.map(Double.init) }
                let expected = kappa(shares, weight)
                #expect(abs(try #require(found.kappa) - expected) < 1e-9, "\(Seed.hint)")
                let spread = error(counts, weight)
                #expect(
                    abs(try #require(found.standardError) - spread) < 1e-4 * max(1, spread),
                    "\(counts) \(distance) \(Seed.hint)")
            }
        }
    }

    @Test("Bounds of shares hold what was seen, and are Wilson's")
    func shares() {
        #expect(ShareBounds.of(0, 0) == 0...1)
        for count in 1...40 {
            for hits in 0...count {
                let bounds = ShareBounds.of(hits, count)
                #expect(bounds.contains(Double(hits) / Double(count)))
            }
        }
        let half = ShareBounds.of(5, 10)
        #expect(abs(half.lowerBound - 0.2366) < 1e-3 && abs(half.upperBound - 0.7634) < 1e-3)
    }
}

@Suite struct DriftDetectorTests {
    /// The naive oracle: of each larger share, the best start, its product taken anew.
    private func evidence(_ errors: [Bool], usual: Double) -> Double {
        let multiples: [Double] = [1.5, 2, 3, 5, 9]
        return multiples.reduce(0) { sum, multiple in
            let odds = usual / (1 - usual) * multiple
            let share = odds / (1 + odds)
            let best =
                errors.indices.map { start in
                    errors[start...].reduce(1.0) {
                        $0 * ($1 ? share / usual : (1 - share) / (1 - usual))
                    }
                }.max() ?? 0
            return sum + best
        } / Double(multiples.count)
    }

    @Test("The evidence is the best product over all starts")
    func oracle() {
        var random = Seed.random(302)
        for _ in 0..<60 {
            let usual = 0.02 + random.unit() * 0.4
            let errors = (0..<(1 + random.below(60))).map { _ in random.chance(0.3) }
            var detector = DriftDetector(usual: usual)
            for error in errors { detector.take(error) }
            let expected = evidence(errors, usual: usual)
            #expect(
                abs(detector.evidence - expected) <= 1e-9 * max(1, expected), "\(Seed.hint)")
            #expect(detector.count == errors.count)
            #expect(detector.errors == errors.count { $0 })
        }
    }

    @Test("A false alarm comes as seldom as is said, and drift is found soon")
    func runs() {
        var random = Seed.random(303)
        func run(_ share: Double, most: Int) -> Double {
            var detector = DriftDetector(usual: 0.1, meanRun: 200)
            for count in 1...most {
                detector.take(random.chance(share))
                if detector.isAlarmed { return Double(count) }
            }
            return Double(most)
        }
        let calm = (0..<200).map { _ in run(0.1, most: 4000) }
        #expect(calm.reduce(0, +) / 200 >= 200, "\(Seed.hint)")
        let drifting = (0..<200).map { _ in run(0.4, most: 4000) }
        #expect(drifting.reduce(0, +) / 200 <= 40, "\(Seed.hint)")
    }
}

@Suite struct SpanSketchTests {
    @Test("Quantiles are within 5 % of those of the sorted numbers, and days add up")
    func oracle() throws {
        var random = Seed.random(304)
        for _ in 0..<50 {
            var (one, other) = (SpanSketch(), SpanSketch())
            var numbers: [Double] = []
            for place in 0..<(1 + random.below(400)) {
                let number = exp(random.unit() * 12 - 3)
                numbers.append(number)
                if place % 2 == 0 { one.add(number) } else { other.add(number) }
            }
            one.add(other)
            numbers.sort()
            #expect(one.count == numbers.count)
            for share in [0, 0.1, 0.5, 0.9, 1.0] {
                let rank = (Double(numbers.count) * share).rounded(.up)
                let exact = numbers[min(numbers.count, max(1, Int(rank))) - 1]
                let found = try #require(one.quantile(share))
                #expect(abs(found - exact) <= 0.05 * exact, "\(share) \(Seed.hint)")
            }
        }
        #expect(SpanSketch().quantile(0.5) == nil)
    }
}
