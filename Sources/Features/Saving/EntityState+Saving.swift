import Toolbox

extension EntityState {
    /// Names a fresh block's entity.
    ///
    /// - Parameter cut: the last snapshot begun, which the entity is thus no part of.
    func begin(_ key: UInt64, cut: UInt32) {
        header.pointee.key = key
        header.pointee.cut = cut
    }

    /// Writes all there is of the entity. O(bytes it holds).
    func save(to writer: StateWriter) {
        writer.put(header.pointee.key)
        writer.put(header.pointee.lastTime)
        if plan.counted != nil { writer.put(Int64(counted.pointee)) }
        header.pointee.ring.save(to: writer, stride: plan.stride)
        for index in 0..<plan.spanCount {
            writer.put(block + plan.spans[index].offset, MemoryLayout<SpanState>.size)
        }
        for index in 0..<plan.cursorCount {
            writer.put(block + plan.cursors[index].offset, MemoryLayout<CursorState>.size)
        }
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .moments, .squares, .gapMoments:
                writer.put(block + accumulator.offset, MemoryLayout<Moments>.size)
            case .ends: writer.put(block + accumulator.offset, MemoryLayout<Ends>.size)
            case .edges: break
            case .least, .greatest: save(accumulator, Extremum.self, writer)
            case .tally, .gapBins, .gapSeconds: save(accumulator, Tally.self, writer)
            case .quantiles: save(accumulator, Quantiles.self, writer)
            case .sketch: save(accumulator, DistinctSketch.self, writer)
            case .runs: save(accumulator, Runs.self, writer)
            }
        }
        for index in 0..<plan.foldingCount { saveTiles(plan.cursors[plan.folding[index]], writer) }
    }

    /// Fills a fresh block with what was saved, except for the key, which was read before. When the
    /// reader fails, what is there so far may be freed.
    func restore(from reader: StateReader) {
        header.pointee.lastTime = reader.take()
        if plan.counted != nil { counted.pointee = Int(reader.take(Int64.self)) }
        header.pointee.ring.restore(from: reader, stride: plan.stride)
        for index in 0..<plan.spanCount {
            reader.take(into: block + plan.spans[index].offset, MemoryLayout<SpanState>.size)
        }
        for index in 0..<plan.cursorCount {
            reader.take(into: block + plan.cursors[index].offset, MemoryLayout<CursorState>.size)
        }
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .moments, .squares, .gapMoments:
                reader.take(into: block + accumulator.offset, MemoryLayout<Moments>.size)
            case .ends: reader.take(into: block + accumulator.offset, MemoryLayout<Ends>.size)
            case .edges: break
            case .least, .greatest: restore(accumulator, Extremum.self, reader)
            case .tally, .gapBins, .gapSeconds: restore(accumulator, Tally.self, reader)
            case .quantiles: restore(accumulator, Quantiles.self, reader)
            case .sketch: restore(accumulator, DistinctSketch.self, reader)
            case .runs: restore(accumulator, Runs.self, reader)
            }
            guard reader.isGood else { return }
        }
        for index in 0..<plan.foldingCount {
            restoreTiles(plan.cursors[plan.folding[index]], reader)
        }
    }

    @inline(__always)
    private func save<State: Saved>(
        _ accumulator: GroupPlan.Accumulator, _: State.Type, _ writer: StateWriter
    ) {
        state(accumulator.offset, State.self).pointee.save(to: writer)
    }

    @inline(__always)
    private func restore<State: Saved>(
        _ accumulator: GroupPlan.Accumulator, _: State.Type, _ reader: StateReader
    ) {
        state(accumulator.offset, State.self).pointee.restore(from: reader)
    }
}

// MARK: Tiles

