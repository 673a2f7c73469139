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

    /// - Throws: ``Fault`` `forbidden` when it is one of those who had a part in it.
    package static func check(
        _ by: String, isNot others: [String], for what: String
    ) throws(Fault) {
        guard others.contains(where: { PersonName.isSame($0, by) }) else { return }
        throw Fault(
            .forbidden, "\(by) had a part in this, so somebody else must \(what).",
            fix: "Ask a second person.")
    }
}
