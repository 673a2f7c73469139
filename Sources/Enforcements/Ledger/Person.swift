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

    /// Checks that somebody is a second person to those who had a part in it: none of them, and
    /// nobody whom one of them made, or whose way in or roles one of them set, within ``handsMax``,
    /// by themselves or by somebody they made; unless somebody else gave them a new way in since.
    /// A key stands for who made it, and gives nobody a new way in.
    ///
    /// - Throws: ``Fault`` `forbidden` when it is not.
    package static func check(
        _ by: String, isSecondTo others: [String], for what: String, at time: Int64,
        _ hands: any AccessHands
    ) throws {
        var search = HandSearch(
            people: try others + others.flatMap { try hands.makers(ofKey: $0) },
            since: time - handsMax, hands)
        try check(by, isNot: search.people, for: what)
        guard let (first, hand) = try search.hand(on: by) else { return }
        let who =
            PersonName.isSame(first, hand.by)
            ? first : "\(hand.by), whom \(first) made or let in,"
        func words(_ time: Int64) -> String { CivilTime(milliseconds: time).rfc3339 }
        throw Fault(
            .forbidden,
            "\(who) made \(by), or set how \(by) signs in or what \(by) may, at \(words(hand.at)): "
                + "so \(by) is no second person to \(first) until \(words(hand.at + handsMax)).",
            fix: askElse(by))
    }

    static func askElse(_ by: String) -> String {
        "Ask somebody else, or have another admin, or `assay people reset \(by)` on the machine, "
            + "give \(by) a new way in."
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
    /// Those of others than the person, the latest of each first; those that were refused are none.
    func hands(on person: String, since: Int64) throws -> [AccessHand]

    /// Who made a key, and the keys it was made by; empty for what is no key.
    func makers(ofKey name: String) throws -> [String]
}
