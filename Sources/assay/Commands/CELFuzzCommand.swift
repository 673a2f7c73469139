import ArgumentParser
import CEL
import Foundation
import Glibc
import Rules
import Toolbox
import Vocabulary

/// `assay cel fuzz`: random expressions through all of the language, until a count or a time.
///
/// Before each input it is written to the `--last` file, so that a crash or a hang (ended by an
/// alarm) leaves its cause behind. Memory counts as growing when the second half of a run ends
/// with a peak more than ``growthMax`` above that of the first.
struct CELFuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz", abstract: "Tries random expressions.", shouldDisplay: false)

    @Option(help: "A file with an expression a line to begin from.")
    var corpus: String

    @Option(help: "Where chance begins.")
    var seed: UInt64 = 1

    @Option(help: "How many inputs to try.")
    var inputs = Int.max

    @Option(help: "How long to try.")
    var seconds = 3_600

    @Option(help: "Where the input being tried is kept.")
    var last = "fuzz.last"

    /// An input that takes longer ends the process.
    private static let hangSeconds: UInt32 = 10
    private static let batch = 1_000
    private static let growthMax = 16 << 20

    func run() throws {
        guard let data = FileManager.default.contents(atPath: corpus) else {
            throw Fault(.notFound, "Cannot read \(corpus).", fix: "Check the path.")
        }
        let seeds = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        let file = open(last, O_RDWR | O_CREAT | O_TRUNC, 0o644)
        defer { close(file) }
        var fuzzer = Fuzzer(corpus: seeds, seed: seed, libraries: [RuleLibrary.library])
        for seed in seeds { fuzzer.attempt(seed) }
        let clock = ContinuousClock()
        let start = clock.now
        var earlierPeak = 0
        while fuzzer.report.inputs < inputs, clock.now - start < .seconds(seconds) {
            fuzzer.run(min(Self.batch, inputs - fuzzer.report.inputs)) { input in
                alarm(Self.hangSeconds)
                _ = pwrite(file, input, input.count, 0)
                _ = ftruncate(file, input.count)
            }
            if fuzzer.report.inputs % (500 * Self.batch) < Self.batch {
                Terminal.complain(
                    "\(fuzzer.report.inputs) inputs, \(peakMemoryBytes() >> 20) MiB")
            }
            let isEarly =
                fuzzer.report.inputs < inputs / 2 && clock.now - start < .seconds(seconds) / 2
            if isEarly { earlierPeak = peakMemoryBytes() }
        }
        alarm(0)
        let growth = peakMemoryBytes() - earlierPeak
        try finish(fuzzer.report, clock.now - start, growth)
    }

    private func finish(_ report: Fuzzer.Report, _ elapsed: Duration, _ growth: Int) throws {
        for finding in report.findings { print("FOUND \(finding.problem): \(finding.expression)") }
        print(
            """
            \(report.inputs) inputs in \(elapsed.components.seconds) s (seed \(seed)): \
            \(report.programs) programs, \(report.values) values, \(report.novel) novel
            slowest \(report.slowest): \(report.slowestExpression.prefix(200))
            peak memory \(peakMemoryBytes() >> 20) MiB, \(growth >> 10) KiB of it in the second half
            \(report.findings.count) findings
            """)
        let isGrowing = growth > Self.growthMax
        if isGrowing { print("memory grew") }
        if !report.findings.isEmpty || isGrowing { throw ExitCode(Exit.findings.rawValue) }
    }
}
