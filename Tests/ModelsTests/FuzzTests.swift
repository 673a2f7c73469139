import Foundation
import Models
import Testing
import Toolbox
import Vocabulary

/// Damaged files of every format: each is read and scores, or is refused with a fault; none
/// crashes. `ASSAY_FUZZ_COUNT` tries more of them, `ASSAY_FUZZ_SEED` others.
@Suite struct FuzzTests {
    private static let words = [
        "-1", "0", "1", "2147483647", "2147483648", "4294967296", "9223372036854775807",
        "-9223372036854775808", "18446744073709551615", "1e308", "-1e308", "1e999", "1e-400",
        "NaN", "nan", "inf", "null", "true", "[]", "{}", "\"\"", "[", "]", "{", "}", ",", ":", "=",
        "\n", " ", "0.0", "-0.0", "3.4028236e38", "Tree=0", "[[[[[[[[", "\u{0}", "é",
    ]

    private struct Seed {
        var bytes: [UInt8]
        var format: ModelFormat
        var inputs = 4
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty {
            let at = random.below(bytes.count)
            let end = min(bytes.count, at + 1 + random.below(random.chance(0.2) ? 200 : 8))
            switch random.below(7) {
            case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[at] ^= 1 << UInt8(random.below(8))
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: bytes[at..<end], at: random.below(bytes.count))
            case 4: bytes.insert(contentsOf: words[random.below(words.count)].utf8, at: at)
            case 5: bytes = replacingNumber(bytes, at, &random)
            default: if random.chance(0.1) { bytes.removeSubrange(at...) }
            }
        }
        return bytes
    }

    /// Puts a word where a number stands.
    private static func replacingNumber(
        _ bytes: [UInt8], _ at: Int, _ random: inout SplitMix64
    ) -> [UInt8] {
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        guard let start = bytes[at...].firstIndex(where: isDigit) else { return bytes }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
        let word = random.chance(0.5) ? "\(random.below(9))" : words[random.below(words.count)]
        return bytes[..<start] + Array(word.utf8) + bytes[end...]
    }

    private static func seeds() throws -> [Seed] {
        var random = SplitMix64(seed: 1)
        func trees() -> [RandomTree] {
            (0..<3).map { _ in
                var tree = RandomTree(&random, inputs: 4, depth: 3)
                tree.value = tree.value.map { min(1, abs($0)) }
                return tree
            }
        }
        let texts: [(String, ModelFormat)] = [
            (RandomFiles.xgboost(trees(), inputs: 4), .xgboost),
            (
                RandomFiles.xgboost(trees(), inputs: 4, version: [3, 2, 0], base: "[5E-1]"),
                .xgboost
            ),
            (RandomFiles.lightgbm(trees(), inputs: 4), .lightgbm),
            (RandomFiles.assay(trees(), inputs: 4, kind: "forest"), .forest),
            (
                RandomFiles.assay(trees(), inputs: 4, kind: "isolation", sampleSize: 256),
                .isolation
            ),
            (
                """
                {"assayLogistic":1,"intercept":-1.5,"weights":[0.5,-2,0,1],"means":[1,0,0,3],\
                "scales":[2,1,1,4]}
                """, .logistic
            ),
        ]
        return texts.map { Seed(bytes: Array($0.0.utf8), format: $0.1) }
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// Reads and, where that succeeds, scores and explains. Whether it was read.
    private static func attempt(_ seed: Seed, _ bytes: [UInt8], _ scratch: ModelScratch) -> Bool {
        let manifest = ModelManifest(
            name: "m", format: seed.format, file: "m", sha256: ModelManifest.sha256(of: bytes),
            inputs: (0..<seed.inputs).map { "f\($0)" })
        guard let model = try? Model(manifest, bytes: bytes, path: "m") else { return false }
        var parts = [Double](repeating: 0, count: seed.inputs + 1)
        for value in [0.0, .nan, 1e300, -.infinity] {
            let row = [Double](repeating: value, count: seed.inputs)
            _ = model.score(row, scratch)
            model.contributions(row, into: &parts, scratch)
        }
        return true
    }

    @Test("Damaged models are read or refused, never a crash")
    func models() throws {
        let seed = UInt64(Self.number("ASSAY_FUZZ_SEED") ?? 20_261_122)
        let count = Self.number("ASSAY_FUZZ_COUNT") ?? 10_000
        var random = SplitMix64(seed: seed)
        let seeds = try Self.seeds()
        let scratch = ModelScratch()
        var read = 0
        for file in seeds { #expect(Self.attempt(file, file.bytes, scratch), "\(file.format)") }
        for _ in 0..<count {
            let file = seeds[random.below(seeds.count)]
            if Self.attempt(file, Self.mutated(file.bytes, &random), scratch) { read += 1 }
        }
        print("fuzz: \(count) damaged models, seed \(seed): \(read) read, \(count - read) refused")
        #expect(read < count)
    }

    @Test("Damaged ONNX models too", .enabled(if: CorpusTests.hasOnnxRuntime))
    func onnx() throws {
        let seed = UInt64(Self.number("ASSAY_FUZZ_SEED") ?? 20_261_122)
        let count = min(20_000, (Self.number("ASSAY_FUZZ_COUNT") ?? 10_000) / 20)
        var random = SplitMix64(seed: seed)
        let bundle = try ModelBundle.read(folder: "\(CorpusTests.folder)/onnx")
        let file = Seed(
            bytes: bundle.bytes, format: .onnx, inputs: bundle.manifest.inputs.count)
        let scratch = ModelScratch()
        var read = 0
        for _ in 0..<count {
            if Self.attempt(file, Self.mutated(file.bytes, &random), scratch) { read += 1 }
        }
        print("fuzz: \(count) damaged ONNX models, seed \(seed): \(read) read")
    }

    @Test("Damaged manifests are read or refused, never a crash")
    func manifests() throws {
        let seed = UInt64(Self.number("ASSAY_FUZZ_SEED") ?? 20_261_122)
        var random = SplitMix64(seed: seed)
        var manifest = RandomFiles.manifest("x", .xgboost, inputs: 3)
        manifest.calibration = .isotonic(scores: [0.25, 0.5], probabilities: [0, 1])
        let bytes = Array(try JSONEncoder().encode(manifest))
        let count = (Self.number("ASSAY_FUZZ_COUNT") ?? 10_000) / 5
        for _ in 0..<count {
            let text = String(decoding: Self.mutated(bytes, &random), as: UTF8.self)
            _ = try? ModelBundle.read(texts: ["manifest.json": text, "model": "x"], path: "b")
        }
        print("fuzz: \(count) damaged manifests, seed \(seed)")
    }
}
