package import CEL
package import Decisions
import Glibc
import Toolbox
package import Vocabulary

/// Sums decisions up into verdicts on accounts, single plays, artists and payees.
///
/// An account's score is the greatest of its decisions; its action is `restrict` or `review` when a
/// decision on it named a measure of that strength often enough. An artist or payee is a
/// beneficiary when most of its plays were judged artificial. Rules alone cannot tell a victim from
/// a beneficiary: whoever gets artificial plays but lives from others is reported as a victim.
package struct VerdictLedger: Sendable {
    /// Where the line is drawn; shares of 0...1 and counts.
    package struct Thresholds: Sendable {
        /// Decisions at `restrict` or above that restrict an account.
        package var restrictingDecisions = 1
        /// Share of artificial plays from which a payee or artist is a beneficiary.
        package var beneficiaryShare = 0.5
        /// Share of artificial plays from which one is touched at all.
        package var touchedShare = 0.05
        /// Plays below which nothing is said of an artist or payee.
        package var playsMin = 20

        package init() {}
    }

    fileprivate struct Account {
        var score = 0.0
        var restricting = 0
        var reviewing = 0
    }

    fileprivate struct Recipient {
        var plays = 0
        var artificial = 0
    }

    private let thresholds: Thresholds
    private let accountNames: EntityNames
    private let artistNames: EntityNames
    private let payeeNames: EntityNames
    private let playJourney: Int?
    private let journeys: [Int]
    private var accounts: [String: Account] = [:]
    private var artists: [String: Recipient] = [:]
    private var payees: [String: Recipient] = [:]
    private var streams = ByteWriter()

    package init(schema: Schema, thresholds: Thresholds = Thresholds()) {
        self.thresholds = thresholds
        accountNames = EntityNames(of: "account", schema: schema)
        artistNames = EntityNames(of: "artist", schema: schema)
        payeeNames = EntityNames(of: "payee", schema: schema)
        playJourney = schema.journeys.firstIndex(of: "play")
        journeys = schema.types.map(\.journey)
    }

    /// Takes in one decision.
    package mutating func add(row: UnsafePointer<Value>, type: Int, outcome: Outcome) {
        let isPlay = journeys[type] == playJourney
        let isArtificial = isPlay && outcome.action >= .exclude
        if isArtificial {
            streams.appendCell(row[Schema.Envelope.id])
            streams.append(",1\n" as StaticString)
        }
        let account = accountNames.name(row: row, type: type)
        if !account.isEmpty { accounts[account, default: Account()].add(outcome) }
        guard isPlay else { return }
        let artist = artistNames.name(row: row, type: type)
        if !artist.isEmpty { artists[artist, default: Recipient()].add(isArtificial) }
        let payee = payeeNames.name(row: row, type: type)
        if !payee.isEmpty { payees[payee, default: Recipient()].add(isArtificial) }
    }

    /// Writes `accounts.csv`, `streams.csv`, `payees.csv` and `artists.csv` into `folder`.
    ///
    /// - Throws: ``Fault`` `unavailable` when a file cannot be written.
    package func write(to folder: String) throws {
        mkdir(folder, 0o755)
        var accountText = ByteWriter()
        accountText.append("account,score,action,ring\n" as StaticString)
        for (name, held) in accounts.sorted(by: { $0.key < $1.key }) {
            accountText.appendCell(name)
            accountText.append(",\(held.score),\(held.action(thresholds)),\n")
        }
        try VerdictLedger.write(accountText.bytes, to: folder + "/accounts.csv")
        try VerdictLedger.write(
            Array("event,flag\n".utf8) + streams.bytes, to: folder + "/streams.csv")
        try write(payees, "payee", to: folder + "/payees.csv")
        try write(artists, "artist", to: folder + "/artists.csv")
    }

    private func write(_ held: [String: Recipient], _ kind: String, to path: String) throws {
        var text = ByteWriter()
        text.append("\(kind),role,score\n")
        for (name, recipient) in held.sorted(by: { $0.key < $1.key }) {
            text.appendCell(name)
            text.append(",\(recipient.role(thresholds)),\(recipient.share)\n")
        }
        try VerdictLedger.write(text.bytes, to: path)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw Fault(
                .unavailable, "Cannot write \(path): \(String(cString: strerror(errno))).",
                fix: "Choose a folder you may write to.")
        }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Fault(.unavailable, "Cannot write all of \(path).", fix: "Is the disk full?")
        }
    }
}

extension VerdictLedger.Account {
    fileprivate mutating func add(_ outcome: Outcome) {
        score = max(score, outcome.score)
        if outcome.action >= .restrict { restricting += 1 }
        if outcome.action > .allow { reviewing += 1 }
    }

    fileprivate func action(_ thresholds: VerdictLedger.Thresholds) -> String {
        if restricting >= thresholds.restrictingDecisions { return "restrict" }
        return reviewing > 0 ? "review" : "none"
    }
}

extension VerdictLedger.Recipient {
    fileprivate mutating func add(_ isArtificial: Bool) {
        plays += 1
        if isArtificial { artificial += 1 }
    }

    fileprivate var share: Double { plays > 0 ? Double(artificial) / Double(plays) : 0 }

    fileprivate func role(_ thresholds: VerdictLedger.Thresholds) -> String {
        guard plays >= thresholds.playsMin else { return "none" }
        if share >= thresholds.beneficiaryShare { return "beneficiary" }
        return share >= thresholds.touchedShare ? "victim" : "none"
    }
}
