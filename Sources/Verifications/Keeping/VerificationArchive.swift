package import Vocabulary

/// A step as it is kept, in one transaction with all that follows from it.
package struct KeptStep: Sendable {
    package var verification: Verification
    package var line: VerificationLine
    /// The `data` of its event for the log: JSON.
    package var event: String
    /// Told to the integrator; nil for steps that nobody outside need know.
    package var message: OutboxMessage?

    package init(
        verification: Verification, line: VerificationLine, event: String, message: OutboxMessage?
    ) {
        (self.verification, self.line) = (verification, line)
        (self.event, self.message) = (event, message)
    }
}

/// A step that is committed and not in the event log yet.
package struct UnloggedStep: Sendable {
    package var sequence: Int64
    /// Id of its event.
    package var id: String
    /// Milliseconds since 1970.
    package var time: Int64
    /// The event's `data`, JSON.
    package var data: String

    package init(sequence: Int64, id: String, time: Int64, data: String) {
        (self.sequence, self.id, self.time, self.data) = (sequence, id, time, data)
    }
}

/// Something to be asked of an account when what costs less is done.
package struct WaitingAsk: Sendable, Hashable {
    package var account: String
    package var requirement: String
    package var friction: Int
    /// Why it is asked.
    package var why: String

    package init(account: String, requirement: String, friction: Int, why: String) {
        (self.account, self.requirement) = (account, requirement)
        (self.friction, self.why) = (friction, why)
    }
}

/// A callback that was taken: who sent it under which id, and what it said.
package struct TakenCallback: Sendable, Hashable {
    package var vendor: String
    package var id: String
    /// SHA-256 of the body, hexadecimal.
    package var payloadHash: String
    /// What was answered; JSON.
    package var answer: String
    /// Milliseconds since 1970.
    package var at: Int64

    package init(vendor: String, id: String, payloadHash: String, answer: String, at: Int64) {
        (self.vendor, self.id, self.payloadHash) = (vendor, id, payloadHash)
        (self.answer, self.at) = (answer, at)
    }
}

/// Reads and writes within one transaction.
package protocol VerificationRows {
    func verification(id: String) throws -> Verification?
    /// Keeps a step: where the verification stands, its line, its event and its message.
    func keep(_ step: KeptStep) throws
    /// What a person gave, as JSON of texts; nil once it is done with.
    func submission(of verification: String) throws -> String?
    func keep(submission: String?, of verification: String) throws

    func check(reference: String) throws -> VendorCheck?
    /// - Parameter data: what the vendor is to be sent, until it took it.
    func add(_ check: VendorCheck, data: String) throws
    func update(_ check: VendorCheck) throws
    /// Stops sending what was not sent yet of a verification to vendors that are live.
    func stopSending(of verification: String) throws

    func callback(vendor: String, id: String) throws -> TakenCallback?
    /// Keeps it; of the oldest, those beyond the bound are forgotten.
    func keep(_ callback: TakenCallback, most: Int) throws

    /// Does nothing where the same waits already.
    func add(_ ask: WaitingAsk) throws
    /// Takes away what costs least, and of that what came first.
    func takeAsk(of account: String) throws -> WaitingAsk?
    func removeAsks(of account: String) throws
    func hasOpen(account: String) throws -> Bool

    /// Notes the sequence of the last decision that was looked at.
    func keep(decidedPlace: Int64) throws
    /// Forgets steps that are in the event log now.
    func forgetUnlogged(_ sequences: [Int64]) throws
}

/// Where verifications are kept. All lists are bounded by their `limit`.
package protocol VerificationArchive: Sendable {
    /// Does all of it or nothing; the body may be run once more from the start.
    func changing<Answer>(_ body: (any VerificationRows) throws -> Answer) throws -> Answer

    func verification(id: String) throws -> Verification?
    /// In order of name of the requirement.
    func verifications(ofAccount account: String, limit: Int) throws -> [Verification]
    /// The last that took a step first; nil wants every state.
    func verifications(state: VerificationState?, limit: Int) throws -> [Verification]
    func lines(of verification: String, limit: Int) throws -> [VerificationLine]
    func lines(after sequence: Int64, limit: Int) throws -> [VerificationLine]
    /// Those whose state is over at a time, the longest over first.
    func over(at now: Int64, limit: Int) throws -> [Verification]
    /// Checks of live vendors whose patience ends by a time.
    func silent(at now: Int64, limit: Int) throws -> [VendorCheck]
    /// What is to be sent by a time, with what is to be sent; of each vendor what waits longest.
    func unsent(
        at now: Int64, perVendor: Int, limit: Int
    ) throws -> [(check: VendorCheck, data: String)]
    /// Sequence of the last decision that was looked at; nil before the first time.
    func decidedPlace() throws -> Int64?
    /// In order of their sequence.
    func unlogged(limit: Int) throws -> [UnloggedStep]
    /// What waits to be asked of an account, what costs least first.
    func asks(of account: String) throws -> [WaitingAsk]
    /// Verifications by requirement and state.
    func verificationCounts() throws -> [VerificationCount]
    func verificationPairs(limit: Int) throws -> [VerificationPair]
}

/// How many verifications of a requirement are in a state.
package struct VerificationCount: Sendable, Hashable {
    package var requirement: String
    package var state: VerificationState
    package var count: Int

    package init(requirement: String, state: VerificationState, count: Int) {
        (self.requirement, self.state, self.count) = (requirement, state, count)
    }
}

/// What a live vendor and one in shadow said of the same submission.
package struct VerificationPair: Sendable, Hashable {
    package var requirement: String
    package var live: VendorCheck
    package var shadow: VendorCheck

    package init(requirement: String, live: VendorCheck, shadow: VendorCheck) {
        (self.requirement, self.live, self.shadow) = (requirement, live, shadow)
    }
}
