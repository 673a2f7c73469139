import Events
import Foundation
import Learning
import TestKit
import Testing
import Toolbox

/// Learners on data with published figures, which stand in the folder shared/ beside the project.
@Suite(.serialized) struct ReferenceTests {
    private static let data: String? = {
        let folder = ProcessInfo.processInfo.environment["ASSAY_SHARED"] ?? "../shared"
        if FileManager.default.fileExists(atPath: folder + "/data/handbook/features.csv.gz") {
            return folder + "/data/"
        }
        print("SKIPPED LOUDLY: the learners' reference tests need the folder shared/.")
        return nil
    }()

    private struct Rows {
        var matrix: Matrix
        var labels: [Bool] = []
        var entities: [Int] = []
        var days: [Int] = []
    }

    // MARK: The Fraud Detection Handbook

    private static let windows = [
        "CUSTOMER_ID_NB_TX_", "CUSTOMER_ID_AVG_AMOUNT_", "TERMINAL_ID_NB_TX_", "TERMINAL_ID_RISK_",
    ]
    private static let inputs =
        ["TX_AMOUNT", "TX_DURING_WEEKEND", "TX_DURING_NIGHT"]
        + windows.flatMap { name in [1, 7, 30].map { "\(name)\($0)DAY_WINDOW" } }

    /// Train 25 to 31 July; test 8 to 14 August without cards known by the day's own delay, as the
    /// book's get_train_test_set has it.
    private func handbook(_ data: String) throws -> (train: Rows, test: Rows) {
        let file = try ColumnFile(
            path: data + "handbook/features.csv.gz",
            columns: ["TX_DATETIME", "CUSTOMER_ID", "TX_FRAUD"] + Self.inputs)
        var all = Rows(matrix: Matrix(columns: Self.inputs.count))
        let text = { (cell: UnsafeBufferPointer<UInt8>) in String(decoding: cell, as: UTF8.self) }
        try file.forEachRow { cells, _ in
            let date = text(cells[0]).prefix(10).split(separator: "-").compactMap { Int64($0) }
            all.days.append(Int(CivilTime.days(year: date[0], month: date[1], day: date[2])))
            all.entities.append(Int(text(cells[1]))!)
            all.labels.append(text(cells[2]) == "1")
            all.matrix.append(row: cells[3...].map { Double(text($0))! })
        }
        let first = all.days.min()!
        let fraudsOf = { (days: Range<Int>) in
            Set(
                all.days.indices.filter { all.labels[$0] && days.contains(all.days[$0] - first) }
                    .map { all.entities[$0] })
        }
        var test: [Int] = []
        for day in 0..<7 {
            let known = fraudsOf(0..<7).union(fraudsOf(6..<7 + day))
            test += all.days.indices.filter {
                all.days[$0] - first == 14 + day && !known.contains(all.entities[$0])
            }
        }
        let train = all.days.indices.filter { all.days[$0] - first < 7 }
        func chosen(_ places: [Int]) -> Rows {
            Rows(
                matrix: all.matrix.rows(places), labels: places.map { all.labels[$0] },
                entities: places.map { all.entities[$0] }, days: places.map { all.days[$0] })
        }
        return (chosen(train), chosen(test))
    }

