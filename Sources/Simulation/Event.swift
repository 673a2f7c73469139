/// What a subscriber pays for.
enum Plan: UInt8, Sendable {
    case free, family, premium
}

/// Where in the player a play began.
enum PlaySource: UInt8, Sendable {
    case playlist, album, radio, search
}

/// The domain of a sign-up's e-mail address.
enum EmailDomain: UInt8, Sendable, CaseIterable {
    case gmail, outlook, icloud, yahoo, hotmail, proton
    case mailinator, tempmail, tenMinute, trashbox

    /// Domains people use.
    static let usual: [EmailDomain] = [.gmail, .outlook, .icloud, .yahoo, .hotmail, .proton]
    /// Domains that hand out addresses for a few minutes.
    static let disposable: [EmailDomain] = [.mailinator, .tempmail, .tenMinute, .trashbox]
}

/// Who acts, on what and from where.
struct Seat: Sendable {
    var user: UInt32
    var device: UInt32
    var address: Address
    var plan: Plan
}

/// One line of the log, before it has a name. A plain value without references.
struct Event: Sendable {
    enum Body: Sendable {
        /// `played` in milliseconds; `campaign` is set if no person listened.
        case play(Track, played: UInt32, source: PlaySource, campaign: Campaign?)
        case signUp(EmailDomain)
        case login(success: Bool)
        case payment(instrument: UInt32)
        case follow(artist: UInt32)
    }

    /// Seconds after the start of the log.
    var time: Int
    var seat: Seat
    var body: Body
}

/// Someone's account as it was opened.
struct Account: Sendable {
    let seat: Seat
    /// The card on file; free accounts never use theirs.
    let instrument: UInt32
    let domain: EmailDomain
    /// Seconds after the start of the log; negative if it is older than the log.
    let joined: Int

    private static let daysPerFee = 30

    private var joinedSecondOfDay: Int {
        let remainder = joined % Clock.secondsPerDay
        return remainder < 0 ? remainder + Clock.secondsPerDay : remainder
    }

    private var joinedDay: Int { (joined - joinedSecondOfDay) / Clock.secondsPerDay }

    func joins(on day: Int) -> Bool { joinedDay == day }

    func exists(on day: Int) -> Bool { joinedDay <= day }

    /// When the next fee falls due, in seconds after the start of the log, if it does on `day`.
    func feeDue(on day: Int) -> Int? {
        guard seat.plan != .free, day > joinedDay else { return nil }
        guard (day - joinedDay) % Self.daysPerFee == 0 else { return nil }
        return day * Clock.secondsPerDay + joinedSecondOfDay
    }
}
