import Pipeline
import Toolbox
import Vocabulary

extension ServiceNumbers {
    /// Appends the numbers in Prometheus' text format, version 0.0.4.
    func writeMetrics(to writer: inout ByteWriter) {
        writer.metric("assay_decisions_total", "counter", "Decisions by action.")
        for action in Action.allCases {
            writer.sample(
                "assay_decisions_total", byAction[action.rank], label: "action", action.rawValue)
        }
        writer.metric("assay_duplicates_total", "counter", "Events that were decided before.")
        writer.sample("assay_duplicates_total", duplicates)
        writer.metric(
            "assay_unknown_fields_total", "counter", "Fields no event type declares, passed over.")
        writer.sample("assay_unknown_fields_total", unknownFields)
        writer.metric("assay_dead_letters_total", "counter", "Events refused, by code.")
        for code in DeadLetter.Code.allCases {
            writer.sample(
                "assay_dead_letters_total", deadLetters[code] ?? 0, label: "code", code.rawValue)
        }
        writer.metric("assay_rule_hits_total", "counter", "Times a rule fired, live or in shadow.")
        for (rule, count) in ruleHits.sorted(by: { $0.key < $1.key }) {
            writer.sample("assay_rule_hits_total", count, label: "rule", rule)
        }
        writer.metric(
            "assay_rule_undecided_total", "counter", "Times a rule could not be decided.")
        for (rule, count) in ruleUndecided.sorted(by: { $0.key < $1.key }) {
            writer.sample("assay_rule_undecided_total", count, label: "rule", rule)
        }
        writer.metric("assay_waiting_events", "gauge", "Events waiting to be decided.")
        writer.sample("assay_waiting_events", waiting)
        if !memory.isEmpty { writeMemory(to: &writer) }
        if let snapshots { writeSnapshots(snapshots, to: &writer) }
        writeLatency(to: &writer)
    }

    private func writeMemory(to writer: inout ByteWriter) {
        func write(
            _ name: String, _ type: String, _ help: String, of groups: [EntityNumbers],
            _ value: (EntityNumbers) -> Int
        ) {
            writer.metric(name, type, help)
            for group in groups {
                writer.sample(name, value(group), label: "entity", group.name)
            }
        }
        write("assay_entities", "gauge", "Entities with features.", of: memory) {
            $0.entities
        }
        write(
            "assay_entities_expired_total", "counter",
            "Entities given back with nothing left in any window.", of: memory
        ) { $0.expired }
        let limited = memory.filter { $0.share > 0 }
        guard !limited.isEmpty else { return }
        write(
            "assay_entities_forgotten_total", "counter",
            "Entities forgotten to stay within the pack's memory.", of: limited
        ) { $0.forgotten }
        write(
            "assay_feature_bytes", "gauge", "Bytes counted for entities.", of: limited
        ) { $0.counted }
        write(
            "assay_feature_bytes_max", "gauge", "Bytes that may be counted.", of: limited
        ) { $0.share }
    }

    private func writeSnapshots(_ numbers: SnapshotNumbers, to writer: inout ByteWriter) {
        writer.metric("assay_snapshots_total", "counter", "Snapshots of the features taken.")
        writer.sample("assay_snapshots_total", numbers.taken)
        writer.metric("assay_snapshots_failed_total", "counter", "Snapshots given up.")
        writer.sample("assay_snapshots_failed_total", numbers.failed)
        writer.metric("assay_snapshot_bytes", "gauge", "Size of the last snapshot.")
        writer.sample("assay_snapshot_bytes", numbers.bytes)
        writer.metric("assay_snapshot_sequence", "gauge", "Event at which the last one stands.")
        writer.sample("assay_snapshot_sequence", Int(numbers.sequence))
        writer.metric(
            "assay_snapshot_pause_seconds_max", "gauge", "Longest that events waited for one.")
        writer.append(
            "assay_snapshot_pause_seconds_max \(Double(numbers.longestPause) / 1e9)\n")
        guard let age = snapshotAgeSeconds else { return }
        writer.metric("assay_snapshot_age_seconds", "gauge", "Time since the last snapshot.")
        writer.append("assay_snapshot_age_seconds \(age)\n")
    }

