import Cases
import Glibc
import TestKit
import Testing
import Toolbox

@Suite struct ChangePointTests {
    /// The naive oracle: every partition there is.
    private func cheapest(_ sums: ChangePoints.Sums, penalty: Double) -> Double {
        let count = sums.count
        var best = Double.infinity
        for marks in 0..<(1 << max(0, count - 1)) {
            let places = (1..<max(1, count)).filter { marks >> ($0 - 1) & 1 == 1 }
            let ends = [0] + places + [count]
            let stretches = zip(ends, ends.dropFirst())
            guard stretches.allSatisfy({ $1 - $0 >= ChangePoints.shortest }) else { continue }
            let cost = stretches.reduce(penalty * Double(places.count)) {
                $0 + sums.cost($1.0, $1.1)
            }
            best = min(best, cost)
        }
        return best
    }

    private func poisson(_ mean: Double, _ random: inout SplitMix64) -> Int {
        var (count, left) = (0, exp(-mean))
        var product = random.unit()
        while product > left {
            count += 1
            product *= random.unit()
            if product == 0 { left = 1 }
        }
        return count
    }

    @Test("No partition is cheaper than the one found")
    func oracle() {
        var random = Seed.random(305)
        for _ in 0..<150 {
            let points = (0..<(3 + random.below(10))).map { _ in
                ChangePoints.Point(value: random.unit() * 10, weight: random.unit() * 3)
            }
            let sums = ChangePoints.Sums(points)
            let penalty = 0.5 + random.unit() * 20
            let places = ChangePoints.places(sums, penalty: penalty)
            let ends = [0] + places + [points.count]
            let cost = zip(ends, ends.dropFirst()).reduce(penalty * Double(places.count)) {
                $0 + sums.cost($1.0, $1.1)
            }
            #expect(abs(cost - cheapest(sums, penalty: penalty)) < 1e-9, "\(Seed.hint)")
        }
    }

    @Test("Steady counts seldom seem to change; a doubling is found within two days")
    func power() {
        var random = Seed.random(306)
        var (alarms, found) = (0, 0)
        for _ in 0..<300 {
            let steady = (0..<60).map { _ in poisson(30, &random) }
            if !ChangePoints.of(steady.map { .count($0) }, season: 7).isEmpty { alarms += 1 }
            let moved = (0..<60).map { poisson($0 < 40 ? 30 : 60, &random) }
            let places = ChangePoints.of(moved.map { .count($0) }, season: 7)
            if places.contains(where: { abs($0 - 40) <= 2 }) { found += 1 }
        }
        #expect(alarms <= 24, "\(alarms) of 300, \(Seed.hint)")
        #expect(found >= 285, "\(found) of 300, \(Seed.hint)")
    }

    @Test("A weekend is no change, and few points say nothing")
    func season() {
        let weeks = (0..<56).map { $0 % 7 < 5 ? 100 : 20 }
        #expect(ChangePoints.of(weeks.map { .count($0) }, season: 7).isEmpty)
        #expect(ChangePoints.of([.count(1), .count(90)]).isEmpty)
        let dear = [5, 6, 5, 6, 5, 19, 20, 18, 19, 20].map { ChangePoints.Point.count($0) }
        #expect(ChangePoints.of(dear) == [5])
    }

    @Test("Shares of few cases do not shout, and days without cases say nothing")
    func shares() {
        let few: [ChangePoints.Point] = (0..<30).map { .share($0 < 15 ? 1 : 0, of: 1) }
        let many: [ChangePoints.Point] = (0..<30).map { .share($0 < 15 ? 90 : 60, of: 100) }
        let none: [ChangePoints.Point] = (0..<30).map { _ in .share(0, of: 0) }
        #expect(ChangePoints.of(many) == [15])
        #expect(ChangePoints.of(none).isEmpty)
        #expect(ChangePoints.of(few).allSatisfy { $0 == 15 })
    }
}

@Suite struct PilotMathTests {
    @Test("Arms that are alike differ at no time in 95 of 100 pilots")
    func coverage() {
        var random = Seed.random(307)
        var wrong = 0
        for _ in 0..<200 {
            var (on, off) = (FigureSum(), FigureSum())
            var isWrong = false
            for count in 1...600 {
                on = on + FigureSum(random.chance(0.3) ? 1 : 0)
                off = off + FigureSum(random.chance(0.3) ? 1 : 0)
                if count % 5 == 0, PilotDifference(.inTime, on: on, off: off).isTold {
                    isWrong = true
                }
            }
            if isWrong { wrong += 1 }
        }
        #expect(wrong <= 10, "\(wrong) of 200, \(Seed.hint)")
    }

    @Test("A real difference is told, and few cases say nothing")
    func power() {
        var random = Seed.random(308)
        var (on, off) = (FigureSum(), FigureSum())
        for _ in 0..<20 {
            on = on + FigureSum(1)
            off = off + FigureSum(0)
        }
        #expect(PilotDifference(.inTime, on: on, off: off).bounds == nil)
        for _ in 0..<1500 {
            on = on + FigureSum(4 + random.unit())
            off = off + FigureSum(5 + random.unit())
        }
        let found = PilotDifference(.closeHours, on: on, off: off)
        #expect(found.isTold && (found.difference ?? 0) < 0, "\(Seed.hint)")
    }

    @Test("Sums that are taken out again leave nothing")
    func sums() {
        let sum = FigureSum(2.5) + FigureSum(4)
        #expect(sum + -FigureSum(4) == FigureSum(2.5))
        #expect(sum.mean == 3.25 && abs((sum.variance ?? 0) - 1.125) < 1e-12)
    }

    @Test("What is usual is the weekday's median, or the days' where weeks are few")
    func usual() {
        var days: [Int64: Double] = [:]
        for day in Int64(0)..<70 { days[day] = day % 7 == 3 ? 50 : Double(day % 7) }
        let weekly = Usual.ofDay(73, days)
        #expect(weekly?.value == 50 && weekly?.isWeekly == true)
        let daily = Usual.ofDay(12, days.filter { $0.key >= 6 })
        #expect(daily?.isWeekly == false)
        #expect(Usual.ofDay(2, days.filter { $0.key < 2 }) == nil)
    }
}
