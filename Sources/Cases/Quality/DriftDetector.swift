import Glibc

/// Whether somebody who erred seldom begins to err more often, told as soon as it can be.
///
/// An e-detector (Shin, Ramdas and Rinaldo, E-detectors: a nonparametric framework for sequential
/// change detection, 2023): the mean over larger shares of CUSUMs of likelihood ratios (Page,
/// Biometrika 1954). While the true share of errors is at most ``usual``, the mean number of
/// judgements up to a false alarm is at least ``meanRun``, whatever the order they come in.
///
/// ```swift
/// var detector = DriftDetector(usual: 0.1)
/// for isError in [true, true, true, true, true, true, true] { detector.take(isError) }
/// detector.isAlarmed // true
/// ```
package struct DriftDetector: Sendable, Hashable {
    /// The share of errors that is still fine, in (0, 1).
    package let usual: Double
    /// Judgements to a false alarm, at least, in the mean.
    package let meanRun: Double
    /// Logarithms of what an error and a right answer multiply each CUSUM by.
    private let errorSteps: [Double]
    private let rightSteps: [Double]
    private var logs: [Double]
    /// Of all that were taken: which began the present rise.
    package private(set) var risingSince = 0
    package private(set) var count = 0
    package private(set) var errors = 0

    /// Odds of larger shares, as multiples of those of the usual.
    private static let multiples: [Double] = [1.5, 2, 3, 5, 9]

    package init(usual: Double, meanRun: Double = 500) {
        precondition(usual > 0 && usual < 1 && meanRun > 1)
        (self.usual, self.meanRun) = (usual, meanRun)
        let shares = DriftDetector.multiples.map { multiple in
            let odds = usual / (1 - usual) * multiple
            return odds / (1 + odds)
        }
        errorSteps = shares.map { log($0 / usual) }
        rightSteps = shares.map { log((1 - $0) / (1 - usual)) }
        logs = shares.map { _ in -.infinity }
    }

    /// Takes one judgement. O(1).
    package mutating func take(_ isError: Bool) {
        let steps = isError ? errorSteps : rightSteps
        for place in logs.indices { logs[place] = max(logs[place], 0) + steps[place] }
        if logs.allSatisfy({ $0 <= 0 }) { risingSince = count + 1 }
        count += 1
        if isError { errors += 1 }
    }

    /// The evidence that errors have become more frequent; 1 and less is none.
    package var evidence: Double {
        logs.reduce(0) { $0 + exp($1) } / Double(logs.count)
    }

    package var isAlarmed: Bool { evidence >= meanRun }

    /// The evidence as a share of what raises the alarm, by logarithms, 0...1.
    package var nearness: Double { min(1, max(0, log(max(1, evidence)) / log(meanRun))) }
}
