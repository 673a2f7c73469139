import Detection
import Rings
import Toolbox
import Vocabulary

/// What people did, filled into a ``Conduct`` by hand, so that a test reads as a story.
struct Story {
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000
    /// 2026-03-01T00:00:00Z.
    static let start: Int64 = 1_772_323_200_000

    /// Kinds of values, in the order of the definition.
    enum Kind: UInt8 { case device, instrument, address }

    private(set) var conduct = Conduct()
    private var seats: [UInt64: UInt32] = [:]
    private var linked: Set<UInt64> = []

    init() { conduct.signUps.groups = [[], []] }

    mutating func account(_ name: String) -> UInt32 {
        let number = conduct.accounts.number(name)
        if Int(number) == conduct.worstAction.count { conduct.worstAction.append(0) }
        return number
    }

    mutating func seat(_ account: String, _ device: String?) -> UInt32 {
        let number = self.account(account)
        let value = device.map { self.value(.device, $0) }
        let key = UInt64(number) << 32 | UInt64((value ?? Names.none) &+ 1)
        if let seat = seats[key] { return seat }
        let seat = UInt32(conduct.seatCount)
        seats[key] = seat
        conduct.accountOfSeat.append(number)
        conduct.valueOfSeat.append(value ?? Names.none)
        if let value { link(seat, value) }
        return seat
    }

    private mutating func value(_ kind: Kind, _ name: String) -> UInt32 {
        let value = conduct.values.number(
            "\u{0}\u{1}\u{2}".dropFirst(Int(kind.rawValue)).prefix(1) + name)
        if Int(value) == conduct.kindOfValue.count { conduct.kindOfValue.append(kind.rawValue) }
        return value
    }

    private mutating func link(_ seat: UInt32, _ value: UInt32) {
        if linked.insert(UInt64(seat) << 32 | UInt64(value)).inserted {
            conduct.links.seats.append(seat)
            conduct.links.values.append(value)
        }
    }

    private mutating func happen(at time: Int64) {
        conduct.events += 1
        conduct.earliest = min(conduct.earliest, time)
        conduct.latest = max(conduct.latest, time)
    }

    /// Somebody was seen with a value.
    mutating func use(_ account: String, _ device: String?, _ kind: Kind, _ name: String) {
        let seat = seat(account, device)
        let value = value(kind, name)
        link(seat, value)
    }

    mutating func play(
        _ account: String, _ device: String?, _ track: String, by maker: String? = nil,
        paying payee: String? = nil, at time: Int64, marks: PlayMarks = .earns
    ) {
        happen(at: time)
        let seat = seat(account, device)
        let object = conduct.objects.number(track)
        if Int(object) == conduct.payeeOfObject.count {
            conduct.payeeOfObject.append(payee.map { conduct.payees.number($0) } ?? Names.none)
            conduct.makerOfObject.append(maker.map { conduct.makers.number($0) } ?? Names.none)
        }
        conduct.plays.seats.append(seat)
        conduct.plays.objects.append(object)
        conduct.plays.times.append(time)
        conduct.plays.marks.append(marks)
        conduct.plays.ids.append(contentsOf: "e\(conduct.plays.count)".utf8)
        conduct.plays.idEnds.append(conduct.plays.ids.count)
    }

    mutating func signUp(
        _ account: String, _ device: String?, at time: Int64, network: String? = nil
    ) {
        happen(at: time)
        let seat = seat(account, device)
        conduct.signUps.accounts.append(conduct.accountOfSeat[Int(seat)])
        conduct.signUps.seats.append(seat)
        conduct.signUps.times.append(time)
        let group = network.map { conduct.signUps.names.number($0) }
        conduct.signUps.groups[0].append(group ?? Names.none)
        conduct.signUps.groups[1].append(Names.none)
    }

    mutating func follow(_ account: String, _ whom: String, at time: Int64) {
        happen(at: time)
        let seat = seat(account, nil)
        conduct.acts.seats.append(seat)
        conduct.acts.objects.append(conduct.acts.names.number(whom))
        conduct.acts.times.append(time)
    }

    /// The strongest action of any decision on an account.
    mutating func decide(_ account: String, _ action: Action) {
        let number = self.account(account)
        conduct.worstAction[Int(number)] = UInt8(action.rank)
    }

    func detected(threads: Int = 1) -> Detected {
        Story.detector(threads: threads).run(conduct) { _, _ in }
    }

    /// Households as in the streaming pack.
    static func detector(
        _ settings: DetectionSettings = DetectionSettings(), threads: Int = 1
    ) -> Detector {
        let schema = Schema(
            types: [], entities: ["account", "device", "instrument", "address"], journeys: [],
            variables: [])
        let definition = DetectionDefinition(
            account: 0, seat: 1,
            shared: [
                .init(entity: 1, household: 6), .init(entity: 2, household: 6),
                .init(entity: 3, household: 12),
            ], plays: nil, acts: [], signUps: nil)
        return Detector(
            schema: schema, definition: definition, settings: settings, threads: threads)
    }
}

extension Names {
    mutating func number(_ name: some StringProtocol) -> UInt32 {
        var name = String(name)
        return name.withUTF8 { number($0) }
    }

    var all: [String] { (0..<UInt32(count)).map { self[$0] } }
}

extension Detected {
    /// Accounts of which this is said.
    func accounts(_ measure: Measure) -> Set<String> {
        Set(
            conduct.accounts.all.enumerated().filter {
                judgement.accounts[$0.offset].measure == measure
            }.map(\.element))
    }

    func names(of ring: JudgedRing) -> Set<String> {
        Set(ring.members.map { conduct.accounts[$0.account] })
    }

    /// Payees, and makers, of a role.
    func payees(_ role: Role) -> Set<String> {
        Set(payees.values.filter { $0.role == role }.map { conduct.payees[$0.number] })
    }

    func makers(_ role: Role) -> Set<String> {
        Set(makers.values.filter { $0.role == role }.map { conduct.makers[$0.number] })
    }

    /// Of a seat's plays, how many are artificial.
    func artificial(_ account: String, _ device: String) -> (of: Int, count: Int) {
        var found = (of: 0, count: 0)
        let seats = conduct.accountOfSeat.indices.filter { seat in
            let value = conduct.valueOfSeat[seat]
            return value != Names.none && conduct.values[value].dropFirst() == device
                && conduct.accounts[conduct.accountOfSeat[seat]] == account
        }
        for play in 0..<conduct.plays.count where seats.contains(Int(conduct.plays.seats[play])) {
            found.of += 1
            if judgement.isArtificial[play] { found.count += 1 }
        }
        return found
    }
}
