import Features
import Foundation
import TestKit
import Testing
import Toolbox

/// Each accumulator against the most obvious thing that does the same.
@Suite struct AccumulatorTests {
    @Test("A tally knows distinct values, the top share and entropy after any changes")
    func tally() {
        var random = Seed.random(10)
        for round in 0..<50 {
            var tally = Tally.empty
            defer { tally.free() }
            var held: [UInt64] = []
            let names = random.within(1...40)
            for _ in 0..<500 {
                if held.isEmpty || random.chance(round % 2 == 0 ? 0.55 : 0.45) {
                    // Neighbouring keys fall on one run of slots, which removal must mend.
                    let key = UInt64(random.below(names)) &* (round % 3 == 0 ? 1 << 32 : 1)
                    held.append(key)
                    tally.add(key)
                } else {
                    tally.remove(held.remove(at: random.below(held.count)))
                }
                let counts = Dictionary(grouping: held) { $0 }.values.map { Double($0.count) }
                let total = Double(held.count)
                let bits = counts.reduce(0) { $0 - $1 / total * log2($1 / total) }
                #expect(Int(tally.distinct) == counts.count, "\(Seed.hint)")
                #expect(tally.topShare == counts.max().map { $0 / total }, "\(Seed.hint)")
                let squares = counts.reduce(0) { $0 + $1 * $1 }
                #expect(
                    tally.herfindahl == (held.isEmpty ? nil : squares / (total * total)),
                    "\(Seed.hint)")
                #expect(tally.entropy.map { abs($0 - bits) < 1e-9 } ?? held.isEmpty, "\(Seed.hint)")
            }
        }
    }

    @Test("An emptied tally takes values again")
    func tallyEmptied() {
        var tally = Tally.empty
        defer { tally.free() }
        for _ in 0..<3 {
            for key in 0..<1000 as Range<UInt64> { tally.add(key) }
            for key in 0..<1000 as Range<UInt64> { tally.remove(key) }
            #expect(tally.distinct == 0)
            #expect(tally.entropy == nil)
        }
    }

    @Test("The least of a sliding window is the least of what is in it")
    func extremum() {
        var random = Seed.random(11)
        var extremum = Extremum.empty
        defer { extremum.free() }
        var values: [Int64] = []
        var from = 0
        for _ in 0..<5000 {
            if random.chance(0.6) {
                let value = Int64(random.within(-5...5))
                extremum.push(value, sequence: UInt64(values.count))
                values.append(value)
            } else {
                from = min(values.count, from + random.below(4))
                extremum.drop(before: UInt64(from))
            }
            #expect(extremum.least == values[from...].min(), "\(Seed.hint)")
        }
    }

    @Test("A ring keeps records in order of time, ties in order of arrival")
    func ring() {
        var random = Seed.random(12)
        for _ in 0..<50 {
            var ring = Ring.empty
            defer { ring.free() }
            var twin: [(time: Int64, mark: UInt64)] = []
            for mark in 0..<200 as Range<UInt64> {
                let time = Int64(random.below(30))
                if let last = twin.last, time < last.time {
                    let sequence = ring.insert(time: time, stride: 2)
                    let place = twin.firstIndex { $0.time > time }!
                    #expect(Int(sequence - ring.start) == place, "\(Seed.hint)")
                    set(ring.record(sequence, stride: 2), time, mark)
                    twin.insert((time, mark), at: place)
                } else {
                    set(ring.append(stride: 2), time, mark)
                    twin.append((time, mark))
                }
                if random.chance(0.3) {
                    ring.dropFirst()
                    twin.removeFirst()
                }
                let held = (ring.start..<ring.end).map { ring.record($0, stride: 2) }
                #expect(held.map { Int64(bitPattern: $0[0]) } == twin.map(\.time), "\(Seed.hint)")
                #expect(held.map { $0[1] } == twin.map(\.mark), "\(Seed.hint)")
            }
        }
    }

    private func set(_ record: UnsafeMutablePointer<UInt64>, _ time: Int64, _ mark: UInt64) {
        record[0] = UInt64(bitPattern: time)
        record[1] = mark
    }

    private func add(_ value: Double, to sum: inout ExactSum, sign: Int64 = 1) {
        let isAdded = sum.add(value, sign: sign)
        #expect(isAdded)
    }

    @Test("Sums give the same bits in any order, with anything added and taken away between")
    func fixedPointOrder() {
        var random = Seed.random(13)
        for _ in 0..<200 {
            let values = (0..<30).map { _ in
                (random.unit() - 0.5) * random.pick([1e-9, 1e-3, 1, 1e6, 1e12])
            }
            var straight = ExactSum()
            for value in values { add(value, to: &straight) }
            var other = ExactSum()
            var extra: [Double] = []
            for value in values.shuffled(using: &random) {
                extra.append(random.unit() * 1e15)
                add(value, to: &other)
                add(extra.last!, to: &other)
            }
            for value in extra.shuffled(using: &random) { add(value, to: &other, sign: -1) }
            #expect(straight == other, "\(Seed.hint)")
            let plain = values.reduce(0, +)
            let scale = values.reduce(0) { $0 + $1.magnitude }
            #expect(abs(straight.double - plain) <= 1e-12 * scale, "\(Seed.hint)")
        }
    }

    @Test("A sum of one value is that value, and what is too large is refused and leaves no trace")
    func exactSumRange() {
        for value in [0, 1, -1, 0.1, -0.1, 0x1p-12, 0x1.fffffffffffffp61, 12345.678, 1e18, 1e29] {
            var sum = ExactSum()
            add(value, to: &sum)
            #expect(sum.double == value)
        }
        for value in [0x1p100, -0x1p100, .infinity, -.infinity, .nan] {
            var sum = ExactSum()
            let isAdded = sum.add(value, sign: 1)
            #expect(!isAdded)
            #expect(sum == ExactSum())
        }
        var whole = ExactSum()
        for _ in 0..<3 { whole.add(Int64.max, sign: 1) }
        #expect(whole.int == nil)
        whole.add(Int64.max, sign: -1)
        whole.add(Int64.max, sign: -1)
        #expect(whole.int == Int64.max)
    }
}
