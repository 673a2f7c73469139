import API
import Cases
import Vocabulary

/// What *quality* shows, from the latest reviews and answers.
struct QualityPage {
    struct Waiting {
        let caseID: String
        let path: String
        let queue: String
        let closed: Moment
    }

    struct Agreeing {
        let name: String
        let pairs: String
        let share: String
        let range: String
        let kappa: String
        let kappaRange: String
    }

    struct Reviewer {
        let name: String
        let pairs: String
        let share: String
        let range: String
        let kappa: String
        let golden: String
        let drift: String
        let driftMark: String
        /// Of 100, for a meter.
        let driftShare: Int
        let median: String
        let slow: String
        let cases: String
    }

    struct Golden {
        let source: String
        let path: String
        let queue: String
        let answer: String
        let why: String
        let by: String
        let at: Moment
        let isRetired: Bool
        let isDealt: Bool
        let answers: String
    }

    struct Difference {
        let caseID: String
        let path: String
        let queue: String
        let first: String
        let firstAnswer: String
        let second: String
        let secondAnswer: String
        let why: String
        let at: Moment
    }

    let waiting: [Waiting]
    let waitingCount: String
    let queues: [Agreeing]
    let reviewers: [Reviewer]
    let differences: [Difference]
    let goldens: [Golden]
    let answers: [String]
    let usual: String
    let meanRun: String
    let mayReview: Bool
    let token: String

    /// How far back: 180 days.
    static let lookBack: Int64 = 180 * 86_400_000
    static let waitingShown = 25
    static let goldensShown = 100
    static let differencesShown = 15
    /// Errors that are still fine in a hundred judgements, and judgements to a false alarm.
    static let usualErrors = 0.1
    static let meanRun = 500.0

    init(_ tables: any OperationsTables, caller: Caller, now: Int64) throws {
        let since = now - QualityPage.lookBack
        let reviews = try tables.doneReviews(since: since, limit: OperationsBounds.reviewsMax)
        let known = try tables.answers(since: since, limit: OperationsBounds.reviewsMax)
        let day = FigureSpan.day.number(of: now)
        let spreads = try tables.spreads(.personMinutes, from: day - 179, to: day)
        waiting = try QualityDesk(tables: tables, clock: now)
            .waiting(for: caller.name, limit: QualityPage.waitingShown).map {
                Waiting(
                    caseID: $0.caseID, path: "/quality/reviews/\(Query.escaped($0.caseID))",
                    queue: $0.queue, closed: Moment($0.closedAt, now: now))
            }
        waitingCount = Counted.words(try tables.waitingReviewCount(), "case waits", "cases wait")
        queues = QualityPage.agreeing(Dictionary(grouping: reviews, by: \.queue))
        reviewers = QualityPage.reviewers(reviews, known, spreads)
        differences = reviews.filter { $0.agrees == false }
            .prefix(QualityPage.differencesShown).map { QualityPage.difference($0, now: now) }
        let byGolden = Dictionary(grouping: known, by: \.source)
        goldens = try tables.goldens(limit: QualityPage.goldensShown).map {
            QualityPage.golden($0, byGolden[$0.source] ?? [], now: now)
        }
        answers = Disposition.allCases.map(\.rawValue)
        usual = Counted.share(QualityPage.usualErrors)
        meanRun = IndicatorWords.decimal(QualityPage.meanRun, digits: 0)
        mayReview = caller.may(.qualityReview)
        token = caller.formToken
    }

    static func agreement(_ reviews: [SecondReview]) -> Agreement {
        let places = Disposition.allCases
        var counts = places.map { _ in places.map { _ in 0 } }
        for review in reviews {
            guard let second = review.secondDisposition,
                let row = places.firstIndex(of: review.firstDisposition),
                let column = places.firstIndex(of: second)
            else { continue }
            counts[row][column] += 1
        }
        return Agreement(counts: counts)
    }

    private static func number(_ value: Double?) -> String {
        guard let value else { return "–" }
        let hundredths = Int((value * 100).rounded())
        let part = abs(hundredths) % 100
        return "\(hundredths < 0 ? "−" : "")\(abs(hundredths) / 100).\(part < 10 ? "0" : "")\(part)"
    }

