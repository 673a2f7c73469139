import Toolbox

/// What windows of a group would save with a `resolution`.
package struct CoarserWindow: Sendable {
    /// Which windows: of this width; nil for all of the group that can.
    package var window: Int64?
    package var delay: Int64
    /// Milliseconds of a tile.
    package var resolution: Int64
    /// Bytes of ring records that would not be kept.
    package var records: Int
    /// Bytes of tiles that would be kept in their place.
    package var tiles: Int

    package var saved: Int { records - tiles }
}

/// Estimates what coarser windows would save from the records that are held.
///
/// A ring is shared by all windows of an entity, so its records must reach as far as the longest
/// that stays exact. A window in tiles needs records for its delay and one tile alone, and keeps a
/// tile of each stream for each span with events. What a tile keeps of values is counted as if they
/// all differed, so the estimate is rather too low than too high. O(records × windows).
final class CoarserEstimate {
    /// Widths and delay of windows that are exact and may be had in tiles.
    private struct Kind: Hashable {
        var window: Int64
        var delay: Int64
    }

    private let plan: GroupPlan
    private let lateness: Int64
    private var kinds: [Kind] = []
    /// By cursor and resolution: bytes of tiles.
    private var tiles: [Int]
    /// Retentions that come into question, and bytes of records beyond each.
    private var beyond: [Int64: Int] = [:]

    /// Spans people choose, milliseconds: a minute, an hour, a day.
    static let resolutions: [Int64] = [60_000, 3_600_000, 86_400_000]

    init(_ plan: GroupPlan, lateness: Int64) {
        self.plan = plan
        self.lateness = lateness
        tiles = Array(
            repeating: 0, count: plan.cursors.count * CoarserEstimate.resolutions.count)
        for index in 0..<plan.cursors.count {
            guard let kind = kind(index), !kinds.contains(kind) else { continue }
            kinds.append(kind)
        }
        kinds.sort { ($0.window, $0.delay) < ($1.window, $1.delay) }
        for kind in kinds.map(Optional.some) + [nil] {
            for resolution in CoarserEstimate.resolutions {
                beyond[retention(kind, resolution)] = 0
            }
        }
    }

    /// Takes in one entity.
    func add(_ entity: EntityState) {
        let ring = entity.header.pointee.ring
        guard ring.count > 0, !kinds.isEmpty else { return }
        let horizon = entity.header.pointee.lastTime - lateness
        for retention in beyond.keys {
            var sequence = ring.start
            while sequence + 1 < ring.end,
                ring.time(sequence, stride: plan.stride) <= horizon - retention
            {
                sequence += 1
            }
            beyond[retention, default: 0] += Int(sequence - ring.start) * plan.stride * 8
        }
        for cursor in 0..<plan.cursors.count {
            guard let kind = kind(cursor) else { continue }
            for (place, resolution) in CoarserEstimate.resolutions.enumerated()
            where takes(kind, resolution) {
                tiles[cursor * CoarserEstimate.resolutions.count + place] += bytes(
                    entity, cursor, resolution, closed: horizon - kind.delay)
            }
        }
    }

    /// What was found so far, those that can have the resolution.
    var windows: [CoarserWindow] {
        var found: [CoarserWindow] = []
        let all: [Kind?] = kinds.count > 1 ? [nil] : []
        for kind in kinds.map(Optional.some) + all {
            for (place, resolution) in CoarserEstimate.resolutions.enumerated() {
                let cursors = (0..<plan.cursors.count).filter { takes($0, kind, resolution) }
                guard !cursors.isEmpty else { continue }
                found.append(
                    CoarserWindow(
                        window: kind?.window, delay: kind?.delay ?? 0, resolution: resolution,
                        records: beyond[retention(kind, resolution)] ?? 0,
                        tiles: cursors.reduce(0) {
                            $0 + tiles[$1 * CoarserEstimate.resolutions.count + place]
                        }))
            }
        }
        return found
    }

    /// Of a window that is exact and may be had in tiles, else nil.
    private func kind(_ index: Int) -> Kind? {
        let cursor = plan.cursors.base + index
        guard let window = cursor.pointee.window, cursor.pointee.tile == 0 else { return nil }
        let hasRuns = cursor.pointee.accumulators.contains {
            plan.accumulators.base[$0].kind == .runs
        }
        return hasRuns ? nil : Kind(window: window, delay: cursor.pointee.delay)
    }

    private func takes(_ kind: Kind, _ resolution: Int64) -> Bool {
        kind.window % resolution == 0
            && kind.window / resolution <= AggregationSettings.tilesMax
    }

    /// Whether a cursor would be in tiles when windows of `kind` are, all where that is nil.
    private func takes(_ index: Int, _ kind: Kind?, _ resolution: Int64) -> Bool {
        guard let own = self.kind(index), kind == nil || kind == own else { return false }
        return takes(own, resolution)
    }

    /// How long records would still matter, milliseconds.
    private func retention(_ kind: Kind?, _ resolution: Int64) -> Int64 {
        (0..<plan.cursors.count).map { index in
            let cursor = plan.cursors.base + index
            if takes(index, kind, resolution) { return cursor.pointee.delay + resolution }
            guard let window = cursor.pointee.window else {
                return cursor.pointee.delay + (cursor.pointee.tiles == nil ? 0 : 1)
            }
            return cursor.pointee.delay + (cursor.pointee.tile == 0 ? window : cursor.pointee.tile)
        }.max() ?? 0
    }

    /// Bytes of the tiles that one stream would have, of records before `closed`.
    private func bytes(
        _ entity: EntityState, _ index: Int, _ resolution: Int64, closed: Int64
    ) -> Int {
        let cursor = plan.cursors.base + index
        let ring = entity.header.pointee.ring
        let edge = GroupPlan.farEdge(cursor.pointee.window, tile: resolution, youngest: closed)
        var (bytes, tile, count) = (MemoryLayout<Tiles>.stride, Int64.min, 0)
        for sequence in ring.start..<ring.end {
            let record = ring.record(sequence, stride: plan.stride)
            let time = Int64(bitPattern: record[0])
            guard time < closed.floored(to: resolution) else { break }
            guard record[1] & cursor.pointee.mask != 0, time > edge else { continue }
            let own = time.floored(to: resolution)
            if own != tile {
                bytes += tileBytes(cursor, count: count)
                (tile, count) = (own, 0)
            }
            count += 1
        }
        return bytes + tileBytes(cursor, count: count)
    }

    private func tileBytes(_ cursor: UnsafePointer<GroupPlan.Cursor>, count: Int) -> Int {
        guard count > 0 else { return 0 }
        var bytes = MemoryLayout<TileHeader>.stride
        for index in cursor.pointee.accumulators {
            let kind = plan.accumulators.base[index].kind
            bytes = (bytes + 15) & ~15
            bytes += kind.tileByteCount(isForGood: false)
            switch kind {
            case .tally, .quantiles, .gapBins, .gapSeconds: bytes += count > 1 ? count * 12 : 0
            default: break
            }
        }
        return (bytes + 15) & ~15
    }
}
