import Learning
import Models
import Monitoring
import Packs
import Pipeline
import Toolbox
import Vocabulary

/// Sets that are cut and checked, and what is known of where they come from.
struct PreparedTraining {
    let inputs: [String]
    let learned: (set: TrainingSet, counts: SetCounts)
    let measured: (set: TrainingSet, counts: SetCounts)
    /// All rows of the training span, labelled or not.
    let seen: TrainingSet
    let folds: [Fold]
    /// Folds of a table; nil for events.
    let tableFolds: Int?
    let data: Facts.Data
    let pack: Facts.Pack?
    let split: Facts.Split?
    let segments: [SegmentNames]
    let leftOut: [(name: String, why: String)]
    let skipped: [String]
    let remarks: [String]

    func run(
        _ training: Training, progress: (String, Int, Double) -> Void
    ) throws -> Training.Result {
        if let tableFolds {
            return try training.run(
                table: learned.set, folds: tableFolds, inputs: inputs, progress: progress)
        }
        return try training.run(
            learned: learned.set, measured: measured.set, folds: folds, inputs: inputs,
            progress: progress)
    }

    func making(_ training: Training, madeAt: Int64) -> FactsMaking {
        var making = FactsMaking(
            training: training, madeAt: madeAt, engine: Evaluator.engineVersion, data: data,
            learned: learned, measured: measured, isTable: tableFolds != nil)
        (making.pack, making.split, making.segments) = (pack, split, segments)
        (making.leftOut, making.skippedFolds, making.remarks) = (leftOut, skipped, remarks)
        making.folds =
            tableFolds.map { count in (1...count).map { "fold \($0)" } } ?? folds.map(\.name)
        return making
    }

    /// What the watch compares with, which sees all traffic: all rows of the training span, and
    /// scores of them by models that did not know them.
    func reference(
        _ training: Training, _ result: Training.Result, progress: (Double) -> Void
    ) throws -> DriftReference? {
        guard tableFolds == nil else { return nil }
        let scores = try training.crossFitted(
            learned.set, result, scoring: seen, progress: progress)
        let open = (scores ?? []).count { (0.0005...0.9995).contains($0) }
        return try DriftReference.make(
            columns: inputs, values: seen.matrix.values,
            // A model that is always sure has steps for scores, and another of its kind other
            // steps.
            scores: open * 20 >= (scores?.count ?? 0) ? scores : nil,
            times: seen.times,
            entities: seen.numberedEntities.map { $0.map { UInt32(truncatingIfNeeded: $0) } })
    }

    /// - Throws: ``Fault`` `invalid` for a set without rows of both kinds.
    static func checkClasses(_ set: TrainingSet, _ what: String, least: Int = 1) throws {
        let positives = set.positives
        guard positives >= least, set.count - positives >= least else {
            throw Fault(
                .invalid,
                "\(what) has \(positives.grouped) positive and "
                    + "\((set.count - positives).grouped) other rows with a label.",
                fix: "Both kinds are needed: choose another span, or look at the labels.")
        }
    }
}

extension PreparedTraining {
    /// Cuts the sets of events and checks that something can be learned from them.
    init(
        rows: CollectedRows, split: Split, folds: [Split], data: TrainDataOptions,
        facts: Facts.Data, request: RowRequest, pack: Pack, remarks: [String]
    ) throws {
        let known = try data.knownFrom.map {
            try TimeSpan("\($0)..\($0)", option: "--known-from").start
        }
        let main = split
        let removes = data.entity != nil && !data.keepKnownBad
        func cut(_ part: Split, asOf: Int64) -> (
            learned: (set: TrainingSet, counts: SetCounts),
            measured: (set: TrainingSet, counts: SetCounts)
        ) {
            (
                rows.learned(part, unlabeled: data.unlabeled),
                rows.measured(
                    part, asOf: asOf, unlabeled: data.unlabeled,
                    knownFrom: part.test.start - (main.test.start - (known ?? main.train.start)),
                    removesKnownBad: removes)
            )
        }
        let sets = cut(split, asOf: .max)
        try PreparedTraining.check(sets.learned, split.train, "training", rows)
        try PreparedTraining.check(sets.measured, split.test, "test", rows)
        var (taken, skipped): ([Fold], [String]) = ([], [])
        for fold in folds {
            let part = cut(fold, asOf: split.trainedAt)
            let kinds = [part.learned, part.measured].allSatisfy {
                $0.counts.positives > 0 && $0.counts.positives < $0.counts.rows
            }
            if kinds, fold.train.start >= rows.first - TimeSpan.dayMilliseconds {
                taken.append(
                    Fold(
                        name: fold.test.text, learned: part.learned.set,
                        measured: part.measured.set))
            } else {
                skipped.append(
                    "no fold on \(fold.test.text): rows of both kinds are needed there and on "
                        + "all of \(fold.train.text)")
            }
        }
        let empty = PreparedTraining.empty(sets.learned.set.matrix, rows.inputs)
        if request.inputs.isNamed, let first = empty.first {
            throw Fault(
                .invalid, "\(rows.inputs[first]) is missing in every row of the training span.",
                fix: "Take it out of --inputs, or look why no event has it.")
        }
        self.init(
            inputs: rows.inputs, learned: sets.learned, measured: sets.measured,
            seen: sets.learned.counts.hasAll ? sets.learned.set : rows.all(split.train),
            folds: taken, tableFolds: nil, data: facts,
            pack: Facts.Pack(name: pack.name, version: pack.version, hash: pack.hash),
            split: Facts.Split(
                train: split.train.text, delay: Duration.text(split.delay), test: split.test.text,
                trainedAt: TimeSpan.instant(split.trainedAt), unlabeled: data.unlabeled.rawValue,
                knownBadFrom: removes ? TimeSpan.date(known ?? split.train.start) : nil),
            segments: rows.segments, leftOut: request.inputs.leftOut, skipped: skipped,
            remarks: remarks
                + empty.map { "\(rows.inputs[$0]) is missing in every training row." })
    }

    private static func check(
        _ part: (set: TrainingSet, counts: SetCounts), _ span: TimeSpan, _ what: String,
        _ rows: CollectedRows
    ) throws {
        let counts = part.counts
        guard counts.rows > 0 else {
            let others =
                counts.unlabeled + counts.tooLate + counts.knownBadRows == 0
                ? "Events run from \(TimeSpan.instant(rows.first)) to "
                    + "\(TimeSpan.instant(rows.last))."
                : "\(counts.unlabeled.grouped) rows have no label, \(counts.tooLate.grouped) had "
                    + "it too late, \(counts.knownBadRows.grouped) are of entities known to be bad."
            throw Fault(
                .invalid, "The \(what) span \(span.text) has no row to use. \(others)",
                fix: "Choose a span with --\(what == "test" ? "test" : "train"), "
                    + (counts.tooLate > 0
                        ? "or take labels as known after the delay with --assume-delay."
                        : "or see --unlabeled."))
        }
        try checkClasses(part.set, "The \(what) span \(span.text)")
    }

    /// Columns without any value.
    private static func empty(_ matrix: Matrix, _ inputs: [String]) -> [Int] {
        inputs.indices.filter { column in
            (0..<matrix.rows).allSatisfy { matrix[$0, column].isNaN }
        }
    }
}
