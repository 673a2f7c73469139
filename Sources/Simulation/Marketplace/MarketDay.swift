import Toolbox

/// The events of one day of the marketplace, in order of time.
struct MarketDay: Sendable {
    let day: Int
    let seed: UInt64
    let clients: Int
    private(set) var events: [MarketEvent] = []

    private static let contractEvery = 12
    private static let paidAfter = 5
    private static let payoutEvery = 14
    /// So late that papers pass on the same day.
    private static let lastOpening = 70_000
    private static let workSeconds = 10 * Clock.secondsPerHour

    init(day: Int, seed: UInt64, clients: Int) {
        self.day = day
        self.seed = seed
        self.clients = clients
    }

    /// Everything that the person with this number does on the day.
    mutating func act(_ person: MarketPerson, number: Int) {
        var random = SplitMix64(seed: seed, stream: UInt64(number), step: UInt64(day))
        open(person, number)
        for extra in person.extras where extra.day == day {
            add(extra.second, number, 0, extra.body)
        }
        for (index, hand) in person.hands.enumerated() where hand.days.contains(day) {
            guard random.chance(hand.diligence) else { continue }
            work(person, number, index, &random)
        }
    }

    /// Sign-up, profile and papers; of older accounts what is known of them, on the first day.
    private mutating func open(_ person: MarketPerson, _ number: Int) {
        guard day == max(0, person.joined) else { return }
        let start = person.signsUp ? min(Self.lastOpening, person.hands[0].wakes) : number % 300
        if person.signsUp { add(start, number, 0, .signUp) }
        add(start + 120, number, 0, .profile)
        let phone = MarketBody.verification(
            requirement: "phone", state: "passed", vendor: "vera", paper: nil, reasons: "")
        add(start + 300, number, 0, phone)
        if person.role == .client { return }
        let document = MarketBody.verification(
            requirement: "document", state: "passed", vendor: "vera", paper: person.document,
            reasons: "")
        add(start + 7_200, number, 0, document)
    }

    private mutating func work(
        _ person: MarketPerson, _ number: Int, _ index: Int, _ random: inout SplitMix64
    ) {
        let hand = person.hands[index]
        func moment() -> Int { hand.wakes + 900 + random.below(Self.workSeconds) }
        if random.chance(0.03) { add(hand.wakes, number, index, .login(success: false)) }
        add(hand.wakes + 30, number, index, .login(success: true))
        if let text = person.spam {
            for _ in 0..<(15 + random.below(20)) {
                add(
                    moment(), number, index,
                    .message(
                        to: random.below(clients), body: text,
                        text: "Great offer! Write me on WhatsApp, paid outside"))
            }
            return
        }
        for _ in 0..<random.rounded(hand.pace) {
            let text: StaticString =
                random.chance(0.004)
                ? "Could we talk on WhatsApp tomorrow?" : "Hello, I have read what you need"
            add(
                moment(), number, index,
                .message(
                    to: random.below(clients), body: Int(random.next() >> 12), text: text))
        }
        if person.role == .client { return }
        for _ in 0..<random.rounded(hand.pace) {
            add(moment(), number, index, .proposal(job: random.below(1_000_000)))
        }
        deal(person, number, index, moment())
        guard day >= 20, day % Self.payoutEvery == number % Self.payoutEvery else { return }
        add(moment(), number, index, .payout(amount: 50 + random.below(900)))
    }

    /// Contracts begin and are paid; who plays together is paid at once.
    private mutating func deal(
        _ person: MarketPerson, _ number: Int, _ index: Int, _ moment: Int
    ) {
        if let (client, device) = person.partner {
            guard day % 4 == number % 4 else { return }
            let start = MarketBody.contract(
                client: client, state: "started", device: device, amount: 900)
            add(moment, number, index, start)
            let paid = MarketBody.contract(
                client: client, state: "paid", device: device, amount: 900)
            add(moment + 240, number, index, paid)
            return
        }
        let client = (number * 7 + day / Self.contractEvery * 13) % clients
        if day % Self.contractEvery == number % Self.contractEvery {
            let start = MarketBody.contract(
                client: client, state: "started", device: nil, amount: 300)
            add(moment, number, index, start)
        }
        if (day + Self.contractEvery - Self.paidAfter) % Self.contractEvery
            == number % Self.contractEvery
        {
            let earlier = (number * 7 + (day - Self.paidAfter) / Self.contractEvery * 13) % clients
            let paid = MarketBody.contract(
                client: max(0, earlier), state: "paid", device: nil, amount: 300)
            add(moment, number, index, paid)
        }
    }

    /// Seconds are those of the day in UTC; what passes midnight comes round.
    private mutating func add(_ second: Int, _ person: Int, _ hand: Int, _ body: MarketBody) {
        let within = second % Clock.secondsPerDay
        events.append(
            MarketEvent(
                time: day * Clock.secondsPerDay + within, person: person, hand: hand, body: body))
    }

    /// Earliest first; at equal times as added. O(n log n).
    mutating func sort() {
        let order = events.indices.sorted {
            (events[$0].time, $0) < (events[$1].time, $1)
        }
        events = order.map { events[$0] }
    }
}
