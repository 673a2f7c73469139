import Models
import Toolbox
import Vocabulary

/// A model as it will be served: read back from the very bytes that are written.
struct ServedModel {
    let manifest: ModelManifest
    private let model: Model

    /// Rows that importance is taken from at most.
    private static let importanceRows = 2000
    /// How far a score may be from the trainer's own: its sums are 32-bit, these may be 64.
    private static let tolerance = 1e-5

    init(
        name: String, format: ModelFormat, text: String, inputs: [String],
        calibration: ModelManifest.Calibration?
    ) throws(Fault) {
        let bytes = Array(text.utf8)
        manifest = ModelManifest(
            name: name, format: format, file: "model.json",
            sha256: ModelManifest.sha256(of: bytes), inputs: inputs, calibration: calibration)
        model = try Model(manifest, bytes: bytes, path: "model.json")
    }

    func scores(of matrix: Matrix, threads: Int) -> [Double] {
        let starts = Array(stride(from: 0, to: matrix.rows, by: 4096))
        return concurrently(starts, threads: threads) { start in
            let scratch = model.makeScratch()
            return matrix.values.withUnsafeBufferPointer { values in
                (start..<min(matrix.rows, start + 4096)).map {
                    model.score(values.baseAddress! + $0 * matrix.columns, scratch)
                }
            }
        }.flatMap { $0 }
    }

    /// Holds the served scores against the trainer's own behind the same calibration.
    ///
    /// - Throws: ``Fault`` `bug` where they differ: such a model is not written.
    func check(_ raw: [Double], margins: [Double], _ served: [Double]) throws(Fault) {
        let calibrator = try CalibrationChoice.calibrator(manifest.calibration)
        for row in served.indices {
            let expected = calibrator.probability(raw[row], margin: margins[row])
            guard abs(expected - served[row]) <= ServedModel.tolerance else {
                throw Fault(
                    .bug,
                    "Row \(row) scores \(served[row]) as it is served and \(expected) by the "
                        + "library that made the model; nothing was written.",
                    fix: "Report it with the model's parameters.")
            }
        }
    }

    /// By input, the mean of |SHAP| over rows spread evenly; nil where the model cannot say.
    func importance(of matrix: Matrix) -> [Double]? {
        guard model.explains, matrix.rows > 0 else { return nil }
        let scratch = model.makeScratch()
        let step = max(1, matrix.rows / ServedModel.importanceRows)
        var sums = [Double](repeating: 0, count: matrix.columns)
        var room = [Double](repeating: 0, count: matrix.columns + 1)
        var rows = 0.0
        matrix.values.withUnsafeBufferPointer { values in
            for row in stride(from: 0, to: matrix.rows, by: step) {
                room.withUnsafeMutableBufferPointer {
                    model.contributions(
                        values.baseAddress! + row * matrix.columns, into: $0.baseAddress!, scratch)
                }
                for column in sums.indices { sums[column] += abs(room[column]) }
                rows += 1
            }
        }
        return sums.map { $0 / rows }
    }
}
