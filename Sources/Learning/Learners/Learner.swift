package import Models
package import Vocabulary

/// A way to make a model of rows: its parameters, checked.
///
/// The same rows, parameters and seed give the same model, whatever the threads.
///
/// ```swift
/// let forest = try ForestLearner(parameters: ["trees": 200])
/// let model = try forest.fit(matrix, labels, weights: nil, seed: 1, threads: 2) { _ in }
/// let scores = model.scores(of: later, threads: 2)
/// ```
package protocol Learner: Sendable {
    /// What people call it: `logistic`, `forest`, `isolation`.
    static var name: String { get }
    /// What may be set, with standard values and bounds.
    static var parameters: [LearnerParameter] { get }

    /// - Parameter values: by name; what is not given is as it stands in ``parameters``.
    /// - Throws: ``Fault`` `invalid` for a name that is not declared or a value beyond its bounds.
    init(parameters values: [String: Double]) throws(Fault)

    /// Fits a model.
    ///
    /// - Parameters:
    ///   - matrix: at least one row.
    ///   - labels: one a row; learners without supervision look at none of them.
    ///   - weights: how much each row counts, 0 or more; nil counts each once.
    ///   - seed: of all that is drawn.
    ///   - threads: how many may work at once, 1 or more.
    ///   - progress: told now and then which share is done, 0…1, on the caller's thread.
    /// - Throws: ``Fault`` `invalid` for rows that nothing can be learned from.
    func fit(
        _ matrix: Matrix, _ labels: [Bool], weights: [Double]?, seed: UInt64, threads: Int,
        progress: (Double) -> Void
    ) throws(Fault) -> any FittedModel
}

/// What a learner made: it scores rows and can be written to a file.
package protocol FittedModel: Sendable {
    /// How ``fileText()`` is written.
    var format: ModelFormat { get }

    /// A score a row, 0…1, higher for who is more likely marked or more odd; before calibration.
    func scores(of matrix: Matrix, threads: Int) -> [Double]

    /// A margin a row, as ``Models`` defines it for the format; what Platt scaling reads.
    func margins(of matrix: Matrix, threads: Int) -> [Double]

    /// The model's file.
    ///
    /// - Throws: ``Fault`` when the library that holds the model cannot write it.
    func fileText() throws(Fault) -> String
}

/// A number by which a learner may be set.
package struct LearnerParameter: Sendable, Hashable {
    package var name: String
    /// What holds where nothing is said.
    package var standard: Double
    package var bounds: ClosedRange<Double>
    package var isWhole: Bool
    /// What it means, for people; one line.
    package var meaning: String

    package init(
        _ name: String, _ standard: Double, in bounds: ClosedRange<Double>, isWhole: Bool = false,
        meaning: String
    ) {
        (self.name, self.standard, self.bounds) = (name, standard, bounds)
        (self.isWhole, self.meaning) = (isWhole, meaning)
    }

    /// All the values a learner works with: those given, checked, and the standard of the others.
    ///
    /// - Throws: ``Fault`` `invalid` for a name that is not declared or a value beyond its bounds.
    package static func resolved(
        _ given: [String: Double], declared: [LearnerParameter], learner: String
    ) throws(Fault) -> [String: Double] {
        var values: [String: Double] = [:]
        for parameter in declared { values[parameter.name] = parameter.standard }
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let parameter = declared.first(where: { $0.name == name }) else {
                throw Fault(
                    .invalid, "`\(learner)` has no parameter `\(name)`.",
                    fix: "It has: \(declared.map(\.name).joined(separator: ", ")).")
            }
            let isFit =
                parameter.bounds.contains(value)
                && (!parameter.isWhole || value == value.rounded())
            guard isFit else {
                throw Fault(
                    .invalid, "\(name) of `\(learner)` is \(value).",
                    fix: "Give \(parameter.isWhole ? "a whole number" : "a number") from "
                        + "\(parameter.bounds.lowerBound) to \(parameter.bounds.upperBound): "
                        + "\(parameter.meaning).")
            }
            values[name] = value
        }
        return values
    }
}
