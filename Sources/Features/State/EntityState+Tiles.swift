import Vocabulary

// Windows in tiles: tiles come and go at the far edge as a whole.

extension EntityState {
    /// Lets tiles leave that lie at or before `edge`; whether there were any.
    @inline(never)
    func leaveTiles(_ cursor: borrowing GroupPlan.Cursor, edge: Int64) -> Bool {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self)
        let before = tiles.pointee.inside
        while tiles.pointee.inside < tiles.pointee.end {
            let number = tiles.pointee.inside
            let header = tiles.pointee.header(number, tileBytes: cursor.tileBytes)
            guard header.pointee.lastTime <= edge else { break }
            tiles.pointee.inside += 1
            change(cursor, byTile: number, sign: -1)
        }
        return tiles.pointee.inside != before
    }

    /// Takes a tile, older than all in the window, in (`sign` 1) or out (`sign` -1).
    func change(_ cursor: borrowing GroupPlan.Cursor, byTile number: UInt32, sign: Int64) {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self).pointee
        let tile = tiles.tile(number, tileBytes: cursor.tileBytes)
        let header = tiles.header(number, tileBytes: cursor.tileBytes).pointee
        state(cursor.offset, CursorState.self).pointee.count += sign * header.count
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let part = tile + accumulator.tileOffset
            switch accumulator.kind {
            case .moments, .squares, .gapMoments:
                state(accumulator.offset, Moments.self).pointee.merge(
                    part.load(as: Moments.self), sign: sign)
            case .tally, .gapBins, .gapSeconds:
                let tally = state(accumulator.offset, Tally.self)
                part.load(as: CountList.self).forEach { key, times in
                    for _ in 0..<times {
                        if sign > 0 { tally.pointee.add(key) } else { tally.pointee.remove(key) }
                    }
                }
            case .quantiles:
                let quantiles = state(accumulator.offset, Quantiles.self)
                part.load(as: CountList.self).forEach { place, times in
                    quantiles.pointee.change(
                        Int32(truncatingIfNeeded: place), times: sign * Int64(times))
                }
            case .least, .greatest, .sketch, .ends, .edges, .runs: break
            }
            // The gap from the tile to what follows it goes with the tile.
            if accumulator.kind.isOfGaps, let next = timeAfter(cursor, tile: number) {
                change(accumulator, gap: next - header.lastTime, sign: sign)
            }
        }
    }

    private func timeAfter(_ cursor: borrowing GroupPlan.Cursor, tile number: UInt32) -> Int64? {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self).pointee
        if number + 1 < tiles.end {
            return tiles.header(number + 1, tileBytes: cursor.tileBytes).pointee.firstTime
        }
        return nextTime(cursor, from: state(cursor.spanOffset, SpanState.self).pointee.from)
    }

    /// Forgets tiles that no window of an event from the horizon on can reach.
    func dropTiles(_ cursor: borrowing GroupPlan.Cursor, _ youngest: Int64) {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self)
        let edge = cursor.farEdge(youngest: youngest)
        while tiles.pointee.start < tiles.pointee.inside {
            let number = tiles.pointee.start
            guard
                tiles.pointee.header(number, tileBytes: cursor.tileBytes).pointee.lastTime <= edge
            else { return }
            tiles.pointee.held -= bytesIn(
                tiles.pointee.tile(number, tileBytes: cursor.tileBytes), cursor)
            freeTile(cursor, number)
            tiles.pointee.dropFirst()
        }
    }

    func forgetRuns(_ cursor: borrowing GroupPlan.Cursor, before time: Int64) {
        for index in cursor.accumulators where plan.accumulators[index].kind == .runs {
            state(plan.accumulators[index].offset, Runs.self).pointee.forget(before: time)
        }
    }

    /// Gives back what one tile holds outside the tiles.
    private func freeTile(_ cursor: borrowing GroupPlan.Cursor, _ number: UInt32) {
        let tile = state(cursor.tiles.unsafelyUnwrapped, Tiles.self).pointee.tile(
            number, tileBytes: cursor.tileBytes)
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let part = tile + accumulator.tileOffset
            switch accumulator.kind {
            case .sketch: part.assumingMemoryBound(to: DistinctSketch.self).pointee.free()
            case .tally, .quantiles, .gapBins, .gapSeconds:
                if cursor.window != nil {
                    part.assumingMemoryBound(to: CountList.self).pointee.free()
                }
            default: break
            }
        }
    }

    /// Gives back all tiles of a cursor.
    func freeTiles(_ cursor: borrowing GroupPlan.Cursor) {
        guard let offset = cursor.tiles else { return }
        let tiles = state(offset, Tiles.self)
        for number in tiles.pointee.start..<tiles.pointee.end { freeTile(cursor, number) }
        tiles.pointee.free()
    }

    /// Bytes that one tile holds outside itself.
    func bytesIn(_ tile: UnsafeMutableRawPointer, _ cursor: borrowing GroupPlan.Cursor) -> Int {
        var bytes = 0
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let part = tile + accumulator.tileOffset
            switch accumulator.kind {
            case .sketch: bytes += part.load(as: DistinctSketch.self).bytes
            case .tally, .quantiles, .gapBins, .gapSeconds:
                if cursor.window != nil { bytes += part.load(as: CountList.self).bytes }
            default: break
            }
        }
        return bytes
    }
}

extension GroupPlan.Cursor {
    /// Times up to this one have left the window that reaches to `youngest`.
    @inline(__always)
    func farEdge(youngest: Int64) -> Int64 {
        GroupPlan.farEdge(window, tile: tile, youngest: youngest)
    }
}
