import Pipeline
import Toolbox

extension WatchSummary {
    /// Kinds of alarms that can arise beside a service, so that each has a sample where nothing
    /// alarms too. Precision and disparity alarm on tables alone: a 0 here would look healthy.
    private static let kinds = [
        "drift", "unusual", "missing", "rare", "top1", "top01", "volume", "action",
        "calibration",
    ]

    /// Appends the last judged day of each model in Prometheus' text format.
    func writeMetrics(to writer: inout ByteWriter) {
        func gauge(_ name: String, _ help: String) {
            writer.append("# HELP \(name) \(help)\n# TYPE \(name) gauge\n")
        }
        func sample(_ name: String, _ model: Model, _ label: String, _ value: Double?) {
            guard let value else { return }
            writer.append("\(name){model=\"")
            writer.appendLabel(model.name)
            writer.append("\",version=\"\(model.version)\"\(label)} \(value)\n")
        }
        func label(_ name: String, _ value: String) -> String {
            var text = ByteWriter(capacity: 64)
            text.append(",\(name)=\"")
            text.appendLabel(value)
            text.append("\"")
            return text.text
        }
        gauge("assay_drift_psi", "PSI of the last day's values against training.")
        for model in models {
            for series in model.series {
                sample(
                    "assay_drift_psi", model, label("input", series.name),
                    series.psi.last.flatMap { $0 })
            }
        }
        gauge("assay_missing_share", "Share of the last day's rows where it is missing.")
        for model in models {
            for series in model.series {
                sample(
                    "assay_missing_share", model, label("input", series.name),
                    series.missing.last.flatMap { $0 })
            }
        }
        gauge("assay_drift_alarm", "Alarms that stand, by kind.")
        for model in models {
            for kind in Self.kinds {
                let count = model.alarms.count { $0.kind == kind }
                sample("assay_drift_alarm", model, label("kind", kind), Double(count))
            }
        }
        gauge("assay_score_mean", "Mean score of the last day.")
        for model in models {
            sample("assay_score_mean", model, "", model.meanScore.last.flatMap { $0 })
        }
        gauge("assay_action_share", "Share of the last day's decisions that came to an action.")
        for series in models.flatMap(\.actions) {
            guard let share = series.share.last.flatMap({ $0 }) else { continue }
            writer.append("assay_action_share{journey=\"")
            writer.appendLabel(series.journey)
            writer.append("\"\(label("action", series.action))} \(share)\n")
        }
        gauge("assay_watch_timestamp_seconds", "When models were watched last.")
        writer.append("assay_watch_timestamp_seconds \(Double(asOf) / 1000)\n")
    }
}

extension ByteWriter {
    /// A label's value; quotes, backslashes and new lines escaped.
    fileprivate mutating func appendLabel(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\" as StaticString)
            case UInt8(ascii: "\""): append("\\\"" as StaticString)
            case UInt8(ascii: "\n"): append("\\n" as StaticString)
            default: append(byte: byte)
            }
        }
    }
}
