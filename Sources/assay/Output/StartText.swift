import Pipeline
import Toolbox

/// How a service came by its features, in sentences.
enum StartText {
    static func lines(_ report: StartReport, snapshotPath: String?) -> [String] {
        var lines: [String] = []
        if let reason = report.passedOver {
            lines.append("The snapshot \(snapshotPath ?? "") was passed over: \(reason).")
        }
        if let first = report.firstKept {
            let time = CivilTime(milliseconds: first.receivedAt).rfc3339
            lines.append(
                "Events before \(Int(first.sequence).grouped) were forgotten, so the features know "
                    + "only those received from \(time) on.")
        }
        let walked = Int(report.eventsWalked).grouped
        let seconds = rounded(report.walkSeconds)
        if report.sequence > 0 {
            lines.append(
                "Features: snapshot of event \(Int(report.sequence).grouped) read in "
                    + "\(rounded(report.seconds)) s (\(size(report.bytes))), \(walked) later "
                    + "events walked in \(seconds) s.")
        } else if report.eventsWalked > 0 {
            lines.append("Features: \(walked) events of the log walked in \(seconds) s.")
        }
        return lines
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }

    private static func size(_ bytes: Int) -> String {
        bytes < 1_000_000 ? "\((bytes + 999) / 1000) kB" : "\((bytes / 1_000_000).grouped) MB"
    }
}
