import Toolbox

/// Writes events of the marketplace as CloudEvents 1.0 in JSON, one line each.
struct MarketEncoder: Sendable {
    private(set) var writer: ByteWriter
    private let seed: UInt64
    private let people: [MarketPerson]
    private var date = ""
    private var number = 0

    init(seed: UInt64, people: [MarketPerson], capacity: Int) {
        self.seed = seed
        self.people = people
        writer = ByteWriter(capacity: capacity)
    }

    mutating func begin(day: Int) {
        let civil = Clock.civil(day: day)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        date = "\(civil.year)-\(two(civil.month))-\(two(civil.day))T"
    }

    mutating func removeAll() { writer.removeAll() }

    mutating func encode(_ event: MarketEvent) {
        number += 1
        let person = people[event.person]
        writer.append("{\"specversion\":\"1.0\",\"id\":\"m")
        writer.append(UInt64(100_000_000 + number))
        writer.append("\",\"source\":\"market\",\"type\":\"")
        writer.append(event.body.type)
        writer.append("\",\"time\":\"")
        writeTime(event.time % Clock.secondsPerDay)
        writer.append("\",\"data\":{\"account\":\"")
        writer.append(Self.name("u", event.person, seed))
        writer.append("\"")
        if event.body.isSession { writeOrigin(person.hands[event.hand], event.time) }
        write(event.body, person)
        writer.append("}}\n")
    }

    /// `letter` and twelve hexadecimal digits that betray nothing.
    static func name(_ letter: Character, _ number: Int, _ seed: UInt64) -> String {
        let kind = UInt64(letter.asciiValue ?? 0) << 48
        let mixed = SplitMix64.mixed(SplitMix64.mixed(seed ^ kind) ^ UInt64(number)) >> 16
        let digits = String(mixed, radix: 16)
        return "\(letter)" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    private mutating func field(_ name: StaticString, _ text: String) {
        writer.append(",\"")
        writer.append(name)
        writer.append("\":")
        writer.appendQuoted(text)
    }

    private mutating func field(_ name: StaticString, _ number: Int) {
        writer.append(",\"")
        writer.append(name)
        writer.append("\":")
        writer.append(Int64(number))
    }

    private mutating func field(_ name: StaticString, _ letter: Character, _ number: Int) {
        field(name, Self.name(letter, number, seed))
    }

    /// Places are seen within half a degree.
    private mutating func writeOrigin(_ hand: MarketHand, _ time: Int) {
        let place = MarketPlace.all[hand.place]
        field("device", "d", hand.device)
        let ip = [24, 16, 8, 0].map { String(hand.address >> UInt32($0) & 255) }
        field("ip", ip.joined(separator: "."))
        field("asn", hand.network)
        field("country", place.code.description)
        field("offset", hand.offset)
        let near = Double(hand.address % 100) / 200
        writer.append(",\"latitude\":")
        writer.append(place.latitude + near)
        writer.append(",\"longitude\":")
        writer.append(place.longitude + near)
    }

    private mutating func write(_ body: MarketBody, _ person: MarketPerson) {
        switch body {
        case .signUp: field("emailDomain", "gmail.com")
        case .profile: writeProfile(person)
        case .login(let success):
            writer.append(success ? ",\"success\":true" : ",\"success\":false")
        case .verification(let requirement, let state, let vendor, let paper, let reasons):
            field("requirement", requirement.description)
            field("state", state.description)
            field("vendor", vendor.description)
            if let paper {
                field("document", "x", paper)
                field("name", person.names.paper)
                field("country", MarketPlace.all[person.documentPlace].code.description)
                field("birth_date", "19\(60 + person.human % 40)-0\(1 + person.human % 9)-17")
            } else {
                field("phone", "t", person.phone)
            }
            if reasons.utf8CodeUnitCount > 0 { field("reasons", reasons.description) }
        case .proposal(let job): field("job", "j", job)
        case .message(let recipient, let body, let text):
            field("recipient", "u", recipient)
            field("body", "b", body)
            field("text", text.description)
        case .contract(let client, let state, let device, let amount):
            field("client", "u", client)
            field("state", state.description)
            field("client_device", "d", device ?? people[client].hands[0].device)
            field("amount", amount)
        case .payout(let amount):
            field("payout", "b", person.payout)
            field("name", person.isAgency ? "Bright Pencil Agency" : person.names.holder)
            field("bank", MarketPlace.all[person.home].code.description)
            field("amount", amount)
        case .removed:
            field("device", "d", person.hands[0].device)
            field("document", "x", person.document)
            field("phone", "t", person.phone)
            field("payout", "b", person.payout)
        case .report(let reporter): field("reporter", "u", reporter)
        }
    }

    private mutating func writeProfile(_ person: MarketPerson) {
        let home = MarketPlace.all[person.home]
        field("name", person.names.profile)
        field("kind", person.isAgency ? "agency" : "person")
        field("home", home.code.description)
        field("zone", person.zone)
        field("speaks", home.language.description)
    }

    private mutating func writeTime(_ second: Int) {
        writer.append(date)
        for (place, number) in [second / 3_600, second / 60 % 60, second % 60].enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ":")) }
            writer.append(byte: UInt8(ascii: "0") + UInt8(number / 10))
            writer.append(byte: UInt8(ascii: "0") + UInt8(number % 10))
        }
        writer.append(byte: UInt8(ascii: "Z"))
    }
}

extension MarketBody {
    var type: StaticString {
        switch self {
        case .signUp: "sign_up"
        case .profile: "profile"
        case .login: "login"
        case .verification: "verification"
        case .proposal: "proposal"
        case .message: "message"
        case .contract: "contract"
        case .payout: "payout"
        case .removed: "removed"
        case .report: "report"
        }
    }

    /// Whether the event says where it came from.
    var isSession: Bool {
        switch self {
        case .verification, .removed, .report: false
        default: true
        }
    }
}
