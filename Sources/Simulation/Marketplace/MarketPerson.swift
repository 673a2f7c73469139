import Toolbox

/// What is so about an account of the marketplace.
struct MarketTruth: Sendable {
    /// "organic", "abusive", or "removed": gone for cause that the log does not show.
    let label: StaticString
    /// A campaign, or `hard:` and a kind of honest people who look odd; empty for the usual.
    let campaign: StaticString

    static let usual = MarketTruth(label: "organic", campaign: "")

    static let removed = MarketTruth(label: "removed", campaign: "")

    static func hard(_ kind: StaticString) -> MarketTruth {
        MarketTruth(label: "organic", campaign: kind)
    }

    static func abusive(_ campaign: StaticString) -> MarketTruth {
        MarketTruth(label: "abusive", campaign: campaign)
    }
}

/// Somebody who acts on an account for a while, from somewhere.
struct MarketHand: Sendable {
    /// Days of the log, counted from 0.
    var days: Range<Int>
    var device: Int
    /// IPv4, most significant byte first.
    var address: UInt32
    var network: Int
    /// Where the address is seen.
    var place: Int
    /// Minutes ahead of UTC that the device's clock shows.
    var offset: Int
    /// Proposals and messages on a usual day.
    var pace: Double
    /// Chance of acting on a day.
    var diligence = 0.75
    /// First second of the day in UTC; the day lasts ten hours.
    var wakes: Int
}

/// An account of the marketplace with what stands behind it. A plain value.
struct MarketPerson: Sendable {
    enum Role: Sendable { case worker, client }

    var truth: MarketTruth
    /// The human being who opened it: equal for accounts of one.
    var human: Int
    var role = Role.worker
    var isAgency = false
    /// Where they say they live.
    var home: Int
    /// Minutes ahead of UTC they declare.
    var zone: Int
    var names: MarketNames
    var document: Int
    var documentPlace: Int
    var phone: Int
    var payout: Int
    /// Day of the log on which it was opened; -1 when it is older.
    var joined: Int
    var hands: [MarketHand]
    /// What happens besides: verifications, removals, reports.
    var extras: [MarketExtra] = []
    /// The only client, and the client's device, where the two play together.
    var partner: (client: Int, device: Int)?
    /// The text it sends to everybody, if it does.
    var spam: Int?

    /// The log has its sign-up.
    var signsUp: Bool { joined >= 0 }
}

/// One thing that happens to an account at a time.
struct MarketExtra: Sendable {
    var day: Int
    var second: Int
    var body: MarketBody
}

/// What an event of the marketplace says beside whose it is and where.
enum MarketBody: Sendable {
    case signUp
    case profile
    case login(success: Bool)
    /// `paper` and `name` nil where the vendor gives none.
    case verification(
        requirement: StaticString, state: StaticString, vendor: StaticString, paper: Int?,
        reasons: StaticString)
    case proposal(job: Int)
    case message(to: Int, body: Int, text: StaticString)
    case contract(client: Int, state: StaticString, device: Int?, amount: Int)
    case payout(amount: Int)
    case removed
    case report(by: Int)
}

/// One line of the log before it is written.
struct MarketEvent: Sendable {
    /// Seconds after the start of the log.
    var time: Int
    var person: Int
    /// Index of the person's hand.
    var hand: Int
    var body: MarketBody
}
