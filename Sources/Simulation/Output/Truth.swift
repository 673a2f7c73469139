import Toolbox

/// What is so about an account, whatever it looks like.
enum AccountTruth: Sendable {
    case organic
    case hard(HardCase)
    case abusive(Campaign)
    case hijacked

    var label: StaticString {
        switch self {
        case .organic, .hard: "organic"
        case .abusive: "abusive"
        case .hijacked: "hijacked"
        }
    }

    var campaign: String {
        switch self {
        case .organic: ""
        case .hard(let kind): "hard:\(kind.rawValue)"
        case .abusive(let campaign): campaign.rawValue
        case .hijacked: Campaign.hijack.rawValue
        }
    }
}

/// Honest people who look odd.
enum HardCase: String, Sendable {
    case superfan, sleeper, student, family
}

/// Whose artists and payees a campaign feeds.
enum Side: String, Sendable {
    /// Paid for the false plays.
    case beneficiary
    /// Played to hide the others; knows nothing of it.
    case victim
}

/// What truly happened in a simulated log.
package struct Truth: Sendable {
    /// One false play, by the number of its event.
    struct FalsePlay: Sendable {
        let event: UInt32
        let campaign: Campaign
    }

    /// Events written.
    package private(set) var events = 0
    private(set) var falsePlays: [FalsePlay] = []
    let accounts: [AccountTruth]
    let artists: [UInt32: Side]
    let payees: [UInt32: Side]
    let names: Names

    init(cast: Cast, names: Names) {
        accounts = cast.truths
        artists = cast.artistSides
        payees = cast.payeeSides
        self.names = names
    }

    /// Counts the next event of the log; ``events`` is its number from then on.
    mutating func note(_ event: Event) {
        events += 1
        if case .play(_, _, _, let campaign?) = event.body {
            falsePlays.append(FalsePlay(event: UInt32(events), campaign: campaign))
        }
    }

    /// Plays no person listened to.
    package var falsePlayCount: Int { falsePlays.count }

    /// `truth-accounts.csv`: `user,label,campaign`, every account, in the order of their numbers.
    package func accountsCSV() -> String {
        var writer = ByteWriter(capacity: accounts.count * 20)
        writer.append("user,label,campaign\n" as StaticString)
        for user in names.usersByNumber {
            let truth = accounts[Int(user)]
            names.write(user: user, to: &writer)
            writer.append(byte: UInt8(ascii: ","))
            writer.append(truth.label)
            writer.append(byte: UInt8(ascii: ","))
            writer.append(truth.campaign)
            writer.append(byte: UInt8(ascii: "\n"))
        }
        return writer.text
    }

    /// `truth-streams.csv`: `event,campaign`, every false play, in the order of the log.
    package func streamsCSV() -> String {
        var writer = ByteWriter(capacity: falsePlays.count * 24)
        writer.append("event,campaign\n" as StaticString)
        for play in falsePlays {
            names.write(event: Int(play.event), to: &writer)
            writer.append(byte: UInt8(ascii: ","))
            writer.append(play.campaign.rawValue)
            writer.append(byte: UInt8(ascii: "\n"))
        }
        return writer.text
    }

    /// `truth-payees.csv`: `payee,label`, only payees a campaign touches on purpose.
    package func payeesCSV() -> String {
        var writer = ByteWriter()
        writer.append("payee,label\n" as StaticString)
        for payee in names.payeesByNumber {
            guard let side = payees[payee] else { continue }
            names.write(payee: payee, to: &writer)
            writer.append(",\(side.rawValue)\n")
        }
        return writer.text
    }

    /// `truth-artists.csv`: `artist,label`, only artists a campaign plays on purpose.
    package func artistsCSV() -> String {
        var writer = ByteWriter()
        writer.append("artist,label\n" as StaticString)
        for artist in names.artistsByNumber {
            guard let side = artists[artist] else { continue }
            names.write(artist: artist, to: &writer)
            writer.append(",\(side.rawValue)\n")
        }
        return writer.text
    }
}
