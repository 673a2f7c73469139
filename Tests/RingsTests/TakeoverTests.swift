import Rings
import Testing
import Toolbox

/// What a finding says.
private struct Row: Equatable {
    var seat: UInt32
    var account: UInt32
    var plays: Int
    var makers: Int
    var places: Int
    var otherPlays: Int
    var taste: Double
    var place: Double
    var othersFirst: Int64
    var surprise: Double
}

extension Row {
    init(_ found: TakeoverFinding) {
        self.init(
            seat: found.seat, account: found.account, plays: found.plays, makers: found.makers,
            places: found.places, otherPlays: found.otherPlays, taste: found.taste,
            place: found.place, othersFirst: found.othersFirst, surprise: found.surprise)
    }
}

/// The docstring of ``Takeover``, word for word: every seat is compared with all others, by sets.
private struct NaiveTakeover {
    let rule: Takeover
    let lives: SeatLives

    func plays(_ seat: UInt32, of maker: (UInt32) -> Bool = { _ in true }) -> Int {
        lives.makers.indices.filter { lives.makerSeats[$0] == seat && maker(lives.makers[$0]) }
            .reduce(0) { $0 + Int(lives.makerPlays[$1]) }
    }

    func makers(_ seats: [UInt32]) -> Set<UInt32> {
        Set(
            lives.makers.indices.filter { seats.contains(lives.makerSeats[$0]) }
                .map { lives.makers[$0] })
    }

    func places(_ seats: [UInt32]) -> Set<UInt32> {
        Set(
            lives.places.indices.filter { seats.contains(lives.placeSeats[$0]) }
                .map { lives.places[$0] })
    }

    func others(_ seat: UInt32) -> [UInt32] {
        let account = lives.accountOfSeat[Int(seat)]
        let all = lives.accountOfSeat.indices.filter { lives.accountOfSeat[$0] == account }
            .prefix(rule.seatLimit).map { UInt32($0) }
        return all.contains(seat) ? all.filter { $0 != seat } : []
    }

    func judged() -> [Row] {
        lives.accountOfSeat.indices.map { UInt32($0) }.compactMap { seat in
            let others = others(seat)
            let (own, rest) = (plays(seat), others.reduce(0) { $0 + plays($1) })
            guard own >= rule.leastPlays, rest >= rule.leastPlays else { return nil }
            let theirs = makers(others)
            let (here, there) = (places([seat]), places(others))
            return Row(
                seat: seat, account: lives.accountOfSeat[Int(seat)], plays: own,
                makers: makers([seat]).count, places: here.count, otherPlays: rest,
                taste: Double(plays(seat) { theirs.contains($0) }) / Double(own),
                place: Double(here.intersection(there).count) / Double(max(1, here.count)),
                othersFirst: others.map { lives.first[Int($0)] }.min() ?? 0, surprise: 0)
        }
    }

    func median(_ shares: [Double]) -> Double {
        if shares.count < rule.typicalSeats { return rule.typical }
        return min(0.95, max(0.05, shares.sorted()[shares.count / 2]))
    }

    func findings() -> [Row] {
        let judged = judged()
        let taste = median(judged.map(\.taste))
        let place = median(judged.filter { $0.places > 0 }.map(\.place))
        return judged.compactMap { seat in
            guard seat.taste <= rule.common, seat.place <= rule.common,
                lives.first[Int(seat.seat)] - seat.othersFirst >= rule.newcomer
            else { return nil }
            var seat = seat
            // As unlikely as so many foreign ones, since binomials of both sides are one.
            seat.surprise =
                rare(seat.makers, seat.taste, taste) + rare(seat.places, seat.place, place)
            return seat.surprise >= rule.surprise ? seat : nil
        }
    }

    private func rare(_ count: Int, _ share: Double, _ usual: Double) -> Double {
        let shared = (share * Double(count)).rounded()
        return Chance.binomial(
            atLeast: Double(count) - shared, trials: Double(count), probability: 1 - usual)
    }
}

/// Lives of seats, written as sentences.
private struct Lives {
    static let day: Int64 = 86_400_000
    var all = SeatLives(
        accountOfSeat: [], makerSeats: [], makers: [], makerPlays: [], placeSeats: [], places: [],
        first: [])

    /// A new seat that played each of the makers so often, and was at the places.
    @discardableResult
    mutating func seat(
        of account: UInt32, makers: some Sequence<Int>, plays: Int = 3, places: some Sequence<Int>,
        from day: Int64
    ) -> UInt32 {
        let seat = UInt32(all.accountOfSeat.count)
        all.accountOfSeat.append(account)
        all.first.append(day * Self.day)
        for maker in makers {
            all.makerSeats.append(seat)
            all.makers.append(UInt32(maker))
            all.makerPlays.append(UInt32(plays))
        }
        for place in places {
            all.placeSeats.append(seat)
            all.places.append(UInt32(place))
        }
        return seat
    }
}

