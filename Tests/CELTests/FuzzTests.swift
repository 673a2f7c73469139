import CEL
import Foundation
import Testing

/// A short run of what `assay cel fuzz` does for hours.
@Suite struct FuzzTests {
    static let corpus: [String] = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try? String(
            contentsOf: tests.appendingPathComponent("Corpus/cel/seeds.txt"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }()

    @Test func theSeedsHoldWhatMustHold() {
        #expect(Self.corpus.count > 100)
        var fuzzer = Fuzzer(corpus: Self.corpus, seed: 0)
        for seed in Self.corpus { fuzzer.attempt(seed) }
        #expect(fuzzer.report.findings.isEmpty, "\(fuzzer.report.findings)")
        #expect(fuzzer.report.programs > Self.corpus.count)
    }

    @Test(arguments: [1, 2] as [UInt64])
    func randomExpressionsHoldWhatMustHold(_ seed: UInt64) {
        var fuzzer = Fuzzer(corpus: Self.corpus, seed: seed)
        fuzzer.run(8_000)
        #expect(fuzzer.report.inputs == 8_000)
        #expect(fuzzer.report.findings.isEmpty, "\(fuzzer.report.findings)")
        #expect(fuzzer.report.values > 100)
    }

    @Test func aSeedGivesTheSameInputs() {
        var inputs: [[[UInt8]]] = [[], []]
        for index in inputs.indices {
            var fuzzer = Fuzzer(corpus: Self.corpus, seed: 5)
            fuzzer.run(200) { inputs[index].append($0) }
        }
        #expect(inputs[0] == inputs[1])
    }
}
