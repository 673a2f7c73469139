import Vocabulary

/// What is now, to tell what changed since a preview was made.
struct Staleness {
    /// The hash of the pack in force.
    let running: String
    let now: Preview.Ground

    /// What the figures of a preview do not know of; nil for nothing.
    ///
    /// - Parameter read: what was there then; nil where that was not kept.
    func words(against hash: String, reading read: Preview.Ground?) -> String? {
        if hash != running { return "It was held against another policy than is in force now." }
        guard let read else { return nil }
        var changes = [
            (now.labels.added - read.labels.added, "added"),
            (now.labels.withdrawn - read.labels.withdrawn, "taken back"),
        ].filter { $0.0 > 0 }.map { count, verb in
            "\(Counted.words(Int(count), "label was", "labels were")) \(verb)"
        }
        if let detected = read.detectedAt, detected != now.detectedAt {
            changes.append("detection looked for rings anew")
        }
        return changes.isEmpty ? nil : "Since then " + changes.joined(separator: ", ") + "."
    }
}
