import ArgumentParser
import Pipeline
import Toolbox
import Vocabulary

/// A replay as a command runs it.
enum ReplayRun {
    /// Runs to the end of the inputs and shows how far it is.
    ///
    /// - Parameter isStrict: whether the first dead letter ends it; it is told of, and the command
    ///   then ends as with findings.
    static func toTheEnd(_ replay: Replay, isStrict: Bool) throws -> ReplayReport {
        var progress = Progress("events")
        let report: ReplayReport
        do {
            report = try replay.run { progress.update(count: $0, share: $1) }
        } catch let fault as Fault where isStrict && fault.code == .invalid {
            Terminal.complain("assay: \(fault.description)")
            throw ExitCode(Exit.findings.rawValue)
        }
        progress.finish()
        return report
    }
}
