/// What a version of a model may do.
package enum ModelStage: String, Sendable, Hashable, CaseIterable, Codable {
    /// It scores and is recorded; nothing reads its score.
    case shadow
    /// It stands in for the live version for a share of entities, always the same ones.
    case canary
    /// Its score is what rules read. One version of a name at most.
    case live
    /// It does nothing any more, and can be brought back.
    case retired
}

/// Where a version of a model stands.
package struct ModelRelease: Sendable, Hashable {
    package var name: String
    /// From one.
    package var version: Int
    package var stage: ModelStage
    /// In canary the share of entities it scores for, in (0, 1]; else 1.
    package var share: Double

    package init(name: String, version: Int, stage: ModelStage, share: Double = 1) {
        (self.name, self.version, self.stage, self.share) = (name, version, stage, share)
    }
}

/// One step of a version from stage to stage, as the registry's ledger keeps it.
package struct ModelChange: Sendable, Hashable {
    /// Place in the ledger, from one; 0 before it is kept.
    package var sequence: Int64 = 0
    package var release: ModelRelease
    /// Nil where it is new.
    package var from: ModelStage?
    /// Milliseconds since 1970.
    package var at: Int64
    package var by: String
    package var why: String

    package init(release: ModelRelease, from: ModelStage?, at: Int64, by: String, why: String) {
        (self.release, self.from, self.at) = (release, from, at)
        (self.by, self.why) = (by, why)
    }
}

extension ModelRelease {
    /// Characters a name has at most.
    package static let nameMax = 64

    /// Whether a model may be called so: a letter, then letters, digits and `_`, since rules write
    /// `models.NAME`.
    package static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= nameMax else { return false }
        func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return isLetter(first)
            && name.utf8.allSatisfy { byte in
                isLetter(byte) || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