extension EntityState {
    private func saveTiles(_ cursor: GroupPlan.Cursor, _ writer: StateWriter) {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self).pointee
        writer.put(tiles.capacity)
        writer.put(tiles.start)
        writer.put(tiles.end)
        writer.put(tiles.inside)
        writer.put(tiles.folded)
        for number in tiles.start..<tiles.end {
            let tile = tiles.tile(number, tileBytes: cursor.tileBytes)
            writer.put(tile, MemoryLayout<TileHeader>.size)
            for index in cursor.accumulators {
                savePart(tile, plan.accumulators[index], cursor, writer)
            }
        }
    }

    private func restoreTiles(_ cursor: GroupPlan.Cursor, _ reader: StateReader) {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self)
        let capacity: UInt32 = reader.take()
        let start: UInt32 = reader.take()
        let end: UInt32 = reader.take()
        let inside: UInt32 = reader.take()
        let folded: UInt64 = reader.take()
        guard
            reader.check(
                start <= inside && inside <= end && end <= capacity && capacity <= 1 << 24)
        else { return }
        tiles.pointee.restore(
            capacity: capacity, start: start, end: end, inside: inside, folded: folded,
            tileBytes: cursor.tileBytes)
        for number in start..<end {
            let tile = tiles.pointee.tile(number, tileBytes: cursor.tileBytes)
            reader.take(into: tile, MemoryLayout<TileHeader>.size)
            for index in cursor.accumulators {
                restorePart(tile, plan.accumulators[index], cursor, reader)
            }
            if cursor.window != nil { tiles.pointee.held += bytesIn(tile, cursor) }
            guard reader.isGood else { return }
        }
    }

    /// What a tile keeps of one summary; see `GroupPlan.Accumulator.Kind.tileByteCount`.
    private func savePart(
        _ tile: UnsafeMutableRawPointer, _ accumulator: GroupPlan.Accumulator,
        _ cursor: GroupPlan.Cursor, _ writer: StateWriter
    ) {
        let part = tile + accumulator.tileOffset
        switch accumulator.kind {
        case .least, .greatest: writer.put(part, MemoryLayout<Int64>.size)
        case .ends, .edges: writer.put(part, MemoryLayout<Ends>.size)
        case .sketch:
            part.assumingMemoryBound(to: DistinctSketch.self).pointee.save(to: writer)
        case .runs: break
        case .moments, .squares, .gapMoments:
            if cursor.window != nil { writer.put(part, MemoryLayout<Moments>.size) }
        case .tally, .quantiles, .gapBins, .gapSeconds:
            guard cursor.window != nil else { return }
            part.assumingMemoryBound(to: CountList.self).pointee.save(to: writer)
        }
    }

    private func restorePart(
        _ tile: UnsafeMutableRawPointer, _ accumulator: GroupPlan.Accumulator,
        _ cursor: GroupPlan.Cursor, _ reader: StateReader
    ) {
        let part = tile + accumulator.tileOffset
        switch accumulator.kind {
        case .least, .greatest: reader.take(into: part, MemoryLayout<Int64>.size)
        case .ends, .edges: reader.take(into: part, MemoryLayout<Ends>.size)
        case .sketch:
            part.assumingMemoryBound(to: DistinctSketch.self).pointee.restore(from: reader)
        case .runs: break
        case .moments, .squares, .gapMoments:
            if cursor.window != nil { reader.take(into: part, MemoryLayout<Moments>.size) }
        case .tally, .quantiles, .gapBins, .gapSeconds:
            guard cursor.window != nil else { return }
            part.assumingMemoryBound(to: CountList.self).pointee.restore(from: reader)
        }
    }
}

extension Tiles {
    /// Makes empty tiles with the numbers they had; they hold nothing yet.
    fileprivate mutating func restore(
        capacity: UInt32, start: UInt32, end: UInt32, inside: UInt32, folded: UInt64,
        tileBytes: Int
    ) {
        self.capacity = capacity
        self.start = start
        self.end = end
        self.inside = inside
        self.folded = folded
        guard capacity > 0 else { return }
        let made = UnsafeMutableRawPointer.allocate(
            byteCount: Int(capacity) * tileBytes, alignment: 16)
        made.initializeMemory(
            as: UInt8.self, repeating: 0, count: Int(capacity) * tileBytes)
        base = made
    }
}
