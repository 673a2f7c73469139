import CXGBoost
import Vocabulary

/// Rows as libxgboost holds them: 32-bit, NaN missing.
final class BoosterRows {
    let library: XGBoostLibrary
    let handle: DMatrixHandle

    init(_ library: XGBoostLibrary, _ rows: Matrix) throws(Fault) {
        self.library = library
        let floats = rows.values.map { Float($0) }
        var made: DMatrixHandle?
        let code = library.api.pointee.matrixFromRows(
            floats, bst_ulong(rows.rows), bst_ulong(rows.columns), .nan, &made)
        try library.check(code, "taking the rows")
        guard let made else { throw Fault(.bug, "XGBoost made no matrix and no error.") }
        handle = made
    }

    deinit { _ = library.api.pointee.matrixFree(handle) }

    func set(_ name: String, _ values: [Float]) throws(Fault) {
        let code = library.api.pointee.matrixSetFloats(
            handle, name, values, bst_ulong(values.count))
        try library.check(code, "taking each row's \(name)")
    }
}

/// Trees on their way.
final class Booster {
    let library: XGBoostLibrary
    let handle: BoosterHandle

    init(_ library: XGBoostLibrary, _ rows: BoosterRows) throws(Fault) {
        self.library = library
        var made: BoosterHandle?
        let handles: [DMatrixHandle?] = [rows.handle]
        try library.check(library.api.pointee.boosterCreate(handles, 1, &made), "starting")
        guard let made else { throw Fault(.bug, "XGBoost made no booster and no error.") }
        handle = made
    }

    deinit { _ = library.api.pointee.boosterFree(handle) }

    func set(_ name: String, _ value: String) throws(Fault) {
        try library.check(
            library.api.pointee.boosterSetParameter(handle, name, value), "taking \(name)=\(value)")
    }

    func update(_ round: Int, _ rows: BoosterRows) throws(Fault) {
        try library.check(
            library.api.pointee.boosterUpdate(handle, Int32(round), rows.handle),
            "growing tree \(round + 1)")
    }

    /// A probability or a margin a row; NaN for all where the library fails.
    func predict(_ matrix: Matrix, isMargin: Bool, _ threads: Int) -> [Double] {
        let nothing = [Double](repeating: .nan, count: matrix.rows)
        guard matrix.rows > 0, let rows = try? BoosterRows(library, matrix),
            (try? set("nthread", "\(threads)")) != nil
        else { return nothing }
        let wanted =
            "{\"type\":\(isMargin ? 1 : 0),\"training\":false,\"iteration_begin\":0,"
            + "\"iteration_end\":0,\"strict_shape\":false}"
        var shape: UnsafePointer<bst_ulong>?
        var dimensions: bst_ulong = 0
        var result: UnsafePointer<Float>?
        let code = library.api.pointee.boosterPredict(
            handle, rows.handle, wanted, &shape, &dimensions, &result)
        guard code == 0, let result else { return nothing }
        return (0..<matrix.rows).map { Double(result[$0]) }
    }

    func json() throws(Fault) -> String {
        var count: bst_ulong = 0
        var text: UnsafePointer<CChar>?
        try library.check(
            library.api.pointee.boosterSave(handle, "{\"format\": \"json\"}", &count, &text),
            "writing the model")
        guard let text else { throw Fault(.bug, "XGBoost wrote no model and no error.") }
        return text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) {
            String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self)
        }
    }
}
