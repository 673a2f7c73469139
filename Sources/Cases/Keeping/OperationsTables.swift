/// What figures, reviews, golden cases, pilots and targets are kept in, within one transaction.
package protocol OperationsTables {
    /// Cases of the same transaction.
    var cases: any CaseTables { get }

    /// Decides which cases are drawn; the store's own, so that nobody can tell beforehand.
    func seed() throws -> String

    /// How far a source was read; 0 before the first time.
    func place(of source: FigureSource) throws -> Int64
    func set(place: Int64, of source: FigureSource) throws
    /// Lines of all cases' histories behind a place, in order, at most `limit`.
    func caseEntries(after sequence: Int64, limit: Int) throws -> [CaseEntry]

    /// Adds to what was counted at a time.
    ///
    /// - Parameter sum: may be negative, for what was undone.
    func add(_ sum: FigureSum, to figure: Figure, part: String, at time: Int64) throws
    /// Adds a number's bucket; `by` is 1 or −1.
    func addSpread(_ number: Double, to figure: Figure, part: String, at time: Int64, by: Int)
        throws
    /// Marks that somebody did something in the hour of a time.
    ///
    /// - Returns: whether that is new.
    func sawWork(of person: String, queue: String, at time: Int64) throws -> Bool
    /// Sums by span, of parts or, with nil, of all parts; rising by time, at most
    /// ``OperationsBounds/rowsMax``.
    func figures(
        _ figure: Figure, part: String?, by span: FigureSpan, from: Int64, to: Int64
    ) throws -> [FigureRow]
    /// Sums by span of all parts together.
    func totals(
        _ figure: Figure, by span: FigureSpan, from: Int64, to: Int64
    ) throws -> [Int64: FigureSum]
    /// The first and last span there is of a figure; nil for none.
    func range(of figure: Figure, by span: FigureSpan) throws -> ClosedRange<Int64>?
    /// By day, numbers of a figure by bucket.
    func spreads(
        _ figure: Figure, part: String, from: Int64, to: Int64
    ) throws -> [Int64: SpanSketch]
    /// Of all parts together, by part.
    func spreads(_ figure: Figure, from: Int64, to: Int64) throws -> [String: SpanSketch]
    /// Drops hours before a number, at most `limit` rows.
    func dropHours(before hour: Int64, limit: Int) throws

    func closed(_ caseID: String) throws -> ClosedCase?
    func put(_ closed: ClosedCase) throws
    func removeClosed(_ caseID: String) throws
    /// Remembers which case ordered a measure, for what appeals say of it.
    func setOrder(of enforcement: String, by caseID: String) throws
    func order(of enforcement: String) throws -> String?

    func review(of caseID: String) throws -> SecondReview?
    func put(_ review: SecondReview) throws
    func removeReview(of caseID: String) throws
    /// Those nobody did, the oldest first; without those whose first reviewer is somebody.
    func waitingReviews(notOf person: String, limit: Int) throws -> [SecondReview]
    func waitingReviewCount() throws -> Int
    /// Those done, the latest first, at most `limit`.
    func doneReviews(since time: Int64, limit: Int) throws -> [SecondReview]

    func put(_ golden: GoldenCase) throws
    func golden(source: String) throws -> GoldenCase?
    func goldens(limit: Int) throws -> [GoldenCase]
    /// Remembers of which golden case a case is a copy.
    func setDeal(of caseID: String, source: String) throws
    func deal(of caseID: String) throws -> String?
    func put(_ answer: GoldenAnswer) throws
    func removeAnswer(of caseID: String) throws
    func answers(since time: Int64, limit: Int) throws -> [GoldenAnswer]

    func put(_ pilot: Pilot) throws
    func pilot(_ name: String) throws -> Pilot?
    /// The latest first.
    func pilots(limit: Int) throws -> [Pilot]
    func add(_ sum: FigureSum, to outcome: PilotOutcome, of pilot: String, arm: String) throws
    func outcomes(of pilot: String) throws -> [PilotOutcome: [String: FigureSum]]

    /// By indicator and queue, the empty queue for all.
    func targets() throws -> [Target]
    func put(_ target: Target) throws

    /// Notes rings that were not seen before, with when they were.
    ///
    /// - Returns: by ring, when it was first seen.
    func noteRings(_ ids: [String], at time: Int64) throws -> [String: Int64]
    func ringsSeen(_ ids: [String]) throws -> [String: Int64]
}

/// What figures are counted from, each in order, with a place kept.
package enum FigureSource: String, Sendable, Hashable, CaseIterable {
    case cases, enforcements, decisions, fired
}

/// What an indicator should be.
package struct Target: Sendable, Hashable, Codable {
    package var indicator: Indicator
    /// Empty for all together.
    package var queue: String
    /// Nil takes the target away.
    package var value: Double?
    package var by: String
    /// Milliseconds since 1970.
    package var at: Int64

    package init(indicator: Indicator, queue: String, value: Double?, by: String, at: Int64) {
        (self.indicator, self.queue, self.value) = (indicator, queue, value)
        (self.by, self.at) = (by, at)
    }
}

/// Bounds of figures and reviews.
package enum OperationsBounds {
    /// Lines of a source read in one transaction.
    package static let perTransaction = 2000
    /// Decisions whose hour is counted in one transaction: only their keys are read.
    package static let decisionsPerTransaction = 20_000
    /// Rows of figures one question may read.
    package static let rowsMax = 20_000
    /// Reviews and answers that agreement is told from: the latest.
    package static let reviewsMax = 5000
    /// Hours that are kept: 70 d.
    package static let hoursKept: Int64 = 70 * 24
    /// Days a page shows at most.
    package static let daysMax: Int64 = 180
}

/// A store of figures.
package protocol OperationsStore: Sendable {
    /// Does all of `body` in one transaction that may write, or nothing.
    func operating<Answer>(_ body: (any OperationsTables) throws -> Answer) throws -> Answer
    /// Reads a snapshot; `body` writes nothing.
    func readingOperations<Answer>(
        _ body: (any OperationsTables) throws -> Answer
    ) throws -> Answer
}
