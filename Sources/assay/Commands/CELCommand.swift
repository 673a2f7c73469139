import ArgumentParser
import CEL
import Foundation
import Packs
import Rules
import Toolbox
import Vocabulary

/// `assay cel eval`, `assay cel check` and `assay cel conformance`; what only scripts call is not
/// shown in the help.
struct CELCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cel", abstract: "Tries expressions of the rule language.",
        subcommands: [
            CELEvalCommand.self, CELCheckCommand.self, CELFunctionsCommand.self,
            CELConformanceCommand.self,
            CELBenchCommand.self, CELBatchCommand.self, CELFuzzCommand.self,
        ])
}

struct CELEvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Evaluates an expression.",
        discussion: """
            assay cel eval 'event.asn in [14061, 16276]' --vars event.json
            assay cel eval '64500 in list("networks")' --pack DIR
            """)

    @Argument(help: "The expression.")
    var expression: String

    @Option(help: "A file with a JSON object: each name in it is a variable.")
    var vars: String?

    @Option(help: "A pack's folder: its lists may be asked, as of now.")
    var pack: String?

    func run() throws {
        let scratch = Scratch()
        scratch.time = Int64(Date().timeIntervalSince1970 * 1000)
        let bound = try vars.map { try CELVariables(path: $0, arena: scratch.arena) }
        let lists = try pack.map { try PackCommand.load($0).lists } ?? .none
        let compilation = CELReport.compile(
            expression,
            RuleLibrary.environment(
                variables: bound?.variables ?? [], library: RuleLibrary.library(lists: lists)))
        guard let program = compilation.program else {
            throw ExitCode(Exit.findings.rawValue)
        }
        let row = bound?.row ?? []
        let (text, isError) = row.withUnsafeBufferPointer { slots -> (String, Bool) in
            var nothing = Value.absent
            let value = withUnsafePointer(to: &nothing) {
                program.evaluate(slots.baseAddress ?? $0, scratch)
            }
            return value.isError ? (program.describe(value), true) : (value.rendered, false)
        }
        guard !isError else {
            Terminal.complain("error: \(text)")
            throw ExitCode(Exit.findings.rawValue)
        }
        print(text)
    }
}

struct CELCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tells an expression's type and cost, or what is wrong.",
        discussion: "assay cel check 'features.account.plays_24h > 9' --pack PolicyPacks/streaming")

    @Argument(help: "The expression.")
    var expression: String

    @Option(help: "A file with a JSON object: each name in it is a variable.")
    var vars: String?

    @Option(help: "A pack's folder: the expression may mention what the pack's rules may.")
    var pack: String?

    func run() throws {
        let arena = Arena()
        let bound = try vars.map { try CELVariables(path: $0, arena: arena) }
        let pack = try pack.map { try PackCommand.load($0) }
        let compilation = CELReport.compile(
            expression,
            RuleLibrary.environment(
                variables: (pack?.readable ?? []) + (bound?.variables ?? []),
                library: RuleLibrary.library(lists: pack?.lists ?? .none)))
        guard let program = compilation.program else { throw ExitCode(Exit.findings.rawValue) }
        CELReport.complain(Analysis.findings(of: program), about: expression)
        print("\(compilation.type), cost at most \(compilation.cost)")
    }
}

struct CELConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance", abstract: "Runs the language's published test cases.")

    @Argument(help: "The folder of the cases as JSON.")
    var folder: String

    @Flag(help: "Print the counts as JSON.")
    var json = false

    func run() throws {
        let report = try Conformance.run(directory: folder)
        print(json ? asJSON(report) : asText(report))
        if !report.failures.isEmpty { throw ExitCode(Exit.findings.rawValue) }
    }

    private func asText(_ report: Conformance.Report) -> String {
        var table = TextTable(["file", "core", "passed", "well-known", "passed ", "needs protobuf"])
        for file in report.files {
            table.add([
                file.name, "\(file.passed + file.failed)", "\(file.passed)",
                "\(file.wellKnownPassed + file.wellKnownFailed)", "\(file.wellKnownPassed)",
                "\(file.skipped)",
            ])
        }
        let failures = report.failures.map {
            "failed: \($0.file) #\($0.index) \($0.expression)\n  \($0.reason)"
        }
        let core = "core: \(report.corePassed) of \(report.corePassed + report.coreFailed) passed"
        return ([table.text] + failures + [core]).joined(separator: "\n")
    }

    private func asJSON(_ report: Conformance.Report) -> String {
        """
        {"core":\(report.corePassed + report.coreFailed),"corePassed":\(report.corePassed),\
        "wellKnown":\(report.wellKnownPassed + report.wellKnownFailed),\
        "wellKnownPassed":\(report.wellKnownPassed),"skipped":\(report.skipped)}
        """
    }
}
