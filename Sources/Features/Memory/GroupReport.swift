import Toolbox

/// What a group of features holds, and what it would hold with coarser windows.
package struct GroupReport: Sendable {
    package var numbers: GroupNumbers
    package var features: Int
    package var bytes = EntityBytes()
    /// Blocks that no entity has, yet or any more.
    package var spareBytes: Int
    package var tableBytes: Int
    /// Texts kept so that features can be read back.
    package var textBytes: Int
    /// Past events held in rings.
    package var records = 0
    /// Entities with nothing left in any window, which are given back when room is needed.
    package var expiredNow = 0
    /// What coarser windows would save.
    package var coarser: [CoarserWindow] = []

    package var total: Int { bytes.total + spareBytes + tableBytes + textBytes }
}

extension FeatureGroup {
    /// Looks at every entity. O(records × windows).
    ///
    /// - Parameter watermark: how far event time has come; the least value where that is unknown.
    package func report(watermark: Int64) -> GroupReport {
        let spare = blockCount - table.count
        let unused = blocks.count * FeatureGroup.slabBlocks - blockCount
        var report = GroupReport(
            numbers: numbers, features: plan.outputs.count,
            spareBytes: (spare + unused) * plan.blockBytes, tableBytes: table.bytes,
            textBytes: texts.bytesHeld)
        let limit = expiry(watermark: watermark)
        let estimate = CoarserEstimate(plan, lateness: lateness)
        forEachEntity { entity in
            entity.add(to: &report.bytes)
            report.records += entity.header.pointee.ring.count
            if let limit, entity.hasExpired(at: limit) { report.expiredNow += 1 }
            estimate.add(entity)
        }
        report.coarser = estimate.windows
        return report
    }
}

extension TextPool {
    /// Bytes of the texts, and about what finding them takes.
    var bytesHeld: Int { bytes + count * TextPool.bytesPerText }

    /// Its entry in the dictionary and in the list, and what the allocator adds.
    private static let bytesPerText = 56
}
