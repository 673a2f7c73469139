/// Bytes held for entities, by what they are for.
package struct EntityBytes: Sendable {
    /// Each entity's own, of one size in a group.
    package var blocks = 0
    /// Records of past events.
    package var rings = 0
    /// What summaries hold outside the block.
    package var summaries = 0
    /// Closed tiles, and what they hold.
    package var tiles = 0

    package var total: Int { blocks + rings + summaries + tiles }
}

extension EntityState {
    /// Adds the memory it has.
    func add(to bytes: inout EntityBytes) {
        bytes.blocks += plan.blockBytes
        bytes.rings += header.pointee.ring.bytes(stride: plan.stride)
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .tally, .gapBins, .gapSeconds:
                bytes.summaries += state(accumulator.offset, Tally.self).pointee.bytes
            case .least, .greatest:
                bytes.summaries += state(accumulator.offset, Extremum.self).pointee.bytes
            case .quantiles:
                bytes.summaries += state(accumulator.offset, Quantiles.self).pointee.bytes
            case .sketch:
                bytes.summaries += state(accumulator.offset, DistinctSketch.self).pointee.bytes
            case .runs: bytes.summaries += state(accumulator.offset, Runs.self).pointee.bytes
            case .moments, .squares, .ends, .gapMoments, .edges: break
            }
        }
        for index in 0..<plan.foldingCount {
            let cursor = plan.cursors + plan.folding[index]
            bytes.tiles += tiles(of: cursor).pointee.bytes(tileBytes: cursor.pointee.tileBytes)
            bytes.tiles += bytesInTiles(cursor)
        }
    }

    /// Bytes the ring and the summaries hold outside the block.
    var bytesOutside: Int {
        var bytes = EntityBytes()
        add(to: &bytes)
        return bytes.total - bytes.blocks
    }

    /// Bytes that what it holds now needs: its block, its place in the table, and for each list
    /// what one of that length takes. Unlike the memory it has, this depends on nothing but what
    /// is in its windows. O(summaries).
    var bytesNeeded: Int {
        var bytes = plan.blockBytes + EntityTable.bytesPerEntity
        bytes += EntityState.room(header.pointee.ring.count) * plan.stride * 8
        for index in 0..<plan.accumulatorCount { bytes += needed(plan.accumulators + index) }
        for index in 0..<plan.foldingCount {
            let cursor = plan.cursors + plan.folding[index]
            let tiles = tiles(of: cursor).pointee
            bytes += Int(tiles.end - tiles.start) * cursor.pointee.tileBytes
            bytes += bytesInTiles(cursor)
        }
        return bytes
    }

    private func needed(_ accumulator: UnsafePointer<GroupPlan.Accumulator>) -> Int {
        let offset = accumulator.pointee.offset
        switch accumulator.pointee.kind {
        case .tally, .gapBins, .gapSeconds:
            let tally = state(offset, Tally.self)
            return EntityState.tableRoom(tally.pointee.distinct) * MemoryLayout<Tally.Slot>.stride
                + EntityState.room(Int(tally.pointee.top)) * MemoryLayout<UInt32>.stride
        case .least, .greatest:
            return EntityState.room(Int(state(offset, Extremum.self).pointee.count))
                * MemoryLayout<Extremum.Entry>.stride
        case .quantiles:
            return EntityState.room(Int(state(offset, Quantiles.self).pointee.used))
                * MemoryLayout<Quantiles.Bin>.stride
        case .sketch: return needed(state(offset, DistinctSketch.self).pointee)
        case .runs:
            return EntityState.room(Int(state(offset, Runs.self).pointee.count))
                * MemoryLayout<Runs.Run>.stride
        case .moments, .squares, .ends, .gapMoments, .edges: return 0
        }
    }

    private func needed(_ sketch: DistinctSketch) -> Int {
        EntityState.tableRoom(sketch.count) * 8
            + (sketch.registers == nil ? 0 : DistinctSketch.registerBytes)
    }

    /// Places of a list of so many: none, or a power of two from four on.
    private static func room(_ count: Int) -> Int {
        count == 0 ? 0 : max(4, 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount))
    }

    /// Places of a table of so many, at most three quarters full.
    private static func tableRoom(_ count: UInt32) -> Int { room((Int(count) * 4 + 2) / 3) }

    private func tiles(of cursor: UnsafePointer<GroupPlan.Cursor>) -> UnsafeMutablePointer<Tiles> {
        state(cursor.pointee.tiles.unsafelyUnwrapped, Tiles.self)
    }

    /// Bytes its tiles hold outside themselves. O(summaries of the cursor).
    private func bytesInTiles(_ cursor: UnsafePointer<GroupPlan.Cursor>) -> Int {
        let tiles = tiles(of: cursor).pointee
        guard cursor.pointee.window == nil else { return tiles.held }
        // The one tile of a window without end goes on changing.
        var bytes = 0
        for number in tiles.start..<tiles.end {
            let tile = tiles.tile(number, tileBytes: cursor.pointee.tileBytes)
            for index in cursor.pointee.accumulators
            where plan.accumulators[index].kind == .sketch {
                bytes += needed(
                    (tile + plan.accumulators[index].tileOffset).load(as: DistinctSketch.self))
            }
        }
        return bytes
    }
}
