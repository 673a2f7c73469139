import Learning
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct CollectedRowsTests {
    private let day = TimeSpan.dayMilliseconds

    /// One row a time: value is the row's number.
    private func rows(
        _ rows: [(day: Double, entity: UInt64, field: Int8)]
    ) -> CollectedRows {
        var made = CollectedRows(inputs: ["x"], segments: [], book: LabelBook())
        for (number, row) in rows.enumerated() {
            let time = Int64(row.day * Double(day))
            made.set.matrix.append(row: [Double(number)])
            made.set.times.append(time)
            made.set.entities.append(row.entity)
            made.fields.append(row.field)
            made.groups.append(-1)
            if row.field == 1 {
                made.marked.append(
                    CollectedRows.Marked(entity: row.entity, time: time, field: 1, group: -1))
            }
        }
        return made
    }

    private func split() throws -> Split {
        try Split(
            train: TimeSpan(start: 0, end: 7 * day), delay: 7 * day,
            test: TimeSpan(start: 14 * day, end: 21 * day))
    }

    @Test("A card leaves the test from the day on which its fraud is known, as in the handbook")
    func knownBad() throws {
        // Fraud on day 8.5 is known on day 15.5, so rows of day 16 on are left out.
        let made = rows([
            (1, 7, 0), (8.5, 1, 1), (15.9, 1, 0), (16.1, 1, 0), (17, 2, 1), (20, 2, 0),
        ])
        let (set, counts) = made.measured(
            try split(), asOf: .max, unlabeled: .out, knownFrom: 0, removesKnownBad: true)
        #expect(set.matrix.values == [2, 4, 5])
        #expect(counts.knownBadRows == 1 && counts.knownBadEntities == 1)
        let kept = made.measured(
            try split(), asOf: .max, unlabeled: .out, knownFrom: 0, removesKnownBad: false)
        #expect(kept.set.matrix.values == [2, 3, 4, 5])
        let later = made.measured(
            try split(), asOf: .max, unlabeled: .out, knownFrom: 9 * day, removesKnownBad: true)
        #expect(later.set.matrix.values == [2, 3, 4, 5])
    }

    @Test("As the handbook's get_train_test_set does, day by day")
    func oracle() throws {
        var random = Seed.random(0x6861_6E64)
        let all = (0..<3000).map { _ in
            (
                day: random.unit() * 21, entity: UInt64(1 + random.below(60)),
                field: Int8(random.chance(0.03) ? 1 : 0)
            )
        }.sorted { $0.day < $1.day }
        let made = rows(all)
        var expected: [Double] = []
        var bad = Set(all.filter { $0.day < 7 && $0.field == 1 }.map(\.entity))
        for testDay in 14..<21 {
            // Frauds of the day before (test day − delay).
            bad.formUnion(
                all.filter { Int($0.day) == testDay - 7 - 1 && $0.field == 1 }.map(\.entity))
            for (number, row) in all.enumerated()
            where Int(row.day) == testDay && !bad.contains(row.entity) {
                expected.append(Double(number))
            }
        }
        let found = made.measured(
            try split(), asOf: .max, unlabeled: .out, knownFrom: 0, removesKnownBad: true)
        #expect(found.set.matrix.values == expected, "\(Seed.hint)")
    }

    @Test("Rows nobody labelled are left out and counted, or count as negative when asked")
    func unlabeled() throws {
        let made = rows([(1, 1, 1), (2, 2, -1), (3, 3, 0)])
        let out = made.learned(try split(), unlabeled: .out)
        #expect(out.set.labels == [true, false] && out.counts.unlabeled == 1)
        let negative = made.learned(try split(), unlabeled: .negative)
        #expect(negative.set.labels == [true, false, false])
        #expect(negative.counts.takenAsNegative == 1)
    }

    @Test("An answer counts from when it was recorded; the last one speaks")
    func asOf() throws {
        var book = LabelBook()
        let schema = Schema(types: [], entities: [], journeys: [], variables: [])
        let subject = Label.Subject.event(source: "s", id: "1")
        for (isPositive, at) in [(true, 3 * day), (false, 15 * day)] {
            try book.take(
                Label(
                    subject: subject, name: "fraud", isPositive: isPositive, source: "case",
                    confidence: 0.5, time: day, recordedAt: at, propensity: 0.25), schema: schema)
        }
        book.close()
        #expect(book.answer(0, time: day, delay: 0, asOf: 2 * day) == nil)
        #expect(book.answer(0, time: day, delay: 0, asOf: 3 * day)?.isPositive == true)
        #expect(book.answer(0, time: day, delay: 0, asOf: 20 * day)?.isPositive == false)
        #expect(book.answer(0, time: day, delay: 0, asOf: 20 * day)?.weight == 2)
        var made = CollectedRows(inputs: ["x"], segments: [], book: book)
        made.set.matrix.append(row: [1])
        made.set.times.append(day)
        made.set.entities.append(0)
        made.fields.append(-1)
        made.groups.append(0)
        // The model is made on day 14, a day before the answer was taken back.
        #expect(made.learned(try split(), unlabeled: .out).set.labels == [true])
    }

    /// A row of day 1 whose label comes on day 20, and one of day 2 that has a field.
    private func late() throws -> CollectedRows {
        var book = LabelBook()
        let schema = Schema(types: [], entities: [], journeys: [], variables: [])
        try book.take(
            Label(
                subject: .event(source: "s", id: "1"), name: "fraud", isPositive: true,
                source: "case", confidence: 1, time: day, recordedAt: 20 * day), schema: schema)
        book.close()
        var made = CollectedRows(inputs: ["x"], segments: [], book: book)
        for (number, (field, group)) in [(Int8(-1), Int32(0)), (0, -1), (-1, -1)].enumerated() {
            made.set.matrix.append(row: [Double(number)])
            made.set.times.append(Int64(number + 1) * day)
            made.set.entities.append(0)
            made.fields.append(field)
            made.groups.append(group)
        }
        return made
    }

    @Test("Folds do not use labels that came after the model would have been made; the test does")
    func foldsKnowNoFuture() throws {
        let made = try late()
        let fold = try Split(
            train: TimeSpan(start: -14 * day, end: -7 * day), delay: 7 * day,
            test: TimeSpan(start: 0, end: 7 * day))
        let trainedAt = try split().trainedAt
        let known = made.measured(
            fold, asOf: trainedAt, unlabeled: .out, knownFrom: 0, removesKnownBad: false)
        #expect(known.set.labels == [false] && known.counts.tooLate == 1)
        let all = made.measured(
            fold, asOf: .max, unlabeled: .out, knownFrom: 0, removesKnownBad: false)
        #expect(all.set.labels == [true, false] && all.counts.tooLate == 0)
    }

    @Test("All rows of a span, labelled or not, are there for the watch to compare with")
    func allRows() throws {
        let made = try late()
        let span = TimeSpan(start: 0, end: 3 * day)
        #expect(made.all(span).matrix.values == [0, 1] && made.all(span).weights == [1, 1])
        let learned = made.learned(try split(), unlabeled: .out)
        #expect(learned.set.matrix.values == [1] && !learned.counts.hasAll)
        #expect(made.learned(try split(), unlabeled: .negative).counts.hasAll)
    }
}
