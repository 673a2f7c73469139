package import Vocabulary

/// A model read from its file, checked, and ready to score rows. One for all threads; each thread
/// has a ``ModelScratch``.
package final class Model: Sendable {
    package let manifest: ModelManifest
    package let inputCount: Int
    private let body: Body
    private let calibrator: Calibrator

    enum Body: Sendable {
        case single(TreeModel<SingleNode>)
        case double(TreeModel<DoubleNode>)
        case logistic(LogisticModel)
        case onnx(OnnxModel)
    }

    /// Reads a model; everything that is not known is refused by name.
    ///
    /// - Parameters:
    ///   - bytes: the model's file.
    ///   - path: what errors call it.
    /// - Throws: ``Fault`` `invalid` for a file that is not what its manifest says, `unsupported`
    ///   for a version, objective or split that is not known, `tooLarge` above a limit,
    ///   `unavailable` without ONNX Runtime. O(bytes).
    package init(
        _ manifest: ModelManifest, bytes: [UInt8], path: String, limits: ModelLimits = .standard
    ) throws(Fault) {
        try manifest.check(limits, path: path)
        guard bytes.count <= limits.bytes else {
            throw Fault(.tooLarge, "\(path): more than \(limits.bytes) bytes.")
        }
        guard ModelManifest.sha256(of: bytes) == manifest.sha256.lowercased() else {
            throw Fault(
                .invalid, "\(path): its SHA-256 is not the one in the manifest.",
                fix: "The file was changed or cut off after its manifest was written; "
                    + "fetch or write both again.")
        }
        calibrator = try Calibrator(manifest.calibration, limits: limits, path: path)
        let source = ModelSource(
            bytes: bytes, path: path, inputs: manifest.inputs.count, limits: limits)
        switch manifest.format {
        case .xgboost: body = .single(try source.xgboost())
        case .forest: body = .double(try source.assayTrees(kind: "forest"))
        case .isolation: body = .double(try source.assayTrees(kind: "isolation"))
        case .logistic: body = .logistic(try source.logistic())
        case .lightgbm: body = .double(try source.lightgbm())
        case .onnx: body = .onnx(try OnnxModel(source))
        }
        self.manifest = manifest
        inputCount = manifest.inputs.count
    }

    package func makeScratch() -> ModelScratch { ModelScratch() }

    /// The probability of a row, calibrated; NaN when ONNX Runtime failed on it. Synchronous, no
    /// allocation for trees and logistic models once the scratch has served the model.
    ///
    /// - Parameter row: ``inputCount`` values in the order of the inputs; NaN is missing.
    package func score(_ row: UnsafePointer<Double>, _ scratch: ModelScratch) -> Double {
        switch body {
        case .single(let model):
            let margin = model.margin(row, scratch)
            return calibrator.probability(model.probability(margin), margin: margin)
        case .double(let model):
            let margin = model.margin(row, scratch)
            return calibrator.probability(model.probability(margin), margin: margin)
        case .logistic(let model):
            let margin = model.margin(row)
            return calibrator.probability(LogisticModel.sigmoid(margin), margin: margin)
        case .onnx(let model):
            let probability = model.probability(row, scratch)
            return calibrator.probability(
                probability, margin: OnnxModel.margin(of: probability))
        }
    }

    /// The model's raw score before calibration and link: log-odds, or what the page says of the
    /// format.
    package func margin(_ row: UnsafePointer<Double>, _ scratch: ModelScratch) -> Double {
        switch body {
        case .single(let model): model.margin(row, scratch)
        case .double(let model): model.margin(row, scratch)
        case .logistic(let model): model.margin(row)
        case .onnx(let model): OnnxModel.margin(of: model.probability(row, scratch))
        }
    }

    /// Whether ``contributions(_:into:_:)`` can be asked; not for ONNX.
    package var explains: Bool {
        switch body {
        case .single(let model): model.explains
        case .double(let model): model.explains
        case .logistic: true
        case .onnx: false
        }
    }

    /// What each input added to the margin (TreeSHAP for trees, weight × (value − mean) / scale
    /// for logistic models), and last what the model says of nobody in particular; they sum to the
    /// margin. NaN throughout where the model does not explain.
    ///
    /// - Parameter values: room for ``inputCount`` + 1.
    package func contributions(
        _ row: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>,
        _ scratch: ModelScratch
    ) {
        guard explains else { return values.update(repeating: .nan, count: inputCount + 1) }
        switch body {
        case .single(let model): model.contributions(row, inputCount, into: values, scratch)
        case .double(let model): model.contributions(row, inputCount, into: values, scratch)
        case .logistic(let model): model.contributions(row, into: values)
        case .onnx: break
        }
    }
}
