package import CEL

/// What of a pack's events detection reads: who acts, on what, who is paid, what is shared.
package struct DetectionDefinition: Sendable {
    /// The kind of entity that is judged; an index into ``Schema/entities``.
    package var account: Int
    /// The kind that tells apart who sits in an account, such as `device`; nil tells nobody apart.
    package var seat: Int?
    /// Kinds that accounts may share, such as devices, instruments, addresses.
    package var shared: [Shared]
    /// The acts that money follows; nil where none does.
    package var plays: Plays?
    /// Other acts that may be on the same few things, such as follows.
    package var acts: [Act]
    package var signUps: SignUps?
    /// The event type that verdicts are written back as, with ``verdictFields`` and a field that
    /// names the account; an index into ``Schema/types``. Nil writes none back. Detection
    /// counts nothing that is decided while one restricts an account: its own verdict is no
    /// evidence.
    package var verdicts: Int?

    /// What a verdict's event holds beside the account; `bytesMax` is the most a string has.
    /// `action` is `none`, `review` or `restrict`; `ring` is empty in none, and its `members`,
    /// accounts, are 0 then.
    package static let verdictFields: [(name: String, type: FieldType, bytesMax: Int)] = [
        ("score", .double, 0), ("action", .string, 8), ("ring", .string, 24), ("members", .int, 0),
    ]

    /// A kind of value that accounts may share.
    package struct Shared: Sendable {
        /// An index into ``Schema/entities``.
        package var entity: Int
        /// The most accounts of one household: more on one value are a crowd.
        package var household: Int

        package init(entity: Int, household: Int) {
            (self.entity, self.household) = (entity, household)
        }
    }

    /// Acts of one event type on one kind of object.
    package struct Act: Sendable {
        /// An index into ``Schema/types``.
        package var type: Int
        /// The slot of the object's name.
        package var object: Int

        package init(type: Int, object: Int) { (self.type, self.object) = (type, object) }
    }

    /// Acts that earn somebody money.
    package struct Plays: Sendable {
        package var act: Act
        /// Slots of whoever is paid, and of whoever made the object.
        package var payee: Int?
        package var maker: Int?
        /// Whether the play earns; nil for always.
        package var earns: Program?

        package init(act: Act, payee: Int?, maker: Int?, earns: Program?) {
            (self.act, self.payee, self.maker, self.earns) = (act, payee, maker, earns)
        }
    }

    /// The event that makes an account.
    package struct SignUps: Sendable {
        package var type: Int
        /// Slots whose equal values put sign-ups together, such as the network or the mail domain.
        package var groups: [Int]

        package init(type: Int, groups: [Int]) { (self.type, self.groups) = (type, groups) }
    }

    package init(
        account: Int, seat: Int?, shared: [Shared], plays: Plays?, acts: [Act], signUps: SignUps?,
        verdicts: Int? = nil
    ) {
        (self.account, self.seat, self.shared) = (account, seat, shared)
        (self.plays, self.acts, self.signUps) = (plays, acts, signUps)
        self.verdicts = verdicts
    }
}
