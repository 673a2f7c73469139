import Models
package import Packs
package import Vocabulary

/// Lays the models of a registry over a pack.
///
/// What judges is one pack: the files of the policy, and in the place of their versions of models
/// those of the registry. It is kept by its hash like any other, so every decision can be made
/// again.
package enum ModelOverlay {
    /// A pack with the registry's versions in it.
    package struct Followed: Sendable {
        package var reading: PackReading
        /// Of the registry's ledger, as it was read.
        package var change: Int64
        /// Names that the registry has and the pack does not declare.
        package var undeclared: [String]
        /// Versions in shadow or canary that do not fit the pack, so that they do not score, and
        /// why not.
        package var leftOut: [(release: ModelRelease, why: String)] = []

        /// What people should know of it, in sentences.
        package var remarks: [String] {
            undeclared.map {
                "the registry has a model `\($0)` that the pack does not declare; add it to "
                    + "models.yaml to have it score"
            }
                + leftOut.map {
                    "version \($0.release.version) of `\($0.release.name)` does not score: "
                        + $0.why
                }
        }
    }

    /// Reads a pack with the registry's versions in the place of its own. A version in shadow or
    /// canary that does not fit is left out, so that it is in nobody's way; a live one is not.
    package static func read(
        _ pack: Pack, following registry: any ModelRegistry
    ) throws -> Followed {
        let change = try registry.lastModelChange()
        let declared = Set(pack.models.models.map(\.name))
        let releases = try registry.modelReleases()
        let known = releases.filter { declared.contains($0.name) }
        func reading(_ releases: [ModelRelease]) throws -> PackReading {
            PackLoader.read(
                texts: try ModelFiles.overlaid(pack.files, by: releases) {
                    try registry.modelFiles(name: $0.name, version: $0.version) ?? [:]
                })
        }
        var followed = Followed(
            reading: try reading(known), change: change,
            undeclared: Set(releases.map(\.name)).subtracting(declared).sorted())
        if followed.reading.pack != nil { return followed }
        let fitting = try known.filter { release in
            guard [.shadow, .canary].contains(release.stage) else { return true }
            let alone = try reading([release])
            if alone.pack != nil { return true }
            followed.leftOut.append((release, alone.report))
            return false
        }
        if !followed.leftOut.isEmpty { followed.reading = try reading(fitting) }
        return followed
    }

    /// Which versions serve, in a line.
    package static func text(of pack: Pack) -> String {
        let texts = pack.models.models.map { model in
            let versions = model.versions.map { version in
                "\(version.release.version) \(version.release.stage.rawValue)"
            }
            return model.name + " " + (versions.isEmpty ? "none" : versions.joined(separator: ", "))
        }
        return texts.isEmpty ? "none" : texts.joined(separator: "; ")
    }
}
