import Foundation
package import Pipeline
package import Vocabulary

/// A version of a model that a service runs, and what it is compared with.
package struct WatchedModel: Sendable {
    package var release: ModelRelease
    package var owner: String
    package var reference: DriftReference
    /// The question its labels answer, such as `abusive`; nil where its facts do not say.
    package var labelName: String?

    package init(
        release: ModelRelease, owner: String, reference: DriftReference, labelName: String? = nil
    ) {
        (self.release, self.owner, self.reference) = (release, owner, reference)
        self.labelName = labelName
    }

    /// Those of a registry that are not retired and have a reference: live ones, canaries, shadows.
    ///
    /// - Parameter owner: whom alarms of a model name.
    /// - Throws: ``Fault`` when the registry does not answer, or a reference cannot be read.
    package static func all(
        in registry: any ModelRegistry, owner: (String) -> String
    ) throws -> [WatchedModel] {
        try registry.modelReleases().filter { $0.stage != .retired }.compactMap { release in
            func file(_ path: String) throws -> String? {
                try registry.modelFile(name: release.name, version: release.version, path: path)
            }
            guard let text = try file(DriftReference.fileName) else { return nil }
            let path = "\(release.name) \(release.version), \(DriftReference.fileName)"
            return WatchedModel(
                release: release, owner: owner(release.name),
                reference: try DriftReference.read(Data(text.utf8), path: path),
                labelName: try file("facts.json").flatMap(labelName))
        }.sorted { rank($0.release.stage) < rank($1.release.stage) }
    }

    private static func rank(_ stage: ModelStage) -> Int {
        switch stage {
        case .live: 0
        case .canary: 1
        case .shadow, .retired: 2
        }
    }

    /// What the facts of a training say of its label.
    private static func labelName(_ facts: String) -> String? {
        struct Facts: Decodable {
            struct Data: Decodable { var labelName: String? }
            var data: Data?
        }
        return (try? JSONDecoder().decode(Facts.self, from: Data(facts.utf8)))?.data?.labelName
    }
}
