import Detection
import Testing
import Toolbox

/// Who played what how often, with lists planted in it.
private struct Garden {
    var counts: [[UInt32]: UInt32] = [:]
    private(set) var seatCount: UInt32 = 0
    /// Objects that people play.
    let common: Int
    private var objectCount: UInt32

    init(common: Int) {
        self.common = common
        objectCount = UInt32(common)
    }

    mutating func people(_ count: Int, plays: Int, _ random: inout SplitMix64) {
        for _ in 0..<count {
            wander(seatCount, plays, &random)
            seatCount += 1
        }
    }

    private mutating func wander(_ seat: UInt32, _ plays: Int, _ random: inout SplitMix64) {
        for _ in 0..<plays {
            // The lower the number, the better known.
            let object = min(random.below(common), random.below(common))
            counts[[seat, UInt32(object)], default: 0] += 1
        }
    }

    struct List {
        var seats: [UInt32]
        var objects: [UInt32]
    }

    /// Seats that play a list of their own, each object about so often, and other things besides.
    mutating func plant(
        seats: Int, objects: Int, times: Int, besides: Int = 0, _ random: inout SplitMix64
    ) -> List {
        let list = List(
            seats: (0..<UInt32(seats)).map { seatCount + $0 },
            objects: (0..<UInt32(objects)).map { objectCount + $0 })
        seatCount += UInt32(seats)
        objectCount += UInt32(objects)
        for seat in list.seats {
            for object in list.objects {
                counts[[seat, object]] = UInt32(times - times / 4 + random.below(times / 2 + 1))
            }
            wander(seat, besides, &random)
        }
        return list
    }

    func groups(_ settings: DetectionSettings = DetectionSettings()) -> [[UInt32]] {
        let keys = counts.keys.sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        return BlockStage(settings: settings, least: settings.blockPlays).groups(
            BlockStage.Counts(
                seats: keys.map { $0[0] }, objects: keys.map { $0[1] },
                counts: keys.map { counts[$0]! }),
            seatCount: Int(seatCount), objectCount: Int(objectCount))
    }

    /// The share of the seat's plays that is of the objects, counted again.
    func focus(_ seat: UInt32, _ objects: [UInt32]) -> Double {
        let all = counts.filter { $0.key[0] == seat }
        let inside = all.filter { objects.contains($0.key[1]) }
        return Double(inside.values.reduce(0, +)) / Double(all.values.reduce(0, +))
    }

    func fill(_ seats: [UInt32], _ objects: [UInt32]) -> Double {
        let met = seats.reduce(0) { sum, seat in
            sum + objects.count { counts[[seat, $0]] != nil }
        }
        return Double(met) / Double(seats.count * objects.count)
    }
}

@Suite struct BlockStageTests {
    @Test(
        "Planted lists are found apart, with a third of their plays elsewhere, beside sleepers",
        arguments: UInt64(1)...8, [0, 30])
    func lists(seed: UInt64, besides: Int) {
        var random = SplitMix64(seed: seed)
        var garden = Garden(common: 2_000)
        garden.people(400, plays: 60, &random)
        let planted = [
            garden.plant(seats: 20, objects: 12, times: 5, besides: besides, &random),
            garden.plant(seats: 15, objects: 10, times: 6, besides: besides, &random),
            // Sleepers: a handful of noises, night for night.
            garden.plant(seats: 12, objects: 6, times: 80, &random),
        ]
        let groups = garden.groups()
        for (place, list) in planted.enumerated() {
            #expect(groups.contains(list.seats), "seed \(seed), list \(place): \(groups)")
        }
        let settings = DetectionSettings()
        for group in groups {
            // Each is one planted list and nothing else.
            let list = planted.first { !Set($0.seats).isDisjoint(with: group) }
            guard let list else {
                Issue.record("seed \(seed): people are no block: \(group)")
                continue
            }
            #expect(Set(group).isSubset(of: list.seats), "seed \(seed)")
            #expect(group == group.sorted() && Set(group).count == group.count)
            #expect(garden.fill(group, list.objects) >= settings.blockFill, "seed \(seed)")
            for seat in group {
                #expect(garden.focus(seat, list.objects) >= settings.blockFocus, "seed \(seed)")
            }
        }
    }

    @Test("Lists of one shape are found apart", arguments: UInt64(1)...8)
    func oneShape(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var garden = Garden(common: 500)
        garden.people(100, plays: 50, &random)
        let lists = (0..<3).map { _ in
            garden.plant(seats: 16, objects: 8, times: 6, besides: 20, &random)
        }
        let groups = garden.groups()
        #expect(Set(groups) == Set(lists.map(\.seats)), "seed \(seed)")
    }

    @Test("Members who do other things most of the time are left out")
    func focus() {
        var random = SplitMix64(seed: 4)
        var garden = Garden(common: 2_000)
        garden.people(300, plays: 60, &random)
        let list = garden.plant(seats: 12, objects: 8, times: 6, &random)
        for object in list.objects { garden.counts[[0, object]] = 4 }
        #expect(garden.focus(0, list.objects) < 0.5)
        #expect(garden.groups().contains(list.seats))
    }

    @Test("Random noise has none", arguments: UInt64(1)...10)
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var garden = Garden(common: 1_000)
        garden.people(300, plays: 40, &random)
        #expect(garden.groups().isEmpty, "seed \(seed)")
    }

    @Test("Nothing has none, and neither have too few plays or members")
    func bounds() {
        var random = SplitMix64(seed: 1)
        #expect(Garden(common: 0).groups().isEmpty)
        var garden = Garden(common: 10)
        _ = garden.plant(seats: 2, objects: 5, times: 10, &random)
        #expect(garden.groups().isEmpty, "two are no group")
        var few = Garden(common: 10)
        _ = few.plant(seats: 9, objects: 2, times: 4, &random)
        #expect(few.groups().isEmpty, "eight plays say nothing")
    }
}
