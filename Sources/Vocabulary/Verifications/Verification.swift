/// Where one account stands with one requirement.
package struct Verification: Sendable, Hashable {
    /// Made of account and requirement; see ``Verification/id(account:requirement:)``.
    package var id: String
    package var account: String
    package var requirement: String
    package var state: VerificationState
    /// How many steps it has taken; the last has this number.
    package var steps: Int
    /// Attempts that failed since the last that passed.
    package var failures: Int
    /// Of the last step, milliseconds since 1970.
    package var at: Int64
    /// When the state is over; nil where it lasts.
    package var overAt: Int64?
    /// Who has it, while it is pending; who answered, afterwards. Empty before.
    package var vendor: String
    /// What the vendor knows it by.
    package var reference: String
    /// Why it was asked for: a point of the journey, or a decision's id.
    package var why: String
    /// What the last step gave as its reasons.
    package var reasons: [String]

    package init(
        id: String, account: String, requirement: String, state: VerificationState, steps: Int = 0,
        failures: Int = 0, at: Int64 = 0, overAt: Int64? = nil, vendor: String = "",
        reference: String = "", why: String = "", reasons: [String] = []
    ) {
        (self.id, self.account, self.requirement) = (id, account, requirement)
        (self.state, self.steps, self.failures) = (state, steps, failures)
        (self.at, self.overAt, self.vendor) = (at, overAt, vendor)
        (self.reference, self.why, self.reasons) = (reference, why, reasons)
    }

    /// Whether it is with the person or with a vendor.
    package var isOpen: Bool { state == .requested || state == .pending }

    /// Whether it is passed, and for how long is not over.
    package func holds(at now: Int64) -> Bool {
        state == .passed && (overAt.map { now < $0 } ?? true)
    }
}

/// A line of the ledger of verifications, which is only ever added to.
package struct VerificationLine: Sendable, Hashable {
    package var sequence: Int64
    package var verification: String
    /// From one, within its verification.
    package var number: Int
    package var move: VerificationMove
    /// Nil for the first.
    package var from: VerificationState?
    package var state: VerificationState
    /// Milliseconds since 1970.
    package var at: Int64
    /// Who did it: `service`, `vendor NAME`, or a person.
    package var by: String
    package var vendor: String
    package var reference: String
    package var reasons: [String]
    /// SHA-256 of the callback that caused it, hexadecimal; empty without one.
    package var payloadHash: String

    package init(
        sequence: Int64 = 0, verification: String, number: Int, move: VerificationMove,
        from: VerificationState?, state: VerificationState, at: Int64, by: String,
        vendor: String = "", reference: String = "", reasons: [String] = [],
        payloadHash: String = ""
    ) {
        (self.sequence, self.verification, self.number) = (sequence, verification, number)
        (self.move, self.from, self.state, self.at) = (move, from, state, at)
        (self.by, self.vendor, self.reference) = (by, vendor, reference)
        (self.reasons, self.payloadHash) = (reasons, payloadHash)
    }
}

/// What one vendor was asked once, and what it said.
package struct VendorCheck: Sendable, Hashable {
    /// What the vendor knows it by; never given twice.
    package var reference: String
    package var verification: String
    package var account: String
    package var requirement: String
    package var vendor: String
    /// Of a vendor in shadow: what it says is kept and compared, and nothing rests on it.
    package var isShadow: Bool
    /// Milliseconds since 1970.
    package var madeAt: Int64
    package var tries: Int
    /// When it is sent next; nil once it was taken, or given up.
    package var sendAt: Int64?
    /// When the vendor took it.
    package var sentAt: Int64?
    /// When we stop waiting for an answer; nil while none is waited for.
    package var silentAt: Int64?
    package var answeredAt: Int64?
    package var hasPassed: Bool?

    package init(
        reference: String, verification: String, account: String, requirement: String,
        vendor: String, isShadow: Bool, madeAt: Int64, tries: Int = 0, sendAt: Int64? = nil,
        sentAt: Int64? = nil, silentAt: Int64? = nil, answeredAt: Int64? = nil,
        hasPassed: Bool? = nil
    ) {
        (self.reference, self.verification) = (reference, verification)
        (self.account, self.requirement, self.vendor) = (account, requirement, vendor)
        (self.isShadow, self.madeAt, self.tries) = (isShadow, madeAt, tries)
        (self.sendAt, self.sentAt, self.silentAt) = (sendAt, sentAt, silentAt)
        (self.answeredAt, self.hasPassed) = (answeredAt, hasPassed)
    }
}