    /// AUC, AP and CP@100 of a learner, and how long it took.
    private func figures(
        _ learner: any Learner, _ train: Rows, _ test: Rows, seed: UInt64
    ) throws -> (values: [Double], seconds: Double) {
        let started = monotonicSeconds()
        let model = try learner.fit(
            train.matrix, train.labels, weights: nil, seed: seed, threads: 2, progress: { _ in })
        let seconds = monotonicSeconds() - started
        let scored = try ScoredRows(
            scores: model.scores(of: test.matrix, threads: 2), labels: test.labels,
            entities: test.entities, days: test.days)
        let values = try [Metric.areaUnderCurve, .averagePrecision, .cardPrecision(at: 100)]
            .map { try #require(scored.value(of: $0)) }
        print("\(type(of: learner).name) seed \(seed): AUC, AP, CP@100 \(values), \(seconds) s")
        return (values, seconds)
    }

    @Test("The handbook's week: logistic, forest and isolation forest reach what is published")
    func handbookWeek() throws {
        guard let data = Self.data else { return }
        let (train, test) = try handbook(data)
        #expect(train.labels.count == 67_240 && train.labels.count { $0 } == 598)
        #expect(test.labels.count == 58_264 && test.labels.count { $0 } == 385)
        let logistic = try figures(LogisticLearner(parameters: [:]), train, test, seed: 1)
        for (value, bar) in zip(logistic.values, [0.865, 0.600, 0.285]) { #expect(value >= bar) }
        let forest = try figures(ForestLearner(parameters: [:]), train, test, seed: 1)
        for (value, bar) in zip(forest.values, [0.860, 0.650, 0.280]) { #expect(value >= bar) }
        for seed in UInt64(1)...5 {
            let isolation = try figures(
                IsolationLearner(parameters: [:]), train, test, seed: seed)
            #expect(abs(isolation.values[0] - 0.826) <= 0.02)
        }
        try streamed(train, test)
    }

    /// Half-space trees on the weeks as a stream; no figure is published, so it is only told.
    private func streamed(_ train: Rows, _ test: Rows) throws {
        var trees = try HalfSpaceTrees(columns: train.matrix.columns, seed: 1)
        func take(_ rows: Rows) -> [Double] {
            (0..<rows.matrix.rows).map { row in
                trees.take((0..<rows.matrix.columns).map { rows.matrix[row, $0] })
            }
        }
        _ = take(train)
        let started = monotonicSeconds()
        let scores = take(test)
        let seconds = monotonicSeconds() - started
        let area = try #require(
            ScoredRows(scores: scores, labels: test.labels).value(of: .areaUnderCurve))
        print("half-space trees: AUC \(area), \(seconds / Double(scores.count) * 1e6) µs a row")
        #expect(area > 0.6)
    }

    // MARK: Fake accounts

    private static let accountInputs = [
        "userFollowerCount", "userFollowingCount", "userBiographyLength", "userMediaCount",
        "userHasProfilPic", "userIsPrivate", "usernameDigitCount", "usernameLength",
    ]

    private func accountRows(_ data: String) throws -> (matrix: Matrix, labels: [Bool]) {
        let file = try ColumnFile(
            path: data + "accounts/instafake.csv", columns: Self.accountInputs + ["isFake"])
        var (matrix, labels) = (Matrix(columns: Self.accountInputs.count), [Bool]())
        try file.forEachRow { cells, _ in
            let numbers = cells.map { Double(String(decoding: $0, as: UTF8.self))! }
            matrix.append(row: numbers.dropLast())
            labels.append(numbers.last == 1)
        }
        return (matrix, labels)
    }

    @Test("Fake accounts, odd ones: an isolation forest over seeds 1 to 5")
    func oddAccounts() throws {
        guard let data = Self.data else { return }
        let (matrix, labels) = try accountRows(data)
        var areas: [Double] = []
        for seed in UInt64(1)...5 {
            let model = try IsolationLearner(parameters: [:]).fit(
                matrix, labels, weights: nil, seed: seed, threads: 2, progress: { _ in })
            let rows = try ScoredRows(
                scores: model.scores(of: matrix, threads: 2), labels: labels)
            areas.append(try #require(rows.value(of: .areaUnderCurve)))
        }
        print("accounts: isolation AUC \(areas)")
        // 0.878 is of the whole set; scikit-learn's on this sample is 0.855, the mean of 10 seeds.
        #expect(abs(areas.reduce(0, +) / 5 - 0.878) <= 0.02)
    }

    @Test("Fake accounts, 5 folds: a forest with the ratios people look at, and without")
    func accounts() throws {
        guard let data = Self.data else { return }
        let (plain, labels) = try accountRows(data)
        var ratios = Matrix(columns: plain.columns + 3)
        for row in 0..<plain.rows {
            let given = (0..<plain.columns).map { plain[row, $0] }
            ratios.append(
                row: given + [
                    (given[0] + 1) / (given[1] + 1), given[1] / (given[3] + 1),
                    given[6] / max(1, given[7]),
                ])
        }
        // scikit-learn's forest on this sample, without ratios: accuracy 0.961, F1 0.884.
        for (name, matrix, bars) in [
            ("as they are", plain, (0.96, 0.88)), ("with ratios", ratios, (0.965, 0.9)),
        ] {
            var (accuracy, f1) = (0.0, 0.0)
            for seed in UInt64(1)...5 {
                let scores = try heldOut(matrix, labels, seed: seed)
                let hits = labels.indices.count { labels[$0] && scores[$0] > 0.5 }
                let right = labels.indices.count { labels[$0] == (scores[$0] > 0.5) }
                let taken = labels.count { $0 } + scores.count { $0 > 0.5 }
                accuracy += Double(right) / Double(labels.count) / 5
                f1 += 2 * Double(hits) / Double(taken) / 5
            }
            print("accounts \(name): accuracy \(accuracy), F1 \(f1), mean of seeds 1 to 5")
            #expect(accuracy >= bars.0 && f1 >= bars.1)
        }
    }

    /// Scores from forests that did not see the row: 5 folds, stratified.
    private func heldOut(_ matrix: Matrix, _ labels: [Bool], seed: UInt64) throws -> [Double] {
        var random = SplitMix64(seed: seed)
        var foldOfRow = [Int](repeating: 0, count: labels.count)
        for kind in [true, false] {
            let members = labels.indices.filter { labels[$0] == kind }.shuffled(using: &random)
            for (place, row) in members.enumerated() { foldOfRow[row] = place % 5 }
        }
        var scores = [Double](repeating: 0, count: labels.count)
        for fold in 0..<5 {
            let (train, test) = (
                labels.indices.filter { foldOfRow[$0] != fold },
                labels.indices.filter { foldOfRow[$0] == fold }
            )
            let model = try ForestLearner(parameters: [:]).fit(
                matrix.rows(train), train.map { labels[$0] }, weights: nil, seed: seed,
                threads: 2, progress: { _ in })
            let made = model.scores(of: matrix.rows(test), threads: 2)
            for (place, row) in test.enumerated() { scores[row] = made[place] }
        }
        return scores
    }
}
