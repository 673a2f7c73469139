import Detection
import Testing
import Toolbox

/// Every two seeds compared as sets, and joined until nothing joins.
private func naive(_ seeds: [Seed], overlap: Double) -> Set<[UInt32]> {
    var groups = seeds.indices.map { Set([$0]) }
    func isTied(_ one: Int, _ other: Int) -> Bool {
        let shared = Set(seeds[one].seats).intersection(seeds[other].seats).count
        return shared > 0
            && Double(shared)
                >= overlap * Double(min(seeds[one].seats.count, seeds[other].seats.count))
    }
    var isChanged = true
    while isChanged {
        isChanged = false
        for one in groups.indices {
            for other in groups.indices where other > one && !groups[other].isEmpty {
                if groups[one].contains(where: { a in groups[other].contains { isTied(a, $0) } }) {
                    groups[one].formUnion(groups[other])
                    groups[other] = []
                    isChanged = true
                }
            }
        }
    }
    return Set(
        groups.filter { !$0.isEmpty }.map { group in
            let own = group.filter { seeds[$0].family != .arrival }
            return Set((own.isEmpty ? group : own).flatMap { seeds[$0].seats }).sorted()
        })
}

@Suite struct RingFormationTests {
    private func candidates(_ seeds: [Seed], seatCount: Int) -> [RingCandidate] {
        var findings = Findings()
        findings.seeds = seeds
        return RingFormation.candidates(
            findings, seatCount: seatCount, settings: DetectionSettings())
    }

    @Test("Rings are those of comparing every two seeds", arguments: UInt64(1)...100)
    func naiveTwin(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let families: [Family] = [.lockstep, .block, .payee, .infrastructure, .arrival]
        let seeds = (0..<random.below(16)).map { _ in
            let from = random.below(50)
            let seats = (0..<random.within(1...10)).map { _ in UInt32(from + random.below(14)) }
            return Seed(family: families[random.below(families.count)], seats: Set(seats).sorted())
        }
        let found = candidates(seeds, seatCount: 64)
        #expect(Set(found.map(\.seats)) == naive(seeds, overlap: 0.5), "seed \(seed)")
        #expect(found.reduce(0) { $0 + $1.seeds.count } == seeds.count, "seed \(seed)")
    }

    @Test("One seat in two groups is no bridge between them")
    func bridge() {
        let found = candidates(
            [
                Seed(family: .lockstep, seats: Array(0...9)),
                Seed(family: .payee, seats: Array(9...18)),
            ], seatCount: 19)
        #expect(found.map(\.seats) == [Array(0...9), Array(9...18)])
    }

    @Test("Half of the smaller is enough, and a burst lends no seats to those who act")
    func half() {
        let joined = candidates(
            [
                Seed(family: .lockstep, seats: Array(0...19)),
                Seed(family: .infrastructure, seats: Array(18...21)),
            ], seatCount: 22)
        #expect(joined.map(\.seats) == [Array(0...21)])
        let burst = candidates(
            [
                Seed(family: .lockstep, seats: Array(0...9)),
                Seed(family: .arrival, seats: Array(0...39)),
            ], seatCount: 40)
        #expect(burst.map(\.seats) == [Array(0...9)])
        #expect(burst[0].seeds.map(\.family).sorted() == [.lockstep, .arrival])
        #expect(candidates([], seatCount: 0).isEmpty)
    }
}
