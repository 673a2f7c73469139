import COnnxRuntime
import Glibc
import Vocabulary

/// A model that ONNX Runtime scores: one input of floats [N, inputs], one output of floats with a
/// probability, [N], [N, 1], or [N, 2] whose second is taken.
final class OnnxModel: @unchecked Sendable {
    private let session: OpaquePointer
    private let input: [CChar]
    private let output: [CChar]
    private let count: Int

    /// - Throws: ``Fault`` `unavailable` without ONNX Runtime, `invalid` for what it refuses,
    ///   `unsupported` for another shape of model.
    init(_ source: borrowing ModelSource) throws(Fault) {
        try OnnxRuntime.open()
        let bytes = source.bytes
        guard !bytes.isEmpty else { throw Fault(.invalid, "\(source.path): it is empty.") }
        var made: OpaquePointer?
        let refusal = OnnxWords.of { words, room in
            made = assay_onnx_session_make(bytes, bytes.count, words, room)
            return made == nil ? 1 : 0
        }
        guard let made else {
            throw Fault(
                .invalid, "\(source.path): ONNX Runtime refuses it: \(refusal ?? "no reason").")
        }
        var ports: (input: AssayOnnxPort, output: AssayOnnxPort)
        do throws(Fault) {
            ports = try Self.ports(made, source)
        } catch {
            assay_onnx_session_free(made)
            throw error
        }
        session = made
        count = source.inputs
        input = Self.name(&ports.input)
        output = Self.name(&ports.output)
        try checkZeros(source.path)
    }

    deinit { assay_onnx_session_free(session) }

    /// The probability; NaN when ONNX Runtime failed, or gave what is none.
    func probability(_ row: UnsafePointer<Double>, _ scratch: ModelScratch) -> Double {
        var value = Float.nan
        _ = run(row, scratch, &value)
        return value >= 0 && value <= 1 ? Double(value) : .nan
    }

    static func margin(of probability: Double) -> Double {
        log(probability) - log1p(-probability)
    }

    /// Nil when it ran; else ONNX Runtime's words.
    private func run(
        _ row: UnsafePointer<Double>, _ scratch: ModelScratch, _ value: inout Float
    ) -> String? {
        let floats = scratch.slots(Float.self, count)
        for index in 0..<count { floats[index] = Float(row[index]) }
        var got = 0
        var values = (Float.nan, Float.nan)
        let words = OnnxWords.of { error, room in
            withUnsafeMutableBytes(of: &values) {
                assay_onnx_run(
                    session, input, output, floats, count,
                    $0.baseAddress?.assumingMemoryBound(to: Float.self), &got, error, room)
            }
        }
        if let words { return words }
        guard got == 1 || got == 2 else { return "it gives \(got) values a row" }
        value = got == 1 ? values.0 : values.1
        return nil
    }

    /// Scores a row of zeros, so that a model that cannot be scored is not taken.
    private func checkZeros(_ path: String) throws(Fault) {
        let zeros = [Double](repeating: 0, count: count)
        var value = Float.nan
        if let words = run(zeros, ModelScratch(), &value) {
            throw Fault(.invalid, "\(path): a row of zeros cannot be scored: \(words).")
        }
        guard value >= 0, value <= 1 else {
            throw Fault(
                .invalid,
                "\(path): a row of zeros scores \(value), which is no probability.",
                fix: "Export the model with its last step, such as a sigmoid, so that it gives "
                    + "0 to 1.")
        }
    }

    private static func name(_ port: inout AssayOnnxPort) -> [CChar] {
        withUnsafeBytes(of: &port.name) { Array($0.bindMemory(to: CChar.self)) }
    }

    private static func port(
        _ session: OpaquePointer, isOutput: Bool, _ index: Int, _ path: String
    ) throws(Fault) -> AssayOnnxPort {
        var port = AssayOnnxPort()
        if let words = OnnxWords.of({
            assay_onnx_port(session, isOutput ? 1 : 0, index, &port, $0, $1)
        }) {
            throw Fault(.invalid, "\(path): \(words).")
        }
        return port
    }

    private static func ports(
        _ session: OpaquePointer, _ source: borrowing ModelSource
    ) throws(Fault) -> (input: AssayOnnxPort, output: AssayOnnxPort) {
        let path = source.path
        let inputCount = assay_onnx_port_count(session, 0)
        guard inputCount == 1 else {
            throw Fault(
                .unsupported, "\(path): it has \(inputCount) inputs; one tensor of floats is read.")
        }
        let input = try port(session, isOutput: false, 0, path)
        guard input.kind == 1, input.element == 1, input.rank == 2, input.dimensions.0 <= 1 else {
            throw Fault(
                .unsupported, "\(path): its input is no tensor of floats of shape [N, inputs].",
                fix: "Export it with one input of type float and two dimensions.")
        }
        if input.dimensions.1 > 0 {
            let found = Int(exactly: input.dimensions.1) ?? Int.max
            try source.check(inputs: found, "the shape of its input")
        }
        return (input, try output(session, path))
    }

    /// The one output of floats; labels beside it are passed over.
    private static func output(
        _ session: OpaquePointer, _ path: String
    ) throws(Fault) -> AssayOnnxPort {
        var found: AssayOnnxPort?
        for index in 0..<assay_onnx_port_count(session, 1) {
            let port = try port(session, isOutput: true, index, path)
            guard port.kind == 1 else {
                throw Fault(
                    .unsupported,
                    "\(path): an output is a sequence of maps (ZipMap), which is not read.",
                    fix: "Export it from scikit-learn with options={'zipmap': False}.")
            }
            guard port.element == 1 else { continue }
            guard found == nil else {
                throw Fault(
                    .unsupported, "\(path): it has several outputs of floats; one is read.")
            }
            found = port
        }
        guard let found else {
            throw Fault(.unsupported, "\(path): it has no output of floats.")
        }
        let last = found.rank == 2 ? found.dimensions.1 : 1
        guard found.rank >= 1, found.rank <= 2, last <= 2, last != 0 else {
            throw Fault(
                .unsupported,
                "\(path): its output is neither [N], [N, 1] nor [N, 2].",
                fix: "Export a model of two classes.")
        }
        return found
    }
}
