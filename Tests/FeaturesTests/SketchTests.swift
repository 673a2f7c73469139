import Features
import TestKit
import Testing
import Toolbox

/// Sketches within their stated errors, and runs against a plain search.
@Suite struct SketchTests {
    @Test("Any quantile is within 1 % of the value of its rank, after anything was taken back")
    func quantiles() {
        var random = Seed.random(20)
        for round in 0..<60 {
            var quantiles = Quantiles.empty
            defer { quantiles.free() }
            var held: [Double] = []
            let scale = random.pick([1e-8, 0.01, 1, 1e4, 1e12, 1e28])
            for _ in 0..<300 {
                if held.isEmpty || random.chance(round % 2 == 0 ? 0.6 : 0.5) {
                    let value = random.chance(0.1) ? 0 : (random.unit() - 0.4) * scale
                    held.append(value)
                    quantiles.change(Quantiles.place(of: value), times: 1)
                } else {
                    let value = held.remove(at: random.below(held.count))
                    quantiles.change(Quantiles.place(of: value), times: -1)
                }
                let sorted = held.sorted()
                for share in [0, 0.1, 0.5, 0.99, 1] {
                    guard !sorted.isEmpty else {
                        #expect(quantiles.quantile(share) == nil)
                        continue
                    }
                    let value = sorted[Int(share * Double(sorted.count - 1))]
                    let found = quantiles.quantile(share) ?? .nan
                    let error = Quantiles.relativeError * value.magnitude * (1 + 1e-9)
                    #expect(
                        abs(found - value) <= max(error, Quantiles.zeroBound),
                        "\(share) of \(sorted.count); \(Seed.hint)")
                }
            }
        }
    }

    @Test("What a quantile cannot hold makes it absent until it is taken back")
    func quantilesUnfit() {
        for value in [0x1p100, -0x1p100, .infinity, -.infinity, .nan] {
            var quantiles = Quantiles.empty
            defer { quantiles.free() }
            quantiles.change(Quantiles.place(of: 5), times: 1)
            quantiles.change(Quantiles.place(of: value), times: 1)
            #expect(quantiles.quantile(0) == nil)
            quantiles.change(Quantiles.place(of: value), times: -1)
            #expect(abs((quantiles.quantile(0) ?? 0) - 5) <= 0.05)
        }
    }

    @Test("The greatest and least numbers fall into the bins there are")
    func binsAreBounded() {
        let top = Int(Quantiles.place(of: 0x1p100.nextDown))
        #expect(Quantiles.place(of: Quantiles.zeroBound) >= 1)
        #expect(2 * top + 2 <= Quantiles.binsMax)
        #expect(Quantiles.place(of: Quantiles.zeroBound.nextDown) == 0)
    }

    @Test("Different values are counted exactly to the cap, beyond it within five standard errors")
    func distinct() {
        var random = Seed.random(21)
        for cap in [1, 100, 1000] as [Int64] {
            var sketch = DistinctSketch.empty
            defer { sketch.free() }
            let offset = random.next()
            for count in 1...200_000 as ClosedRange<Int64> {
                let key = offset &+ UInt64(count)
                sketch.add(key, cap: cap)
                if count % 3 == 0 { sketch.add(key, cap: cap) }
                guard count <= cap || count % 997 == 0 else { continue }
                let found = sketch.distinct(cap: cap)
                if count <= cap {
                    #expect(found == count, "\(Seed.hint)")
                } else {
                    let error = 5 * DistinctSketch.standardError * Double(count) + 2
                    #expect(
                        abs(Double(found - count)) <= error && found > cap,
                        "\(found) of \(count); \(Seed.hint)")
                }
            }
        }
    }

    @Test("A union of sketches says what one sketch of all says")
    func union() {
        var random = Seed.random(22)
        for round in 0..<100 {
            let cap = random.pick([1, 20, 100] as [Int64])
            var whole = DistinctSketch.empty
            var union = DistinctSketch.empty
            defer {
                whole.free()
                union.free()
            }
            for _ in 0..<5 {
                var part = DistinctSketch.empty
                defer { part.free() }
                for _ in 0..<random.within(0...80) {
                    let key = UInt64(random.below(200))
                    whole.add(key, cap: cap)
                    part.add(key, cap: cap)
                }
                union.merge(part, cap: cap)
                #expect(
                    union.distinct(cap: cap) == whole.distinct(cap: cap),
                    "round \(round); \(Seed.hint)")
            }
        }
    }

    @Test("The longest run is that of a plain search, whichever end events come and go at")
    func runs() {
        var random = Seed.random(23)
        for _ in 0..<200 {
            var runs = Runs.empty
            defer { runs.free() }
            let rest: Int64 = 10
            var times: [Int64] = (0..<60).map { _ in Int64(random.below(400)) }
            times.sort()
            var low = 20
            var high = 20
            for _ in 0..<200 {
                switch random.below(4) {
                case 0 where high < times.count:
                    let previous = high > low ? times[high - 1] : nil
                    runs.enterYoung(times[high], previous: previous, rest: rest)
                    high += 1
                case 1 where high > low:
                    high -= 1
                    let previous = high > low ? times[high - 1] : nil
                    runs.leaveYoung(times[high], previous: previous, rest: rest)
                case 2 where low > 0:
                    low -= 1
                    let next = high > low + 1 ? times[low + 1] : nil
                    runs.enterOld(times[low], next: next, rest: rest)
                case 3 where high > low:
                    let next = high > low + 1 ? times[low + 1] : nil
                    runs.leaveOld(times[low], next: next, rest: rest)
                    low += 1
                default: break
                }
                let inside = times[low..<high]
                var start = low
                let longest = inside.indices.map { index -> Int64 in
                    if index > low, times[index] - times[index - 1] >= rest { start = index }
                    return times[index] - times[start]
                }.max()
                #expect(runs.longest() == longest, "\(Seed.hint)")
            }
        }
    }
}
