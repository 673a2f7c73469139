import CEL
import Toolbox
package import Vocabulary

/// A version of a model that scores, and where its inputs stand in a row.
package struct ServingVersion: Sendable {
    package let release: ModelRelease
    package let model: Model
    /// Slots of the row, in the order of the model's inputs.
    package let slots: [Int]
    /// What chooses the entities of a canary, so that each version has others.
    let salt: UInt64

    package init(release: ModelRelease, model: Model, slots: [Int]) {
        precondition(slots.count == model.inputCount)
        (self.release, self.model, self.slots) = (release, model, slots)
        salt = Hash64.of("\(release.name)/\(release.version)")
    }
}

/// A model that a pack declares, with the versions that serve it.
package struct ServingModel: Sendable {
    /// When a score comes with its reasons, and with how many.
    package struct Reasons: Sendable, Hashable {
        /// The least score, 0...1.
        package var from: Double
        package var most: Int

        package init(from: Double = 0.5, most: Int = 4) { (self.from, self.most) = (from, most) }
    }

    package let name: String
    package let description: String
    package let owner: String
    /// By journey: whether it scores there.
    package let journeys: [Bool]
    /// Where its score stands in a row, for rules: `models.NAME`.
    package let slot: Int
    /// By event type: the slot that names the entity which a canary goes by; nil where none does.
    package let splitSlots: [Int?]
    package let reasons: Reasons
    /// By version; none retired, one live at most, one canary at most.
    package let versions: [ServingVersion]
    private let live: Int?
    private let canary: Int?

    package init(
        name: String, description: String, owner: String, journeys: [Bool], slot: Int,
        splitSlots: [Int?], reasons: Reasons, versions: [ServingVersion]
    ) {
        (self.name, self.description, self.owner) = (name, description, owner)
        (self.journeys, self.slot, self.splitSlots) = (journeys, slot, splitSlots)
        (self.reasons, self.versions) = (reasons, versions)
        live = versions.firstIndex { $0.release.stage == .live }
        canary = versions.firstIndex { $0.release.stage == .canary }
    }

    /// The version whose score rules read: the canary's for its share of entities, else the live
    /// one's. The part an entity falls into is that of `bucket(entity, "NAME/VERSION", n)`, so a
    /// share that grows keeps those it had.
    func served(_ row: UnsafePointer<Value>, type: Int) -> Int? {
        guard let canary, let slot = splitSlots[type], row[slot].kind != .absent else {
            return live
        }
        let version = versions[canary]
        let part = Hash64.combine(version.salt, row[slot].nameHash)
        return Double(part) * 0x1p-64 < version.release.share ? canary : live
    }
}
