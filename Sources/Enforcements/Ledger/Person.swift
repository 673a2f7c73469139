import Toolbox
package import Vocabulary

/// Who does what a machine may not.
package enum Person {
    /// Who the ledger names for what is done without anybody.
    package static let machine = "assay"
    /// Characters that a name, and a reason, may have.
    private static let nameMax = 200
    static let whyMax = 4000

    /// - Throws: ``Fault`` `invalid` when nobody is named, or the machine, or no reason is given.
    package static func check(_ by: String, why: String) throws(Fault) {
        let key = PersonName.key(by)
        guard !key.isEmpty, key != machine, by.count <= nameMax else {
            throw Fault(
                .invalid, "The ledger of enforcements wants to know who.",
                fix: "Name a person, in `by`.")
        }
        guard why.contains(where: { !$0.isWhitespace }), why.count <= whyMax else {
            throw Fault(
                .invalid, "The ledger of enforcements wants to know why.",
                fix: "Say it in a sentence, in `why`.")
        }
    }

    /// - Parameter inside: what stays inside, beside why.
    /// - Throws: ``Fault`` `invalid` where it is too long.
    package static func check(inside: String) throws(Fault) {
        guard inside.count <= whyMax else {
            throw Fault(
                .invalid, "`inside` has \(inside.count) characters.",
                fix: "Use at most \(whyMax).")
        }
    }

    /// - Throws: ``Fault`` `forbidden` when it is one of those who had a part in it.
    package static func check(
        _ by: String, isNot others: [String], for what: String
    ) throws(Fault) {
        guard others.contains(where: { PersonName.isSame($0, by) }) else { return }
        throw Fault(
            .forbidden, "\(by) had a part in this, so somebody else must \(what).",
            fix: "Ask a second person.")
    }

    /// For how long who had a hand in somebody's access may have them as no second person: 30 d.
    package static let handsMax: Int64 = 30 * 86_400_000

    /// People between who began something and who agrees, each made by the one before, that are
    /// followed.
    private static let makersMax = 8

    /// Checks that somebody is a second person to those who had a part in it: none of them, and
    /// nobody whom one of them made, or whose way in or roles one of them set, within ``handsMax``,
    /// by themselves or by somebody they made; unless somebody else gave them a new way in since.
    ///
    /// - Throws: ``Fault`` `forbidden` when it is not.
    package static func check(
        _ by: String, isSecondTo others: [String], for what: String, at time: Int64,
        _ hands: any AccessHands
    ) throws {
        try check(by, isNot: others, for: what)
        // Who acts at the command line or for a provider is nobody's hand.
        let people = others.filter { ![machine, Caller.machine.name].contains(PersonName.key($0)) }
        var seen: Set<String> = []
        guard let (first, hand) = try hand(on: by, of: people, since: time - handsMax, hands, &seen)
        else { return }
        let who =
            PersonName.isSame(first, hand.by)
            ? first : "\(hand.by), whom \(first) made or let in,"
        func words(_ time: Int64) -> String { CivilTime(milliseconds: time).rfc3339 }
        throw Fault(
            .forbidden,
            "\(who) made \(by), or set how \(by) signs in or what \(by) may, at \(words(hand.at)): "
                + "so \(by) is no second person to \(first) until \(words(hand.at + handsMax)).",
            fix: "Ask somebody else, or have another admin, or `assay people reset \(by)` on the "
                + "machine, give \(by) a new way in.")
    }

    /// The latest hand that one of some people had in somebody's access, by themselves or by
    /// somebody in whose access they had one; nil for none, or where somebody else gave a new way
    /// in since.
    private static func hand(
        on by: String, of people: [String], since: Int64, _ hands: any AccessHands,
        _ seen: inout Set<String>
    ) throws -> (first: String, hand: AccessHand)? {
        guard seen.count < makersMax, seen.insert(PersonName.key(by)).inserted else { return nil }
        for hand in try hands.hands(on: by, since: since) where !PersonName.isSame(hand.by, by) {
            if let first = people.first(where: { PersonName.isSame($0, hand.by) }) {
                return (first, hand)
            }
            if let made = try Person.hand(on: hand.by, of: people, since: since, hands, &seen) {
                return (made.first, hand)
            }
            if hand.isWayIn { return nil }
        }
        return nil
    }
}

/// That somebody made a person, set their roles, or gave them a way in.
package struct AccessHand: Sendable, Hashable {
    package var by: String
    /// Milliseconds since 1970.
    package var at: Int64
    /// Whether it gave them a new way in, in place of those they had.
    package var isWayIn: Bool

    package init(by: String, at: Int64, isWayIn: Bool) {
        (self.by, self.at, self.isWayIn) = (by, at, isWayIn)
    }
}

/// Who knows who had a hand in people's access.
package protocol AccessHands {
    /// The latest first; those that were refused are none.
    func hands(on person: String, since: Int64) throws -> [AccessHand]
}
