import CXGBoost
import Toolbox

/// libxgboost, through the door: training, predicting, contributions.
final class LibXGBoost {
    private typealias Handle = UnsafeMutableRawPointer
    let booster: UnsafeMutableRawPointer

    /// Whether the library is on this machine; says so where it is not.
    static let isThere: Bool = {
        let isThere = assay_xgboost_open() == 0
        if !isThere {
            print("SKIPPED: libxgboost.so.0 is not there; apt-get install libxgboost-dev")
        }
        return isThere
    }()

    struct Complaint: Error { var words: String }

    private static func check(_ code: Int32) throws {
        if code != 0 { throw Complaint(words: String(cString: assay_xgboost_fault())) }
    }

    init(_ text: String) throws {
        let bytes = Array(text.utf8)
        var made: UnsafeMutableRawPointer?
        try Self.check(assay_xgboost_load(bytes, UInt64(bytes.count), "1", &made))
        guard let made else { throw Complaint(words: "no booster") }
        booster = made
    }

    deinit { assay_xgboost_free(booster) }

    func predict(_ rows: [Float], _ columns: Int, isMargin: Bool = false) throws -> [Float] {
        var scores: UnsafePointer<Float>?
        let count = rows.count / columns
        try Self.check(
            assay_xgboost_predict(
                booster, rows, UInt64(count), UInt64(columns), isMargin ? 1 : 0, &scores))
        return Array(UnsafeBufferPointer(start: scores, count: count))
    }

    func contributions(_ rows: [Float], _ columns: Int) throws -> [Float] {
        var (matrix, values): (UnsafeMutableRawPointer?, UnsafePointer<Float>?)
        let count = rows.count / columns
        defer { assay_xgboost_matrix_free(matrix) }
        try Self.check(
            assay_xgboost_contributions(
                booster, rows, UInt64(count), UInt64(columns), &matrix, &values))
        return Array(UnsafeBufferPointer(start: values, count: count * (columns + 1)))
    }

    /// The JSON of a model trained on rows and labels.
    static func train(
        _ rows: [Float], _ columns: Int, _ labels: [Float], rounds: Int32,
        _ parameters: [String: String]
    ) throws -> String {
        typealias Make =
            @convention(c) (
                UnsafePointer<Float>, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>
            ) -> Int32
        typealias Put =
            @convention(c) (
                Handle?, UnsafePointer<CChar>, UnsafePointer<Float>, UInt64
            ) -> Int32
        typealias Create =
            @convention(c) (
                UnsafePointer<Handle?>, UInt64, UnsafeMutablePointer<Handle?>
            ) -> Int32
        typealias Put2 =
            @convention(c) (
                Handle?, UnsafePointer<CChar>, UnsafePointer<CChar>
            ) -> Int32
        typealias Update = @convention(c) (Handle?, Int32, Handle?) -> Int32
        typealias Save =
            @convention(c) (
                Handle?, UnsafePointer<CChar>, UnsafeMutablePointer<UInt64>,
                UnsafeMutablePointer<UnsafePointer<CChar>?>
            ) -> Int32
        var (matrix, booster): (Handle?, Handle?)
        defer {
            assay_xgboost_free(booster)
            assay_xgboost_matrix_free(matrix)
        }
        let make = unsafeBitCast(assay_xgboost_symbol("XGDMatrixCreateFromMat"), to: Make.self)
        try check(
            make(rows, UInt64(labels.count), UInt64(columns), .nan, &matrix))
        let put = unsafeBitCast(assay_xgboost_symbol("XGDMatrixSetFloatInfo"), to: Put.self)
        try check(put(matrix, "label", labels, UInt64(labels.count)))
        let create = unsafeBitCast(assay_xgboost_symbol("XGBoosterCreate"), to: Create.self)
        try check(create([matrix], 1, &booster))
        let set = unsafeBitCast(assay_xgboost_symbol("XGBoosterSetParam"), to: Put2.self)
        for (name, value) in parameters { try check(set(booster, name, value)) }
        let update = unsafeBitCast(
            assay_xgboost_symbol("XGBoosterUpdateOneIter"), to: Update.self)
        for round in 0..<rounds { try check(update(booster, round, matrix)) }
        let save = unsafeBitCast(
            assay_xgboost_symbol("XGBoosterSaveModelToBuffer"), to: Save.self)
        var (count, text): (UInt64, UnsafePointer<CChar>?) = (0, nil)
        try check(save(booster, "{\"format\":\"json\"}", &count, &text))
        return String(
            decoding: UnsafeRawBufferPointer(start: text, count: Int(count)), as: UTF8.self)
    }
}
