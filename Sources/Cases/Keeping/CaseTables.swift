package import Enforcements
package import Vocabulary

/// What cases are kept in, within one transaction.
package protocol CaseTables: RingKeeping {
    func caseOpenedUpTo() throws -> Int64?
    func setCasesOpened(upTo sequence: Int64) throws

    func nextCaseSequence() throws -> Int64
    func `case`(id: String) throws -> Case?
    func cases(_ filter: CaseFilter) throws -> [Case]
    /// The case that is not over, of one subject and queue; nil for none.
    func openCase(of subject: EnforcedEntity, queue: String) throws -> Case?
    /// Open and held by nobody, the most at stake first, of those whose queue is among these.
    func nextCase(queues: [String], notIn passed: Set<String>) throws -> Case?
    /// Not over, behind a case in the order they were opened, at most `limit`.
    func liveCases(after sequence: Int64, limit: Int) throws -> [Case]
    /// Snoozed until a time or earlier, at most `limit`.
    func snoozedCases(until time: Int64, limit: Int) throws -> [Case]
    /// Assigned to somebody; those that are put off do not count.
    func heldCount(by person: String) throws -> Int
    /// The last case of one subject and queue, over or not; nil for none.
    func lastCase(of subject: EnforcedEntity, queue: String) throws -> Case?
    /// Not over, that went up a path and nobody took up, the gravest first, at most `limit`.
    func escalatedCases(limit: Int) throws -> [Case]
    /// Whose clock has come to a state that is told, at most `limit`.
    func casesWithClock(until time: Int64, limit: Int) throws -> [Case]
    /// That an order closed, at most `limit`.
    func closedCases(byOrder order: String, limit: Int) throws -> [Case]
    /// To whom a queue gave its last case; empty for nobody.
    func turn(of queue: String) throws -> String
    func setTurn(of queue: String, to person: String) throws
    /// What was seen of something that opens cases, such as `ring:ring-12`: how large it was.
    func seen(_ key: String) throws -> Int64?
    func see(_ key: String, mark: Int64) throws
    func loads(at time: Int64) throws -> [QueueLoad]
    func put(_ one: Case, isNew: Bool) throws

    /// - Returns: its sequence.
    func append(_ entry: CaseEntry) throws -> Int64
    /// The latest ``CaseBounds/historyMax``, in order.
    func entries(of caseID: String) throws -> [CaseEntry]
    /// Keeps the case as it was before a step, so that the step can be taken back.
    func keep(before one: Case, of entry: Int64) throws
    func before(entry: Int64) throws -> Case?

    /// Pilots that deal arms to new cases.
    func runningPilots() throws -> [Pilot]

    func put(_ attachment: CaseAttachment, content: [UInt8]) throws
    func attachments(of caseID: String) throws -> [CaseAttachment]
    func attachmentContent(digest: String) throws -> [UInt8]?

    func put(_ report: Report) throws
    func report(id: String) throws -> Report?
    func reports(of caseID: String) throws -> [Report]
    /// The latest first, of one party, or of the community where it is empty; nil for all.
    func reports(ofPartner partner: String?, limit: Int) throws -> [Report]
    /// Parties that reported something, by name, at most `limit`.
    func reportingParties(limit: Int) throws -> [String]

    func put(_ order: KeptOrder) throws
    func order(batch: String) throws -> KeptOrder?
    /// The latest first.
    func orders(ofRing ring: String, limit: Int) throws -> [KeptOrder]

    /// At most ``CaseBounds/staffMax``, by name.
    func staff() throws -> [StaffMember]
    func put(_ member: StaffMember) throws
    /// Whether anybody was set up, also who is locked or a partner's.
    func hasPeople() throws -> Bool
    /// People of ours who can sign in, by name, at most ``CaseBounds/staffMax``. Empty says nothing
    /// of whether anybody was set up: see ``hasPeople()``.
    func colleagues() throws -> [Colleague]

    func tell(_ message: OutboxMessage) throws
    /// Keeps a label for a case, so that it can be taken back with it.
    func keep(_ label: Label, of caseID: String) throws
    /// Takes back what was kept for a case. The label stays, as does the line that takes it back;
    /// who reads labels is given those that stand.
    func withdrawLabels(of caseID: String, at: Int64, by: String, why: String) throws
    /// Cases are worked in the same transaction in which measures are ordered and appeals decided.
    var enforcements: any EnforcementTables { get }
}

/// Somebody who works cases.
package struct StaffMember: Sendable, Hashable {
    package var name: String
    package var skills: Set<String>
    package var isAway: Bool
    /// Cases held at most; 0 for as many as the queue says.
    package var heldMax: Int

    package init(name: String, skills: Set<String> = [], isAway: Bool = false, heldMax: Int = 0) {
        (self.name, self.skills, self.isAway, self.heldMax) = (name, skills, isAway, heldMax)
    }
}

/// Bounds of cases.
package enum CaseBounds {
    /// Minor units that one case can be about: sums of all cases stay whole numbers of a store.
    package static let lossMax: Int64 = 1_000_000_000_000

    /// A loss within what one case can be about.
    package static func loss(_ loss: Int64) -> Int64 { min(max(0, loss), lossMax) }

    package static let historyMax = 1000
    package static let perTransaction = 256
    package static let textMax = 8000
    package static let attachmentBytesMax = 8 * 1024 * 1024
    package static let attachmentsMax = 50
    package static let bulkMax = 100_000
    package static let titleMax = 300
    package static let causesMax = 64
    /// People who work cases.
    package static let staffMax = 10_000
    /// Cases that one search for the next passes over.
    package static let passedMax = 100
    /// How far a case is put off, milliseconds: 90 d.
    package static let snoozeMax: Int64 = 90 * 86_400_000
    /// Rings one round looks at, the heaviest.
    package static let ringsMax = 1000
    /// Versions of one ring that are kept; what comes later is put to the last of them.
    package static let ringVersionsMax = 64
    /// Rings of one case that are read.
    package static let ringsOfCaseMax = 32
    /// Members of a ring that are looked at for what it may still make, the surest.
    package static let pricedMax = 2000
    /// Rings no longer seen among which a list looks.
    package static let goneRingsMax = 500
    /// Orders that wait for a second person, as lists have them.
    package static let heldOrdersMax = 100
    /// Cases that went up a path and are shown.
    package static let escalatedMax = 200
}

/// A store of cases.
package protocol CaseStore: Sendable {
    /// Does all of `body` in one transaction that may write, or nothing.
    func working<Answer>(_ body: (any CaseTables) throws -> Answer) throws -> Answer
    /// Reads a snapshot; `body` writes nothing.
    func readingCases<Answer>(_ body: (any CaseTables) throws -> Answer) throws -> Answer
    func lastSequence() throws -> Int64
    func decisionsToCarry(
        after sequence: Int64, limit: Int
    ) throws -> (decisions: [StoredDecision], upTo: Int64)
}
