import Foundation
package import Pipeline
package import Vocabulary

/// A version of a model that a service runs, and what it is compared with.
package struct WatchedModel: Sendable {
    package var release: ModelRelease
    package var owner: String
    package var reference: DriftReference

    package init(release: ModelRelease, owner: String, reference: DriftReference) {
        (self.release, self.owner, self.reference) = (release, owner, reference)
    }

    /// Those of a registry that are not retired and have a reference.
    ///
    /// - Throws: ``Fault`` when the registry does not answer, or a reference cannot be read.
    package static func all(in registry: any ModelRegistry, owner: String) throws -> [WatchedModel]
    {
        try registry.modelReleases().filter { $0.stage != .retired }.compactMap { release in
            let files = try registry.modelFiles(name: release.name, version: release.version)
            guard let text = files?[DriftReference.fileName] else { return nil }
            let path = "\(release.name) \(release.version), \(DriftReference.fileName)"
            return WatchedModel(
                release: release, owner: owner,
                reference: try DriftReference.read(Data(text.utf8), path: path))
        }
    }
}
