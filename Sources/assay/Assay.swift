import ArgumentParser
import Foundation
import Glibc
import Models
import Pipeline
import Vocabulary

/// The one executable: every verb of the product.
@main
struct Assay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Decides which accounts and plays are genuine, and shows why.",
        discussion: """
            Exit codes: 0 fine, 1 findings (faults in a pack, dead letters, a failed comparison), \
            2 wrong usage, 3 failed.
            """,
        version: Evaluator.engineVersion,
        subcommands: [
            ReplayCommand.self, DetectCommand.self, FeaturesCommand.self, ServeCommand.self,
            ExplainCommand.self,
            PackCommand.self, LogCommand.self, StatsCommand.self, SimulateCommand.self,
            PolicyCommand.self,
            TrainCommand.self, ModelsCommand.self, WatchCommand.self, LabelsCommand.self,
            VerificationsCommand.self, VendorCommand.self,
            BacktestCommand.self, TuneCommand.self,
            ResolveCommand.self,
            HoldoutCommand.self, ExperimentCommand.self, FunnelCommand.self,
            WebhooksCommand.self, DeliveriesCommand.self,
            RingsCommand.self, MetricsCommand.self, TriageCommand.self, CELCommand.self,
            CasesCommand.self,
            PeopleCommand.self, KeysCommand.self,
            EnforcementsCommand.self, AppealsCommand.self, StrikesCommand.self,
            AuditCommand.self,
            RehearseCasesCommand.self,
            KpisCommand.self,
        ])

    static func main() async {
        if let path = ProcessInfo.processInfo.environment["ASSAY_ONNXRUNTIME"], !path.isEmpty {
            OnnxRuntime.prefer(path)
        }
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        if let fault = error as? Fault {
            Terminal.complain("assay: \(fault.description)")
            Glibc.exit(Exit.failed.rawValue)
        }
        if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
        let message = fullMessage(for: error)
        let code = exitCode(for: error)
        if code == .success {
            print(message)
            Glibc.exit(0)
        }
        Terminal.complain(message)
        Glibc.exit(code == .validationFailure ? Exit.usage.rawValue : Exit.failed.rawValue)
    }
}

/// What the process tells its caller.
enum Exit: Int32 {
    case fine = 0
    /// The work was done, and there is something to look at.
    case findings = 1
    case usage = 2
    case failed = 3
}