@Suite struct TakeoverTests {
    @Test("Findings are those of comparing every seat by sets", arguments: UInt64(1)...60)
    func naive(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var lives = Lives()
        for _ in 0..<random.below(90) {
            // Half of the seats like other things than the rest, and live elsewhere.
            let shift = random.below(2) * random.below(20)
            let makers = Set((0..<random.below(14)).map { _ in shift + random.below(12) })
            let places = Set((0..<random.below(5)).map { _ in shift + random.below(8) })
            lives.seat(
                of: UInt32(random.below(30)), makers: makers.sorted(), plays: 1 + random.below(6),
                places: places.sorted(), from: Int64(random.below(9)))
        }
        var rule = Takeover()
        (rule.leastPlays, rule.surprise, rule.common) = (1 + random.below(20), 0.5, 0.3)
        (rule.typicalSeats, rule.seatLimit) = (1 + random.below(40), 2 + random.below(4))
        let expected = NaiveTakeover(rule: rule, lives: lives.all).findings()
        #expect(rule.findings(lives.all).map { Row($0) } == expected, "seed \(seed)")
    }

    /// Sixty people with two devices of one taste and one home each, so that the usual is known.
    private func neighbours() -> Lives {
        var lives = Lives()
        for person in 0..<60 {
            let taste = (person * 5)..<(person * 5 + 20)
            for _ in 0..<2 {
                lives.seat(of: UInt32(person), makers: taste, places: [1_000 + person], from: 0)
            }
        }
        return lives
    }

    @Test("A new phone brings its owner's taste and addresses along")
    func newPhone() {
        var lives = neighbours()
        lives.seat(of: 100, makers: 0..<20, places: [5, 6], from: 0)
        lives.seat(of: 100, makers: 10..<30, places: [5, 7], from: 20)
        // Taste alone is enough, and so is the place.
        lives.seat(of: 101, makers: 0..<20, places: [15], from: 0)
        lives.seat(of: 101, makers: 0..<20, places: [16], from: 20)
        lives.seat(of: 102, makers: 0..<20, places: [25], from: 0)
        lives.seat(of: 102, makers: 60..<80, places: [25], from: 20)
        #expect(Takeover().findings(lives.all).isEmpty)
    }

    @Test("An intruder brings others, and the owner is not the intruder")
    func intruder() throws {
        var lives = neighbours()
        lives.seat(of: 100, makers: 0..<20, places: [5, 6], from: 0)
        let intruder = lives.seat(of: 100, makers: 200..<212, places: [900], from: 20)
        let found = Takeover().findings(lives.all)
        #expect(found.map(\.seat) == [intruder])
        let finding = try #require(found.first)
        #expect(finding.account == 100 && finding.plays == 36 && finding.otherPlays == 60)
        #expect(finding.taste == 0 && finding.place == 0 && finding.makers == 12)
        #expect(finding.othersFirst == 0 && finding.surprise >= 4)
    }

    @Test("A device for noise that was there from the start is a habit")
    func sleeper() {
        var lives = neighbours()
        lives.seat(of: 100, makers: 0..<20, places: [5], from: 0)
        lives.seat(of: 100, makers: 300..<312, places: [900], from: 1)
        #expect(Takeover().findings(lives.all).isEmpty)
    }

    @Test("Two intruders with nothing in common are both found; with each other's taste, neither")
    func newcomers() {
        var lives = neighbours()
        lives.seat(of: 100, makers: 0..<20, places: [5], from: 0)
        let one = lives.seat(of: 100, makers: 200..<212, places: [900], from: 20)
        let other = lives.seat(of: 100, makers: 220..<232, places: [901], from: 21)
        #expect(Takeover().findings(lives.all).map(\.seat) == [one, other])
        // What two seats share is somebody's habit here, even where both are an intruder's.
        lives.seat(of: 101, makers: 0..<20, places: [15], from: 0)
        lives.seat(of: 101, makers: 250..<262, places: [910], from: 20)
        lives.seat(of: 101, makers: 250..<262, places: [910], from: 21)
        #expect(Takeover().findings(lives.all).map(\.seat) == [one, other])
    }

    @Test("Seats of accounts whose others hardly play do not lower what is usual")
    func quietSeats() {
        var lives = neighbours()
        for person in 0..<500 {
            lives.seat(of: UInt32(1_000 + person), makers: 0..<20, places: [3], from: 0)
            lives.seat(of: UInt32(1_000 + person), makers: [], places: [], from: 0)
        }
        lives.seat(of: 100, makers: 0..<20, places: [5], from: 0)
        let intruder = lives.seat(of: 100, makers: 200..<212, places: [900], from: 20)
        #expect(Takeover().findings(lives.all).map(\.seat) == [intruder])
    }

    @Test("One seat, too few plays and nothing at all are none")
    func bounds() {
        var lives = Lives()
        #expect(Takeover().findings(lives.all).isEmpty)
        lives.seat(of: 0, makers: 0..<20, places: [5], from: 0)
        #expect(Takeover().findings(lives.all).isEmpty)
        lives.seat(of: 0, makers: 200..<206, places: [900], from: 20)
        #expect(Takeover().findings(lives.all).isEmpty, "18 plays are too few")
    }
}