    private func writeLatency(to writer: inout ByteWriter) {
        let name = "assay_decision_latency_seconds"
        writer.metric(name, "histogram", "From receipt to decision.")
        for (bound, count) in zip(ServiceNumbers.latencyBounds, latencyCounts) {
            writer.sample("\(name)_bucket", count, label: "le", "\(Double(bound) / 1_000_000)")
        }
        let all = latencyCounts.last ?? 0
        writer.sample("\(name)_bucket", all, label: "le", "+Inf")
        writer.append("\(name)_sum \(Double(latencySumMicroseconds) / 1_000_000)\n")
        writer.sample("\(name)_count", all)
    }
}

extension DetectionNumbers {
    /// Appends the numbers in the same format.
    func writeMetrics(to writer: inout ByteWriter) {
        writer.metric("assay_detection_runs_total", "counter", "Runs of detection that were kept.")
        writer.sample("assay_detection_runs_total", runs)
        writer.metric("assay_detection_failed_total", "counter", "Runs of detection that failed.")
        writer.sample("assay_detection_failed_total", failed)
        writer.metric(
            "assay_detection_verdicts_total", "counter", "Verdicts on accounts sent as events.")
        writer.sample("assay_detection_verdicts_total", verdicts)
        writer.metric(
            "assay_detection_verdicts_refused_total", "counter", "Verdicts that were refused.")
        writer.sample("assay_detection_verdicts_refused_total", verdictsRefused)
        writer.metric("assay_detection_seconds", "gauge", "How long the last run took.")
        writer.append("assay_detection_seconds \(lastSeconds)\n")
    }
}

extension DetectionCounts {
    /// Appends the numbers of the last run, in the same format.
    func writeMetrics(to writer: inout ByteWriter) {
        writer.metric("assay_rings", "gauge", "Rings of accounts that detection found last.")
        writer.sample("assay_rings", rings)
        writer.metric(
            "assay_restricted_accounts", "gauge", "Accounts it would restrict, in rings or not.")
        writer.sample("assay_restricted_accounts", restricted)
        writer.metric(
            "assay_reviewed_accounts", "gauge", "Accounts it would have looked at by people.")
        writer.sample("assay_reviewed_accounts", reviewed)
        writer.metric(
            "assay_detection_ended_timestamp_seconds", "gauge",
            "When detection ended last, seconds since 1970.")
        writer.append(
            "assay_detection_ended_timestamp_seconds \(Double(endedAt) / 1000)\n")
    }
}

/// Labels and where versions of models stand, as Prometheus reads them.
struct LearningMetrics {
    let labels: [LabelCount]
    let releases: [ModelRelease]

    func write(to writer: inout ByteWriter) {
        if !labels.isEmpty {
            writer.metric("assay_labels_total", "counter", "Labels kept, by name, source, answer.")
        }
        for count in labels {
            writer.append(
                "assay_labels_total{name=\"\(count.name)\",source="
                    + "\"\(LearningMetrics.escaped(count.source))\",value="
                    + "\"\(count.isPositive)\"} \(count.labels)\n")
        }
        if !releases.isEmpty {
            writer.metric("assay_model_stage", "gauge", "1 for the stage of each version.")
        }
        for release in releases {
            writer.append(
                "assay_model_stage{name=\"\(release.name)\",version=\"\(release.version)\""
                    + ",stage=\"\(release.stage.rawValue)\"} 1\n")
        }
    }

    /// A source is anybody's words.
    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n", "\r\n": "\\n"
            default: String(character)
            }
        }.joined()
    }
}

extension ByteWriter {
    fileprivate mutating func metric(_ name: String, _ type: String, _ help: String) {
        append("# HELP \(name) \(help)\n# TYPE \(name) \(type)\n")
    }

    fileprivate mutating func sample(_ name: String, _ value: Int) {
        append("\(name) \(value)\n")
    }

    /// The label's value needs no escaping: names of actions, codes and rules are plain.
    fileprivate mutating func sample(
        _ name: String, _ value: Int, label: String, _ labelValue: String
    ) {
        append("\(name){\(label)=\"\(labelValue)\"} \(value)\n")
    }
}
