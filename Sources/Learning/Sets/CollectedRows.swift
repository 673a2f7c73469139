import Toolbox
import Vocabulary

/// Rows of a walk with what is recorded about each; training sets are cut from it as of a time.
package struct CollectedRows: Sendable {
    package let inputs: [String]
    package var set: TrainingSet
    package internal(set) var segments: [SegmentNames]
    /// By row: the label's field, 1 yes, 0 no, -1 where it says nothing.
    package var fields: [Int8] = []
    /// By row: its subject in the book, -1 for none.
    package var groups: [Int32] = []
    /// Rows of any time that bear a positive answer and name the entity.
    package var marked: [Marked] = []
    var book: LabelBook
    /// Times of the first and last event of the journey.
    package internal(set) var first = Int64.max
    package internal(set) var last = Int64.min
    /// Events of the journey, in the spans or not.
    package internal(set) var events = 0
    /// Time of the first event of any journey.
    package internal(set) var logBegins = Int64.max

    /// A row that bears a positive answer, or may.
    package struct Marked: Sendable {
        var entity: UInt64
        var time: Int64
        var field: Int8
        var group: Int32

        package init(entity: UInt64, time: Int64, field: Int8, group: Int32) {
            (self.entity, self.time, self.field, self.group) = (entity, time, field, group)
        }
    }

    package init(inputs: [String], segments: [SegmentNames], book: LabelBook) {
        (self.inputs, self.segments, self.book) = (inputs, segments, book)
        set = TrainingSet(columns: inputs.count, segmentations: segments.count)
    }

    /// The answer about a row as it was known at a time, with its weight.
    func answer(
        _ field: Int8, _ group: Int32, time: Int64, delay: Int64, asOf: Int64
    ) -> (isPositive: Bool, weight: Double)? {
        if let answer = book.answer(group, time: time, delay: delay, asOf: asOf) {
            return (answer.isPositive, answer.weight)
        }
        guard field >= 0, time &+ delay <= asOf else { return nil }
        return (field == 1, 1)
    }
}

/// What happens to rows nobody has labelled.
package enum UnlabeledPolicy: String, Sendable, CaseIterable {
    /// They are left out, and counted.
    case out
    /// They count as negative.
    case negative
}

/// How many rows of a span were taken, and why others were not.
package struct SetCounts: Sendable, Hashable {
    package var rows = 0
    package var positives = 0
    /// Rows without any answer.
    package var unlabeled = 0
    /// Of the rows taken, those that count as negative since nobody labelled them.
    package var takenAsNegative = 0
    /// Rows that were answered, but only after the model would have been made.
    package var tooLate = 0
    /// Rows, and entities, left out because the entity was known to be bad already.
    package var knownBadRows = 0
    package var knownBadEntities = 0

    package init() {}

    /// Whether no row of the span was left out.
    package var hasAll: Bool { knownBadRows == 0 && unlabeled + tooLate == takenAsNegative }
}

extension CollectedRows {
    /// The rows of a split's training span with what was known when the model would have been made.
    /// O(rows).
    package func learned(
        _ split: Split, unlabeled: UnlabeledPolicy
    ) -> (set: TrainingSet, counts: SetCounts) {
        cut(split.train, delay: split.delay, unlabeled, asOf: split.trainedAt) { _ in false }
    }

    /// All rows of a span, labelled or not, each counting once: what a watch sees. Labels are not
    /// filled truly. O(rows).
    package func all(_ span: TimeSpan) -> TrainingSet {
        let places = set.times.indices.filter { span.contains(set.times[$0]) }
        return set.rows(
            places, Array(repeating: false, count: places.count),
            Array(repeating: 1, count: places.count))
    }

    /// The rows of a split's test span with what was known of them by then; without entities known
    /// to be bad, by what was recorded until the day of the row began, of events since `knownFrom`.
    /// O(rows + days · marked rows).
    ///
    /// - Parameter asOf: `.max` for the test alone. What is measured on folds chooses parameters,
    ///   calibration and threshold, so there it is when the model would have been made.
    package func measured(
        _ split: Split, asOf: Int64, unlabeled: UnlabeledPolicy, knownFrom: Int64,
        removesKnownBad: Bool
    ) -> (set: TrainingSet, counts: SetCounts) {
        let day = TimeSpan.dayMilliseconds
        var known: [Int64: Set<UInt64>] = [:]
        if removesKnownBad {
            for start in stride(from: split.test.start / day, to: split.test.end / day + 1, by: 1) {
                known[start] = knownBad(at: start * day, from: knownFrom, delay: split.delay)
            }
        }
        return cut(split.test, delay: split.delay, unlabeled, asOf: asOf) { row in
            set.entities[row] != 0
                && known[set.times[row] / day]?.contains(set.entities[row]) == true
        }
    }

    /// Entities that a positive answer was known of at a time.
    func knownBad(at time: Int64, from: Int64, delay: Int64) -> Set<UInt64> {
        var found = Set<UInt64>()
        for mark in marked where mark.time >= from && mark.time <= time {
            let answer = answer(
                mark.field, mark.group, time: mark.time, delay: delay, asOf: time)
            if answer?.isPositive == true { found.insert(mark.entity) }
        }
        return found
    }

    private func cut(
        _ span: TimeSpan, delay: Int64, _ unlabeled: UnlabeledPolicy, asOf: Int64,
        isRemoved: (Int) -> Bool
    ) -> (set: TrainingSet, counts: SetCounts) {
        var counts = SetCounts()
        var places: [Int] = []
        var labels: [Bool] = []
        var weights: [Double] = []
        var removed = Set<UInt64>()
        for row in 0..<set.times.count where span.contains(set.times[row]) {
            if isRemoved(row) {
                counts.knownBadRows += 1
                removed.insert(set.entities[row])
                continue
            }
            let time = set.times[row]
            var answer = answer(
                fields[row], groups[row], time: time, delay: delay, asOf: asOf)
            if answer == nil {
                let isLate =
                    self.answer(fields[row], groups[row], time: time, delay: delay, asOf: .max)
                    != nil
                if isLate { counts.tooLate += 1 } else { counts.unlabeled += 1 }
                guard unlabeled == .negative else { continue }
                counts.takenAsNegative += 1
                answer = (false, 1)
            }
            guard let answer else { continue }
            places.append(row)
            labels.append(answer.isPositive)
            weights.append(answer.weight)
        }
        counts.rows = places.count
        counts.positives = labels.count { $0 }
        counts.knownBadEntities = removed.count
        return (set.rows(places, labels, weights), counts)
    }
}

extension TrainingSet {
    /// The rows at some places with answers of their own.
    func rows(_ places: [Int], _ labels: [Bool], _ weights: [Double]) -> TrainingSet {
        var chosen = TrainingSet(columns: matrix.columns, segmentations: segments.count)
        chosen.matrix = matrix.rows(places)
        (chosen.labels, chosen.weights) = (labels, weights)
        chosen.times = places.map { times[$0] }
        chosen.entities = places.map { entities[$0] }
        chosen.segments = segments.map { codes in places.map { codes[$0] } }
        return chosen
    }
}
