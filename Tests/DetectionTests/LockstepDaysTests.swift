import Detection
import Rings
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct LockstepDaysTests {
    private static let day: Int64 = 86_400_000

    /// A log as it comes: mostly in order, sometimes a minute late, once in a while days late.
    private struct Log {
        var conduct = Conduct()
        var clock: Int64
        var random: SplitMix64
        let seats: Int

        init(_ random: SplitMix64) {
            self.random = random
            seats = 5 + self.random.below(40)
            // Before 1970 too, where days are counted downwards.
            clock = Int64(self.random.below(4) - 1) * day + Int64(self.random.below(1000))
            conduct.accountOfSeat = (0..<UInt32(seats)).map { $0 }
        }

        /// Seats that act in one of few minutes, on few objects, so that many match.
        mutating func grow(_ plays: Int) {
            for _ in 0..<plays {
                clock += Int64(random.below(600_000))
                let late =
                    random.below(200) == 0
                    ? Int64(random.below(3)) * day
                    : random.below(5) == 0 ? Int64(random.below(120_000)) : 0
                conduct.plays.seats.append(UInt32(random.below(seats)))
                conduct.plays.objects.append(UInt32(random.below(4)))
                conduct.plays.times.append((clock - late) / 20_000 * 20_000)
                conduct.plays.marks.append(.earns)
                conduct.plays.idEnds.append(0)
            }
        }
    }

    private func actions(_ plays: Conduct.Plays) -> Actions {
        Actions(accounts: plays.seats, objects: plays.objects, times: plays.times)
    }

    @Test("Sums that go on from run to run are those of the whole log, bit for bit")
    func equal() {
        let definition = DetectionDefinition(
            account: 0, seat: nil, shared: [], plays: nil, acts: [], signUps: nil)
        let schema = Schema(types: [], entities: ["account"], journeys: [], variables: [])
        var kept = 0
        for round in 0..<30 {
            var log = Log(Seed.random(71, round: round))
            let detector = Detector(
                schema: schema, definition: definition, threads: 1 + round % 2)
            var days = LockstepDays()
            for _ in 0..<8 {
                log.grow(log.random.below(400))
                let plays = log.conduct.plays
                let sums = days.sums(
                    actions(plays), seatCount: log.seats, rule: detector.settings.lockstep,
                    threads: 1, settled: log.clock - 3_600_000
                ) { _ in }
                let anew = detector.lockstepSums(log.conduct) { _ in }
                #expect(sums == anew, "round \(round), \(Seed.hint)")
                let all = Set(plays.times.map { ($0 - ($0 < 0 ? Self.day - 1 : 0)) / Self.day })
                if days.summed < all.count { kept += 1 }
            }
        }
        #expect(kept > 50, "days that are over are not summed again")
    }

    @Test("What progress throws ends the work, and the next call is right")
    func thrown() throws {
        struct Enough: Error {}
        var log = Log(Seed.random(72))
        log.grow(2000)
        var days = LockstepDays()
        let rule = Lockstep()
        #expect(throws: Enough.self) {
            try days.sums(
                actions(log.conduct.plays), seatCount: log.seats, rule: rule, threads: 1,
                settled: log.clock
            ) { _ in throw Enough() }
        }
        var fresh = LockstepDays()
        func sums(_ days: inout LockstepDays) -> PairSums {
            days.sums(
                actions(log.conduct.plays), seatCount: log.seats, rule: rule, threads: 1,
                settled: log.clock
            ) { _ in }
        }
        #expect(sums(&days) == sums(&fresh), "\(Seed.hint)")
    }
}
