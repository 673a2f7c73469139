package import Packs
import Vocabulary

/// Who is to judge, as the registries of models and policies say.
package struct RosterReading: Sendable {
    package var roster: Roster
    /// What people should know of it, in sentences.
    package var remarks: [String]
    /// Of the registries' ledgers, as they were read.
    package var modelChange: Int64
    package var policyChange: Int64

    /// Reads the registries over the pack that a service is started with.
    ///
    /// A version in shadow or canary that was made for other events or features is left out, and
    /// told of; a live one is not, since what is in force is nobody's to guess.
    ///
    /// - Throws: ``Fault`` `conflict` where the live version does not fit, `invalid` where what is
    ///   in force is no sound pack.
    package static func read(
        _ pack: Pack, models: any ModelRegistry, policies: any PolicyRegistry
    ) throws -> RosterReading {
        let policyChange = try policies.lastPolicyChange()
        let versions = try policies.policyVersions()
        var reader = RosterReader(pack: pack, models: models, policies: policies)
        let live = try reader.live(versions.first { $0.release.stage == .live })
        var roster = Roster(live: live.pack)
        for version in versions where version.release.stage == .canary {
            roster.canary = try reader.candidate(version)
        }
        let shadows = versions.filter { $0.release.stage == .shadow }
        roster.shadows = try shadows.suffix(Roster.shadowsMax).compactMap {
            try reader.candidate($0)
        }
        for version in shadows.dropLast(Roster.shadowsMax) {
            reader.remarks.append(
                "version \(version.release.version) of the policy does not judge: "
                    + "\(Roster.shadowsMax) shadows are the most")
        }
        return RosterReading(
            roster: roster, remarks: reader.remarks, modelChange: live.change,
            policyChange: policyChange)
    }
}

/// Makes packs of what the registries hold.
private struct RosterReader {
    let pack: Pack
    let models: any ModelRegistry
    let policies: any PolicyRegistry
    var remarks: [String] = []

    /// What is in force, and where the ledger of models stood.
    mutating func live(_ version: PolicyVersion?) throws -> (pack: Pack, change: Int64) {
        var own = pack
        if let version {
            guard version.release.walkHash == pack.walkHash else {
                throw Fault(
                    .conflict,
                    "Version \(version.release.version) of the policy is live in the store, and "
                        + "was made for other events, features or lists than \(pack.name).",
                    fix: "Retire version \(version.release.version) with `assay policy promote "
                        + "\(version.release.version) --to retired`, so that the pack's own files "
                        + "decide, or start with the pack that it was made for.")
            }
            own = try read(version.release.version)
        }
        let followed = try ModelOverlay.read(own, following: models)
        remarks += followed.remarks
        guard let live = followed.reading.pack else {
            throw Fault(
                .invalid,
                "The registry's models do not fit the pack:\n" + followed.reading.report,
                fix: "Retire them with `assay models promote … --to retired`, or mend the pack.")
        }
        return (live, followed.change)
    }

    /// Nil, with a remark, where it does not fit.
    mutating func candidate(_ version: PolicyVersion) throws -> Roster.Candidate? {
        let release = version.release
        let words = "version \(release.version) of the policy, in \(release.stage.rawValue),"
        guard release.walkHash == pack.walkHash else {
            remarks.append(
                "\(words) does not judge: it was made for other events, features or lists")
            return nil
        }
        let candidate: Pack
        do {
            candidate = try read(release.version)
        } catch let fault as Fault where fault.code == .invalid {
            remarks.append("\(words) does not judge: \(fault)")
            return nil
        }
        let followed = try ModelOverlay.read(candidate, following: models)
        guard let own = followed.reading.pack else {
            remarks.append(
                "\(words) does not judge, since the registry's models do not fit it:\n"
                    + followed.reading.report)
            return nil
        }
        return Roster.Candidate(
            pack: own, release: release, step: version.step,
            tally: try policies.policyTally(step: version.step))
    }

    private func read(_ version: Int) throws -> Pack {
        guard let files = try policies.policyFiles(version: version) else {
            throw Fault(.bug, "The registry has no files of version \(version) of the policy.")
        }
        let reading = PackLoader.read(texts: PolicyFiles.of(files, version: version))
        guard let pack = reading.pack else {
            throw Fault(
                .invalid,
                "Version \(version) of the policy is no sound pack for this Assay:\n"
                    + reading.report,
                fix: "Register a mended one, or take it back with `assay policy rollback`.")
        }
        return pack
    }
}

/// The files of a version of the policy.
package enum PolicyFiles {
    /// Says of a pack's files which version of the registry they are.
    package static func of(_ files: [String: String], version: Int) -> [String: String] {
        files.merging(["release.yaml": "policy: \(version)\n"]) { _, own in own }
    }

    /// The files that a registry keeps of a pack.
    package static func kept(of pack: Pack) -> [String: String] {
        pack.files.filter { $0.key != "release.yaml" }
    }
}
