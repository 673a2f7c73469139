/// What accounts did, as columns of numbers: all that detection reads of a log.
///
/// A **seat** is one account on one device (or whatever the pack says tells people apart):
/// detectors work by seats, so that an intruder is not mixed with the owner of the account. Times
/// are milliseconds since 1970. 30 bytes a play and the bytes of its id.
package struct Conduct: Sendable {
    package var accounts = Names()
    /// Devices, instruments, addresses: of all kinds, each behind a byte for its kind.
    package var values = Names()
    /// The place of a value's kind in ``DetectionDefinition/shared``.
    package var kindOfValue: [UInt8] = []
    package var objects = Names()
    package var payees = Names()
    package var makers = Names()
    /// Who is paid for an object and who made it, as first met; ``Names/none`` where unknown.
    package var payeeOfObject: [UInt32] = []
    package var makerOfObject: [UInt32] = []

    /// By account: the rank of the strongest action of any decision on it.
    package var worstAction: [UInt8] = []

    package var accountOfSeat: [UInt32] = []
    /// The value that makes the seat, such as its device; ``Names/none`` where events name none.
    package var valueOfSeat: [UInt32] = []

    package var plays = Plays()
    package var acts = Acts()
    /// Different (seat, value).
    package var links = Links()
    package var signUps = SignUps()

    /// Events taken, of all types.
    package var events = 0
    /// Event times of the first and the last.
    package var earliest = Int64.max
    package var latest = Int64.min

    package init() {}

    package var seatCount: Int { accountOfSeat.count }

    /// Acts that money follows, in the order of the log.
    package struct Plays: Sendable {
        package var seats: [UInt32] = []
        package var objects: [UInt32] = []
        package var times: [Int64] = []
        package var marks: [PlayMarks] = []
        /// Ids of the events.
        package var ids: [UInt8] = []
        package var idEnds: [Int] = []

        package var count: Int { seats.count }

        package func id(_ play: Int) -> ArraySlice<UInt8> {
            ids[(play == 0 ? 0 : idEnds[play - 1])..<idEnds[play]]
        }
    }

    /// Other acts: who, on what, when. Objects of each kind of act have numbers of their own.
    package struct Acts: Sendable {
        package var seats: [UInt32] = []
        package var objects: [UInt32] = []
        package var times: [Int64] = []
        package var names = Names()
    }

    package struct Links: Sendable {
        package var seats: [UInt32] = []
        package var values: [UInt32] = []
    }

    package struct SignUps: Sendable {
        package var accounts: [UInt32] = []
        package var seats: [UInt32] = []
        package var times: [Int64] = []
        /// By way of grouping, then sign-up: the number of the value, or ``Names/none``.
        package var groups: [[UInt32]] = []
        package var names = Names()
    }
}

/// What is known of one play besides who, what and when.
package struct PlayMarks: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It earns somebody money.
    package static let earns = PlayMarks(rawValue: 1)
    /// The pack's rules and policy exclude it, or worse.
    package static let excluded = PlayMarks(rawValue: 2)
    /// A verdict of ours restricted the account then, so what was decided says nothing of the play.
    package static let told = PlayMarks(rawValue: 4)
}
