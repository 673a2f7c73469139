import Vocabulary

/// Looks for a hand that one of some people had in somebody's access, by themselves, by a key they
/// made, or by somebody in whose access they had one.
struct HandSearch {
    let people: [String]
    private let since: Int64
    private let hands: any AccessHands
    /// Who was looked at, by key: whether to the end. Who is looked at still is not.
    private var isWhole: [String: Bool] = [:]

    /// People and keys that are looked at.
    private static let namesMax = 100

    /// - Parameter people: those who act at the command line or for a provider are nobody's hand.
    init(people: [String], since: Int64, _ hands: any AccessHands) {
        self.people = people.filter {
            ![Person.machine, Caller.machine.name].contains(PersonName.key($0))
        }
        (self.since, self.hands) = (since, hands)
    }

    /// The latest; nil for none, or where somebody gave a new way in since in whom there is none:
    /// who is not known to the end vouches for nobody, and no key does.
    ///
    /// - Throws: ``Fault`` `forbidden` when more than ``namesMax`` had to be looked at.
    mutating func hand(on name: String) throws -> (first: String, hand: AccessHand)? {
        let key = PersonName.key(name)
        guard isWhole[key] == nil else { return nil }
        guard isWhole.count < HandSearch.namesMax else {
            throw Fault(
                .forbidden,
                "More than \(HandSearch.namesMax) people and keys had a hand in how those sign in "
                    + "who made \(name): so nobody can tell whose second person that is.",
                fix: Person.askElse(name))
        }
        isWhole[key] = false
        var isKnown = true
        for hand in try hands.hands(on: name, since: since) {
            let makers = try hands.makers(ofKey: hand.by)
            for other in [hand.by] + makers {
                if let first = people.first(where: { PersonName.isSame($0, other) }) {
                    return (first, hand)
                }
                if let made = try self.hand(on: other) { return (made.first, hand) }
                isKnown = isKnown && isWhole[PersonName.key(other)] == true
            }
            if hand.isWayIn, makers.isEmpty, isWhole[PersonName.key(hand.by)] == true { break }
        }
        isWhole[key] = isKnown
        return nil
    }
}
