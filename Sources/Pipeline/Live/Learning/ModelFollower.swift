import Models
package import Packs
import Synchronization
package import Vocabulary

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
    /// Why the last look came to nothing.
    private var trouble = ""

    /// Milliseconds from one look at the registry to the next.
    private static let every = 1000

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
            for remark in followed.remarks { notice(remark) }
            guard let pack = followed.reading.pack else {
                last = followed.change
                notice(
                    "the registry's models cannot be served, so the ones before them go on: "
                        + followed.reading.report)
                return
            }
            try service.judge(by: pack)
            last = followed.change
            trouble = ""
            notice("models: " + ModelFollower.text(of: pack))
        } catch let fault as Fault where fault.code == .conflict {
            // It fits no better in a second.
            last = (try? registry.lastModelChange()) ?? last
            notice("the registry's models were not followed: \(fault)")
        } catch {
            // Tried again in a second, and told of once.
            if trouble != "\(error)" {
                notice("the registry's models were not followed, and are tried again: \(error)")
            }
            trouble = "\(error)"
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
