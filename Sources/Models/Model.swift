package import Vocabulary

/// A model read from its file, checked, and ready to score rows. One for all threads; each thread
/// has a ``ModelScratch``.
package final class Model: Sendable {
    package let manifest: ModelManifest
    package var inputCount: Int { manifest.inputs.count }

    /// Reads a model; everything that is not known is refused by name.
    ///
    /// - Parameters:
    ///   - bytes: the model's file.
    ///   - path: what errors call it.
    /// - Throws: ``Fault`` `invalid` for a file that is not what its manifest says, `unsupported` for
    ///   a version, objective or split that is not known, `unavailable` without ONNX Runtime.
    package init(_ manifest: ModelManifest, bytes: [UInt8], path: String) throws(Fault) {
        throw Fault(.unsupported, "\(path): no format is read yet.")
    }

    package func makeScratch() -> ModelScratch { ModelScratch() }

    /// The probability of a row, calibrated; NaN when ONNX Runtime failed on it. Synchronous, no
    /// allocation for trees and logistic models.
    ///
    /// - Parameter row: ``inputCount`` values in the order of the inputs; NaN is missing.
    package func score(_ row: UnsafePointer<Double>, _ scratch: ModelScratch) -> Double { .nan }

    /// The model's raw score before calibration and link, such as log-odds.
    package func margin(_ row: UnsafePointer<Double>, _ scratch: ModelScratch) -> Double { .nan }

    /// Whether ``contributions(_:into:_:)`` can be asked; not for ONNX.
    package var explains: Bool { false }

    /// What each input added to the margin (TreeSHAP for trees, weight × (value − mean) for
    /// logistic models), and last what the model says of nobody in particular; they sum to the
    /// margin.
    ///
    /// - Parameter values: room for ``inputCount`` + 1.
    package func contributions(
        _ row: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>,
        _ scratch: ModelScratch
    ) {}
}

/// The working memory of one thread for any number of models.
package final class ModelScratch: @unchecked Sendable {
    package init() {}
}
