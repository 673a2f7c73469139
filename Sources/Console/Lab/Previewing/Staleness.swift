import Vocabulary

/// What is now, to tell what changed since a preview was made.
struct Staleness {
    /// The hash of the pack in force.
    let running: String
    let labels: LabelState

    /// What the figures of a preview do not know of; nil for nothing.
    ///
    /// - Parameter read: the labels that were there then; nil where that was not kept.
    func words(against hash: String, labels read: LabelState?) -> String? {
        if hash != running { return "It was held against another policy than is in force now." }
        guard let read, read != labels else { return nil }
        let changes = [
            (labels.added - read.added, "added"), (labels.withdrawn - read.withdrawn, "taken back"),
        ].filter { $0.0 > 0 }.map { count, verb in
            "\(Counted.words(Int(count), "label was", "labels were")) \(verb)"
        }
        return "Since then " + changes.joined(separator: ", ") + "."
    }
}
