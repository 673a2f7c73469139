import Foundation
import Models
import Testing
import Vocabulary

/// Models that XGBoost 3.2, LightGBM 4.7 and scikit-learn wrote, with what their own libraries make
/// of some rows (`script/measure/learning/models_card.py --corpus`).
@Suite struct CorpusTests {
    static let folder: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<2 { url.deleteLastPathComponent() }
        return url.path + "/Corpus/models"
    }()

    /// Whether ONNX Runtime is on this machine; says so where it is not.
    static let hasOnnxRuntime: Bool = {
        if let path = ProcessInfo.processInfo.environment["ASSAY_ONNXRUNTIME"] {
            OnnxRuntime.prefer(path)
        }
        do {
            try OnnxRuntime.open()
            return true
        } catch {
            print("SKIPPED, ONNX models: \(error)")
            return false
        }
    }()

    private func rows(_ name: String) throws -> [[Double]] {
        let text = try String(
            contentsOfFile: "\(Self.folder)/\(name)/expected.csv", encoding: .utf8)
        return text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                Double($0) ?? .nan
            }
        }
    }

    private func check(_ name: String, _ isSame: (Double, Double) -> Bool) throws {
        let model = try ModelBundle.read(folder: "\(Self.folder)/\(name)").model()
        let scratch = model.makeScratch()
        let inputs = model.inputCount
        let rows = try rows(name)
        #expect(rows.count == 60)
        let most = rows.flatMap { $0.dropFirst(inputs + 1) }.map { abs($0) }.max() ?? 1
        var parts = [Double](repeating: 0, count: inputs + 1)
        for row in rows {
            #expect(isSame(model.score(row, scratch), row[inputs]), "\(name)")
            guard model.explains else { continue }
            model.contributions(row, into: &parts, scratch)
            for (part, expected) in zip(parts, row[(inputs + 1)...]) {
                #expect(abs(part - expected) <= 1e-4 * most, "\(name)")
            }
        }
    }

    @Test("XGBoost 3.2: the same bits")
    func xgboost() throws {
        try check("xgboost-3") { Float($0).bitPattern == Float($1).bitPattern }
    }

    @Test("LightGBM 4.7", arguments: ["lightgbm", "lightgbm-zeros"])
    func lightgbm(name: String) throws {
        try check(name) { abs($0 - $1) <= 1e-12 }
    }

    @Test("ONNX through ONNX Runtime", .enabled(if: CorpusTests.hasOnnxRuntime))
    func onnx() throws {
        try check("onnx") { $0.isNaN && $1.isNaN || abs($0 - $1) <= 1e-6 }
    }

    @Test("A bundle from texts is the bundle from its folder; binary files stand as base64")
    func texts() throws {
        for name in ["lightgbm", "onnx"] {
            let folder = try ModelBundle.read(folder: "\(Self.folder)/\(name)")
            let manifest = try String(
                contentsOfFile: "\(Self.folder)/\(name)/manifest.json", encoding: .utf8)
            var texts = ["manifest.json": manifest]
            if name == "onnx" {
                texts["model.onnx.base64"] = Data(folder.bytes).base64EncodedString()
            } else {
                texts["model.txt"] = String(decoding: folder.bytes, as: UTF8.self)
            }
            let found = try ModelBundle.read(texts: texts, path: "bundle")
            #expect(found.bytes == folder.bytes && found.manifest == folder.manifest)
        }
    }
}
