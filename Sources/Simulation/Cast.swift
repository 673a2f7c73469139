import Toolbox

/// Everyone and everything in the world while it is being put together: it numbers users, devices
/// and cards as personas and campaigns ask for them, and notes the truth about each.
struct Cast: Sendable {
    let configuration: SimulationConfiguration
    var random: SplitMix64
    var catalogue: Catalogue
    var geography: Geography
    private(set) var truths: [AccountTruth] = []
    private(set) var artistSides: [UInt32: Side] = [:]
    private(set) var payeeSides: [UInt32: Side] = [:]
    var listeners: [Listener] = []
    /// The favourite artists of all listeners, one after another.
    var tastes: [UInt32] = []
    var operations: [any Operation] = []
    private var devices: UInt32 = 0
    private var instruments: UInt32 = 0

    init(configuration: SimulationConfiguration) {
        self.configuration = configuration
        random = SplitMix64(seed: configuration.seed, stream: Stream.cast)
        catalogue = Catalogue(people: configuration.people, seed: configuration.seed)
        geography = Geography(people: configuration.people)
    }

    /// A new user and the truth about them.
    mutating func addUser(_ truth: AccountTruth) -> UInt32 {
        truths.append(truth)
        return UInt32(truths.count - 1)
    }

    /// The first of `count` new devices with consecutive numbers.
    mutating func addDevices(_ count: Int) -> UInt32 {
        devices += UInt32(count)
        return devices - UInt32(count)
    }

    /// A new payment card.
    mutating func addInstrument() -> UInt32 {
        instruments += 1
        return instruments - 1
    }

    /// Notes that a person's account is broken into.
    mutating func markHijacked(_ user: UInt32) {
        truths[Int(user)] = .hijacked
    }

    /// Notes whose side an artist is on.
    mutating func mark(artist: UInt32, _ side: Side) { artistSides[artist] = side }

    /// Notes whose side a payee is on.
    mutating func mark(payee: UInt32, _ side: Side) { payeeSides[payee] = side }

    /// An artist of the campaigners' own and the payee who is paid for it, both beneficiaries.
    mutating func addFront(tracks: Int, lengths: ClosedRange<Int>) -> UInt32 {
        let payee = catalogue.addPayee()
        mark(payee: payee, .beneficiary)
        let artist = catalogue.addArtist(paying: payee, tracks: tracks, lengths: lengths)
        mark(artist: artist, .beneficiary)
        return artist
    }

    /// `count` accounts of one gang; accounts share machines and cards in groups of the given
    /// sizes. They sign up at random moments of `day`, from the machine they will play from.
    mutating func addGang(
        _ campaign: Campaign, count: Int, plan: Plan, signingUpOn day: Int,
        perDevice: Int, perAddress: Int, perInstrument: Int, domains: [EmailDomain],
        address newAddress: (inout Cast) -> Address
    ) -> [Account] {
        var device: UInt32 = 0
        var instrument: UInt32 = 0
        var address = newAddress(&self)
        return (0..<count).map { index in
            if index % perDevice == 0 { device = addDevices(1) }
            if index % perInstrument == 0 { instrument = addInstrument() }
            if index > 0, index % perAddress == 0 { address = newAddress(&self) }
            return Account(
                seat: Seat(
                    user: addUser(.abusive(campaign)), device: device, address: address,
                    plan: plan),
                instrument: instrument, domain: domains[random.below(domains.count)],
                joined: day * Clock.secondsPerDay + random.below(Clock.secondsPerDay))
        }
    }
}
