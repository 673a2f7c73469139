import Models
package import Packs
import Synchronization
import Vocabulary

/// Has a service's models follow the registry: what is promoted there judges within about a second,
/// without a restart.
///
/// What judges is one pack: the service's own files, and in the place of its versions those of the
/// registry. It is kept by its hash like any other, so every decision can be made again.
package final class ModelFollower: @unchecked Sendable {
    private let service: DecisionService
    private let registry: any ModelRegistry
    private let pack: Pack
    private let notice: @Sendable (String) -> Void
    private let thread = WalkingThread()
    private let ending = Wake()
    private let hasEnded = Atomic(false)
    private var last: Int64

    /// Milliseconds from one look at the registry to the next.
    private static let every = 1000

    /// A pack with the registry's versions in it.
    package struct Followed: Sendable {
        package var reading: PackReading
        /// Of the registry's ledger, as it was read.
        package var change: Int64
        /// Names that the registry has and the pack does not declare.
        package var undeclared: [String]
    }

    /// - Parameters:
    ///   - pack: the service's own, without any registry.
    ///   - change: of ``Followed``, from which the service was begun.
    ///   - notice: told in a sentence what changed, or why a change could not be followed.
    package init(
        service: DecisionService, registry: any ModelRegistry, pack: Pack, from change: Int64,
        notice: @escaping @Sendable (String) -> Void
    ) {
        (self.service, self.registry, self.notice) = (service, registry, notice)
        self.pack = pack
        last = change
    }

    /// Reads a pack with the registry's versions in the place of its own.
    package static func read(
        _ pack: Pack, following registry: any ModelRegistry
    ) throws -> Followed {
        let change = try registry.lastModelChange()
        let declared = Set(pack.models.models.map(\.name))
        let releases = try registry.modelReleases()
        let overlaid = try ModelFiles.overlaid(
            pack.files, by: releases.filter { declared.contains($0.name) }
        ) { try registry.modelFiles(name: $0.name, version: $0.version) ?? [:] }
        return Followed(
            reading: PackLoader.read(texts: overlaid), change: change,
            undeclared: Set(releases.map(\.name)).subtracting(declared).sorted())
    }

    /// Begins; to be called once.
    package func begin() {
        thread.begin("assay.models") { [self] in
            while !ending.wait(milliseconds: ModelFollower.every) { look() }
        }
    }

    /// Ends it; returns when service and registry are not used any more.
    package func stop() {
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        ending.raise()
        thread.join()
    }

    private func look() {
        do {
            let change = try registry.lastModelChange()
            guard change != last else { return }
            let followed = try ModelFollower.read(pack, following: registry)
            // A change that cannot be followed is told of once, not every second.
            last = change
            guard let pack = followed.reading.pack else {
                notice(
                    "the registry's models cannot be served, so the ones before them go on: "
                        + followed.reading.report)
                return
            }
            last = followed.change
            try service.judge(by: pack)
            notice("models: " + ModelFollower.text(of: pack))
        } catch {
            notice("the registry's models were not followed: \(error)")
        }
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
