import Toolbox

/// Everyone on the marketplace while it is being put together.
struct MarketCast: Sendable {
    let days: Int
    /// Honest workers.
    let workers: Int
    let clients: Int
    var random: SplitMix64
    var people: [MarketPerson] = []
    private var humans = 0
    private var devices = 0
    private var papers = 0
    private var addresses: UInt32 = 0

    init(seed: UInt64, days: Int, workers: Int) {
        self.days = days
        self.workers = workers
        clients = max(10, workers / 4)
        random = SplitMix64(seed: seed, stream: 7 << 40)
    }

    mutating func device() -> Int {
        devices += 1
        return devices
    }

    /// A paper, phone number or bank account of its own.
    mutating func paper() -> Int {
        papers += 1
        return papers
    }

    mutating func address() -> UInt32 {
        addresses += 1
        return 82 << 24 | (addresses &* 0x9e_3779) & 0xff_ffff
    }

    /// Ten in the morning at home, or rather when this person begins.
    mutating func hand(
        in place: Int, device: Int, address: UInt32, days: Range<Int>, pace: Double
    ) -> MarketHand {
        let local = (7 + random.below(5)) * Clock.secondsPerHour
        let offset = MarketPlace.all[place].offset
        let day = Clock.secondsPerDay
        return MarketHand(
            days: days, device: device, address: address,
            network: MarketPlace.all[place].network, place: place, offset: offset, pace: pace,
            wakes: ((local - offset * 60) % day + day) % day)
    }

    /// An honest account; most are older than the log.
    mutating func person(_ truth: MarketTruth = .usual, in place: Int? = nil) -> MarketPerson {
        let home = place ?? random.below(MarketPlace.all.count)
        let names = MarketNames(place: home, number: random.below(36), style: random.below(30))
        humans += 1
        let joined = random.chance(0.3) ? random.below(days) : -1
        let first = max(0, joined)
        let pace = 1 + 2 * random.unit()
        let hand = hand(
            in: home, device: device(), address: address(), days: first..<days, pace: pace)
        return MarketPerson(
            truth: truth, human: humans, home: home, zone: MarketPlace.all[home].offset,
            names: names, document: paper(), documentPlace: home, phone: paper(),
            payout: paper(), joined: joined, hands: [hand])
    }

    /// Adds an account and returns its number.
    @discardableResult
    mutating func add(_ person: MarketPerson) -> Int {
        people.append(person)
        return people.count - 1
    }
}

// MARK: Honest people

extension MarketCast {
    mutating func recruitHonest() {
        for _ in 0..<clients {
            var client = person()
            client.role = .client
            client.joined = -1
            client.hands[0].days = 0..<days
            add(client)
        }
        var left = workers
        while left > 0 {
            let draw = random.unit()
            switch draw {
            case ..<0.06: left -= addTraveller()
            case ..<0.11: left -= addNewPhone()
            case ..<0.13: left -= addFamily()
            case ..<0.135: left -= addAgency()
            case ..<0.137: left -= addDormitory()
            case ..<0.16: left -= addClumsy()
            case ..<0.19: left -= addTunnel()
            case ..<0.22: left -= addMigrant()
            default:
                add(person())
                left -= 1
            }
        }
    }

    /// Two weeks abroad with the same device.
    private mutating func addTraveller() -> Int {
        var traveller = person(.hard("hard:traveller"))
        let leaves = 10 + random.below(max(1, days - 24))
        let home = traveller.hands[0]
        let there = (traveller.home + 1 + random.below(7)) % 8
        var away = hand(
            in: there, device: home.device, address: address(), days: leaves..<(leaves + 14),
            pace: home.pace)
        away.days = max(leaves, home.days.lowerBound)..<max(leaves, home.days.lowerBound) + 14
        var back = home
        traveller.hands[0].days =
            home.days.lowerBound..<max(home.days.lowerBound, away.days.lowerBound - 1)
        back.days = min(days, away.days.upperBound + 1)..<days
        traveller.hands += [away, back]
        add(traveller)
        return 1
    }

    private mutating func addNewPhone() -> Int {
        var owner = person(.hard("hard:new_phone"))
        let day = max(owner.hands[0].days.lowerBound, 10 + random.below(max(1, days - 20)))
        var new = owner.hands[0]
        new.device = device()
        new.days = day..<days
        owner.hands[0].days = owner.hands[0].days.lowerBound..<day
        owner.hands.append(new)
        add(owner)
        return 1
    }

    /// Two to four on one computer; the first two, a couple, are paid to one bank account.
    private mutating func addFamily() -> Int {
        let size = 2 + random.below(3)
        let place = random.below(8)
        let shared = (device(), address(), paper())
        for member in 0..<size {
            var person = person(.hard("hard:family"), in: place)
            person.hands[0].device = shared.0
            person.hands[0].address = shared.1
            if member < 2 { person.payout = shared.2 }
            add(person)
        }
        return size
    }

    /// Eight people who declare an agency that is paid for all.
    private mutating func addAgency() -> Int {
        let place = random.below(8)
        let shared = (device(), address(), paper())
        for _ in 0..<8 {
            var person = person(.hard("hard:agency"), in: place)
            person.isAgency = true
            person.hands[0].device = shared.0
            person.hands[0].address = shared.1
            person.payout = shared.2
            add(person)
        }
        return 8
    }

    /// Thirty students behind one address, with devices of their own.
    private mutating func addDormitory() -> Int {
        let place = random.below(8)
        let address = address()
        for _ in 0..<30 {
            var person = person(.hard("hard:dormitory"), in: place)
            person.hands[0].address = address
            person.hands[0].network = MarketPlace.campusNetwork
            add(person)
        }
        return 30
    }

    /// Photographs the paper badly, thrice, and passes.
    private mutating func addClumsy() -> Int {
        var person = person(.hard("hard:clumsy"))
        let day = max(1, person.joined)
        for attempt in 0..<3 {
            person.extras.append(
                MarketExtra(
                    day: day, second: person.hands[0].wakes + 600 * attempt,
                    body: .verification(
                        requirement: "document", state: "failed", vendor: "vera",
                        paper: person.document, reasons: "blurred")))
        }
        add(person)
        return 1
    }

    /// Works through a rented server, as some employers ask.
    private mutating func addTunnel() -> Int {
        var person = person(.hard("hard:tunnel"))
        person.hands[0].network = MarketPlace.hostingNetwork
        person.hands[0].place = (person.home + 3) % 8
        add(person)
        return 1
    }

    /// Lives where they declare, with a paper and a name of another country.
    private mutating func addMigrant() -> Int {
        var person = person(.hard("hard:migrant"))
        let origin = (person.home + 1 + random.below(7)) % 8
        person.names = MarketNames(
            place: origin, number: random.below(36), style: random.below(30))
        person.documentPlace = origin
        add(person)
        return 1
    }
}
