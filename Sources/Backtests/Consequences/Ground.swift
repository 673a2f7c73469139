import CEL
package import Packs
import Toolbox
package import Vocabulary

/// What consequences are counted on: who acted, what is known of it, and by what it is divided.
///
/// Made of the walk and the costs of one pack, and the same for all that are compared.
package final class Ground: Sendable {
    let walk: Walk
    let pack: Pack
    package let costs: CostsDefinition
    let truth: Truth
    let sessions: Sessions
    let segments: Segments
    let sources: Sources
    /// By kind of partner: numbers by row, and names.
    let partners: [(kind: Int, numbers: Flat<UInt32>, names: EntityList)]
    let people: EntityList
    package let hasLabels: Bool
    package let labelWords: String
    let threads: Int

    /// O(rows).
    package init(
        _ judgement: Judgement, costs: CostsDefinition, truth source: Truth.Source, threads: Int
    ) throws {
        (walk, pack, sources) = (judgement.walk, judgement.pack, judgement.sources)
        (self.costs, self.threads) = (costs, threads)
        let walk = judgement.walk
        people = try walk.entities(costs.who)
        truth = try Truth(source, walk, judgement.pack, who: costs.who, threads: threads)
        sessions = try Sessions(
            walk, judgement.pack, who: costs.who, session: costs.session, threads: threads)
        segments = try Segments(
            costs.segments, walk, judgement.pack, judgement.sources, threads: threads)
        partners = try costs.partners.map {
            ($0, try walk.entityNumbers($0, threads: threads), try walk.entities($0))
        }
        (hasLabels, labelWords) = (!source.isEmpty, source.words)
    }

    /// Costs for a pack without `costs.yaml`: no amounts, no segments; people are its accounts, or
    /// the first kind of entity it has.
    package static func costs(of pack: Pack) -> CostsDefinition {
        pack.costs
            ?? CostsDefinition(
                unit: "", who: pack.schema.entities.firstIndex(of: "account") ?? 0,
                partners: pack.schema.entities.indices.filter {
                    ["payee", "artist", "playlist"].contains(pack.schema.entities[$0])
                })
    }

    /// Slots that amounts read.
    var amountSlots: [Int] {
        costs.prices.flatMap { ([$0.missed] + $0.wrong).compactMap { $0 } }
            .flatMap(\.references)
    }

    /// Whether somebody may count as good: not known to be bad.
    @inline(__always)
    func mayBeGood(_ person: Int) -> Bool { person != 0 && truth.people[person] != 1 }
}
