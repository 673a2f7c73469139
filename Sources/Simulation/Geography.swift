import Toolbox

/// The markets of the service. The raw value indexes ``Geography``'s tables and names networks.
enum Country: UInt8, Sendable, CaseIterable {
    case sweden, britain, germany, unitedStates, brazil
    case france, norway, spain, poland, netherlands

    /// ISO 3166 code, as in the log.
    var code: StaticString {
        switch self {
        case .sweden: "SE"
        case .britain: "GB"
        case .germany: "DE"
        case .unitedStates: "US"
        case .brazil: "BR"
        case .france: "FR"
        case .norway: "NO"
        case .spain: "ES"
        case .poland: "PL"
        case .netherlands: "NL"
        }
    }

    /// Hours to add to UTC for the local winter time of most of its people.
    var hoursAheadOfUTC: Int {
        switch self {
        case .britain: 0
        case .unitedStates: -6
        case .brazil: -3
        default: 1
        }
    }
}

/// A network address with the network it belongs to and the country it is seen in.
struct Address: Sendable, Equatable {
    /// IPv4, most significant byte first.
    var ip: UInt32
    /// Autonomous system number.
    var asn: UInt16
    var country: Country
}

/// Hosting providers from whose machines no person listens.
enum HostingNetwork: UInt16, Sendable, CaseIterable {
    case digitalOcean = 14_061
    case ovh = 16_276
    case hetzner = 24_940
    case linode = 63_949

    /// The first two bytes of its addresses in this world.
    var prefix: UInt32 {
        switch self {
        case .digitalOcean: 185 << 24 | 12 << 16
        case .ovh: 185 << 24 | 13 << 16
        case .hetzner: 45 << 24 | 90 << 16
        case .linode: 45 << 24 | 91 << 16
        }
    }
}

/// Hands out addresses; no two calls give the same one, save where sharing is meant.
struct Geography: Sendable {
    private static let market = WeightedChoice(weights: [9, 12, 11, 26, 10, 9, 4, 9, 6, 4])
    private static let universityNumber: UInt16 = 1_653
    /// People behind one mobile carrier address.
    private static let peoplePerCarrierAddress = 25

    private var homesIssued = [UInt32](repeating: 0, count: Country.allCases.count)
    private var hostsIssued: [HostingNetwork: UInt32] = [:]
    private var campusesIssued: UInt32 = 0
    private let carrierAddresses: Int

    init(people: Int) {
        let perCountry = people / Country.allCases.count
        carrierAddresses = min(65_000, 2 + perCountry / Self.peoplePerCarrierAddress)
    }

    /// A country drawn by its number of listeners.
    func country(_ random: inout SplitMix64) -> Country {
        Country.allCases[Self.market.draw(&random)]
    }

    /// A household's own address.
    mutating func home(in country: Country) -> Address {
        let index = Int(country.rawValue)
        homesIssued[index] += 1
        // An odd factor permutes the 24 bits: addresses look scattered and never repeat.
        let scattered = (homesIssued[index] &* 0x9e_3779) & 0xff_ffff
        return Address(
            ip: UInt32(80 + index) << 24 | scattered, asn: 3_000 + 10 * UInt16(index),
            country: country)
    }

    /// A machine at a hosting provider, which claims to be in `country`.
    mutating func host(at network: HostingNetwork, in country: Country) -> Address {
        hostsIssued[network, default: 0] += 1
        let scattered = (hostsIssued[network, default: 0] &* 0x9e37) & 0xffff
        return Address(ip: network.prefix | scattered, asn: network.rawValue, country: country)
    }

    /// The one outward address of another university campus.
    mutating func campus(in country: Country) -> Address {
        campusesIssued += 1
        let scattered = (campusesIssued &* 0x9e37) & 0xffff
        return Address(
            ip: 130 << 24 | 237 << 16 | scattered, asn: Self.universityNumber, country: country)
    }

    /// An address of the country's mobile carrier, which many people share (RFC 6598 space).
    func mobile(in country: Country, _ random: inout SplitMix64) -> Address {
        let index = UInt32(country.rawValue)
        let scattered = (UInt32(random.below(carrierAddresses)) &* 0x9e37) & 0xffff
        return Address(
            ip: 100 << 24 | (64 + index) << 16 | scattered,
            asn: 5_000 + 10 * UInt16(index), country: country)
    }
}