    private static func range(_ range: ClosedRange<Double>) -> String {
        "\(Counted.share(range.lowerBound)) to \(Counted.share(range.upperBound))"
    }

    private static func agreeing(_ groups: [String: [SecondReview]]) -> [Agreeing] {
        groups.sorted { $0.key < $1.key }.map { name, reviews in
            let agreement = agreement(reviews)
            let same = reviews.count { $0.agrees == true }
            return Agreeing(
                name: name, pairs: Counted.grouped(agreement.pairs),
                share: Counted.share(agreement.observed),
                range: range(ShareBounds.of(same, agreement.pairs)),
                kappa: number(agreement.kappa),
                kappaRange: agreement.interval.map {
                    "\(number($0.lowerBound)) to \(number($0.upperBound))"
                } ?? "–")
        }
    }

    private static func reviewers(
        _ reviews: [SecondReview], _ answers: [GoldenAnswer], _ spreads: [String: SpanSketch]
    ) -> [Reviewer] {
        let first = Dictionary(grouping: reviews, by: \.first)
        let known = Dictionary(grouping: answers, by: \.person)
        let names = Set(first.keys).union(known.keys).union(spreads.keys)
        return names.sorted().map { name in
            let (pairs, golden) = (first[name] ?? [], known[name] ?? [])
            let drift = drift(pairs, golden)
            let agreement = agreement(pairs)
            let right = golden.count { $0.answer == $0.expected }
            let spread = spreads[name] ?? SpanSketch()
            func minutes(_ share: Double) -> String {
                spread.quantile(share).map { "\(IndicatorWords.decimal($0, digits: 1)) min" }
                    ?? "–"
            }
            return Reviewer(
                name: name, pairs: Counted.grouped(pairs.count),
                share: pairs.isEmpty ? "–" : Counted.share(agreement.observed),
                range: pairs.isEmpty
                    ? "–" : range(ShareBounds.of(pairs.count { $0.agrees == true }, pairs.count)),
                kappa: number(agreement.kappa),
                golden: golden.isEmpty ? "–" : "\(right) of \(golden.count)",
                drift: drift.count == 0
                    ? "nothing judged yet" : drift.isAlarmed ? "drifts" : "steady",
                driftMark: drift.count == 0 ? "" : drift.isAlarmed ? "bad" : "good",
                driftShare: Int(drift.nearness * 100), median: minutes(0.5), slow: minutes(0.9),
                cases: Counted.grouped(spread.count))
        }
    }

    /// Judgements of somebody's answers in the order they were known: by second reviewers, and by
    /// golden cases.
    static func drift(_ pairs: [SecondReview], _ golden: [GoldenAnswer]) -> DriftDetector {
        var judged = pairs.compactMap { pair in
            pair.agrees.map { (at: pair.at ?? pair.closedAt, isError: !$0, id: pair.caseID) }
        }
        judged += golden.map { (at: $0.at, isError: $0.answer != $0.expected, id: $0.caseID) }
        var detector = DriftDetector(usual: usualErrors, meanRun: meanRun)
        for one in judged.sorted(by: { ($0.at, $0.id) < ($1.at, $1.id) }) {
            detector.take(one.isError)
        }
        return detector
    }

    private static func difference(_ review: SecondReview, now: Int64) -> Difference {
        Difference(
            caseID: review.caseID, path: "/cases/\(Query.escaped(review.caseID))",
            queue: review.queue, first: review.first,
            firstAnswer: review.firstDisposition.rawValue, second: review.second,
            secondAnswer: review.secondDisposition?.rawValue ?? "", why: review.why,
            at: Moment(review.at ?? 0, now: now))
    }

    private static func golden(
        _ golden: GoldenCase, _ answers: [GoldenAnswer], now: Int64
    ) -> Golden {
        let right = answers.count { $0.answer == $0.expected }
        let path = "/quality/golden/\(Query.escaped(golden.source))"
        return Golden(
            source: golden.source, path: path, queue: golden.queue, answer: golden.answer.rawValue,
            why: golden.why, by: golden.by, at: Moment(golden.at, now: now),
            isRetired: golden.isRetired, isDealt: !golden.isRetired,
            answers: answers.isEmpty ? "not yet" : "\(right) of \(answers.count) right")
    }
}
