import Vocabulary
import Yams

/// `models/stages.yaml`: a list of versions and where they stand.
enum StagesFile {
    /// The versions of a file; none of one that is not sound, which reading the pack reports.
    static func lines(of text: String) -> [ModelRelease] {
        guard let root = try? Yams.compose(yaml: text),
            let items = root.mapping?.first(where: { $0.key.scalar?.string == "stages" })?.value
                .sequence
        else { return [] }
        return items.compactMap { item in
            func text(_ key: String) -> String? {
                item.mapping?.first { $0.key.scalar?.string == key }?.value.scalar?.string
            }
            guard let name = text("model"), let version = text("version").flatMap({ Int($0) }),
                let stage = text("stage").flatMap({ ModelStage(rawValue: $0) })
            else { return nil }
            return ModelRelease(
                name: name, version: version, stage: stage,
                share: text("share").flatMap { Double($0) } ?? 1)
        }
    }

    /// The same versions always make the same text.
    static func text(of releases: [ModelRelease]) -> String {
        let sorted = releases.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
        let lines = sorted.map { release in
            let share = release.stage == .canary ? ", share: \(release.share)" : ""
            return "  - { model: \(release.name), version: \(release.version), "
                + "stage: \(release.stage.rawValue)\(share) }\n"
        }
        return "stages:\(lines.isEmpty ? " []\n" : "\n" + lines.joined())"
    }
}
