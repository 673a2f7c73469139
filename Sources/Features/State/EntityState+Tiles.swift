import Vocabulary

// Windows in tiles, and the past of windows without end: records go from the ring into tiles.

extension EntityState {
    /// Times up to this one have left the window that reaches to `youngest`.
    ///
    /// In tiles: only those that lie in the window as a whole count, so the edge moves up to the
    /// end of a tile.
    @inline(__always)
    func farEdge(_ cursor: borrowing GroupPlan.Cursor, youngest: Int64) -> Int64 {
        let edge = youngest - cursor.window.unsafelyUnwrapped
        return cursor.tile == 0 ? edge : edge.floored(to: cursor.tile) + cursor.tile - 1
    }

    /// Lets tiles leave that lie at or before `edge`; whether there were any.
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
        return nextTime(cursor, from: state(cursor.offset, CursorState.self).pointee.from)
    }

    /// Moves records into tiles that no event from `horizon` on can change or leave out, and
    /// forgets tiles that none can reach. Amortised O(1) a record.
    func fold(_ cursor: borrowing GroupPlan.Cursor, horizon: Int64) {
        guard let offset = cursor.tiles else { return }
        let tiles = state(offset, Tiles.self)
        let position = state(cursor.offset, CursorState.self)
        let isForGood = cursor.window == nil
        let limit = horizon - cursor.delay
        let closed = isForGood ? limit : limit.floored(to: cursor.tile)
        let ring = header.pointee.ring
        if tiles.pointee.folded < ring.start { tiles.pointee.folded = ring.start }
        while tiles.pointee.folded < position.pointee.to {
            let first = tiles.pointee.folded
            let time = ring.time(first, stride: plan.stride)
            guard time < closed else { break }
            var end = first + 1
            if isForGood {
                foldForGood(cursor, first)
            } else {
                let tileEnd = time.floored(to: cursor.tile) + cursor.tile
                while end < position.pointee.to, ring.time(end, stride: plan.stride) < tileEnd {
                    end += 1
                }
                // A tile beyond the reach of every event to come is not made at all.
                if tileEnd - 1 > farEdge(cursor, youngest: limit) {
                    makeTile(copy cursor, first..<end, hasLeft: position.pointee.from >= end)
                }
            }
            tiles.pointee.folded = end
            position.pointee.from = max(position.pointee.from, end)
        }
        if isForGood { forgetRuns(cursor, before: limit) } else { dropTiles(cursor, limit) }
    }

    private func dropTiles(_ cursor: borrowing GroupPlan.Cursor, _ youngest: Int64) {
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self)
        let edge = farEdge(cursor, youngest: youngest)
        while tiles.pointee.start < tiles.pointee.inside {
            let number = tiles.pointee.start
            guard
                tiles.pointee.header(number, tileBytes: cursor.tileBytes).pointee.lastTime <= edge
            else { return }
            freeTile(cursor, number)
            tiles.pointee.dropFirst()
        }
    }

    private func forgetRuns(_ cursor: borrowing GroupPlan.Cursor, before time: Int64) {
        for index in cursor.accumulators where plan.accumulators[index].kind == .runs {
            state(plan.accumulators[index].offset, Runs.self).pointee.forget(before: time)
        }
    }

    /// Takes one record into the tile of a window without end.
    private func foldForGood(_ cursor: borrowing GroupPlan.Cursor, _ sequence: UInt64) {
        let record = header.pointee.ring.record(sequence, stride: plan.stride)
        guard record[1] & cursor.mask != 0 else { return }
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self)
        let time = Int64(bitPattern: record[0])
        let isFirst = tiles.pointee.end == 0
        let tile =
            isFirst
            ? tiles.pointee.append(tileBytes: cursor.tileBytes)
            : tiles.pointee.tile(0, tileBytes: cursor.tileBytes)
        let header = tile.assumingMemoryBound(to: TileHeader.self)
        if isFirst { header.pointee.firstTime = time }
        header.pointee.count += 1
        header.pointee.lastTime = time
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let part = tile + accumulator.tileOffset
            let word = record[accumulator.word]
            switch accumulator.kind {
            case .least, .greatest:
                let rank = accumulator.rank(word)
                let least = part.assumingMemoryBound(to: Int64.self)
                least.pointee = isFirst ? rank : min(rank, least.pointee)
            case .ends:
                let ends = part.assumingMemoryBound(to: Ends.self)
                if isFirst { ends.pointee = Ends() }
                ends.pointee.add(word, time: time)
            case .sketch:
                part.assumingMemoryBound(to: DistinctSketch.self).pointee.add(
                    word, cap: accumulator.parameter)
            default: break
            }
        }
    }
}

extension EntityState {
    /// Makes a tile of records, all of one tile and none to come; none where the stream has none.
    private func makeTile(
        _ cursor: GroupPlan.Cursor, _ sequences: Range<UInt64>, hasLeft: Bool
    ) {
        let ring = header.pointee.ring
        withUnsafeTemporaryAllocation(
            of: UnsafeMutablePointer<UInt64>.self, capacity: sequences.count
        ) { room in
            var count = 0
            for sequence in sequences {
                let record = ring.record(sequence, stride: plan.stride)
                guard record[1] & cursor.mask != 0 else { continue }
                room.initializeElement(at: count, to: record)
                count += 1
            }
            guard count > 0 else { return }
            let records = UnsafeMutableBufferPointer(rebasing: room[..<count])
            let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self)
            let tile = tiles.pointee.append(tileBytes: cursor.tileBytes)
            if hasLeft { tiles.pointee.inside = tiles.pointee.end }
            tile.storeBytes(
                of: TileHeader(
                    count: Int64(count), firstTime: Int64(bitPattern: records[0][0]),
                    lastTime: Int64(bitPattern: records[count - 1][0])), as: TileHeader.self)
            for index in cursor.accumulators {
                let accumulator = plan.accumulators[index]
                fill(tile + accumulator.tileOffset, accumulator, records)
            }
        }
    }

    /// Fills what a tile keeps of one summary from its records, in order of time.
    private func fill(
        _ part: UnsafeMutableRawPointer, _ accumulator: GroupPlan.Accumulator,
        _ records: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt64>>
    ) {
        let word = accumulator.word
        switch accumulator.kind {
        case .moments, .squares:
            let moments = part.assumingMemoryBound(to: Moments.self)
            for record in records {
                if accumulator.kind == .squares {
                    moments.pointee.addSquare(record[word], accumulator.form, sign: 1)
                } else {
                    moments.pointee.add(record[word], accumulator.form, sign: 1)
                }
            }
        case .gapMoments:
            let moments = part.assumingMemoryBound(to: Moments.self)
            for index in 1..<max(1, records.count) {
                moments.pointee.addSquare(
                    records[index][0] &- records[index - 1][0], .int, sign: 1)
            }
        case .least, .greatest:
            let least = records.lazy.map { accumulator.rank($0[word]) }.min()
            part.storeBytes(of: least.unsafelyUnwrapped, as: Int64.self)
        case .tally: storeCounts(part, records.count) { records[$0][word] }
        case .quantiles:
            storeCounts(part, records.count) {
                let place = Quantiles.place(of: accumulator.form.number(records[$0][word]))
                return UInt64(bitPattern: Int64(place))
            }
        case .gapBins, .gapSeconds:
            storeCounts(part, records.count - 1) {
                accumulator.kind.gapKey(
                    Int64(bitPattern: records[$0 + 1][0] &- records[$0][0]))
            }
        case .sketch:
            let sketch = part.assumingMemoryBound(to: DistinctSketch.self)
            for record in records { sketch.pointee.add(record[word], cap: accumulator.parameter) }
        case .ends, .edges:
            let ends = part.assumingMemoryBound(to: Ends.self)
            ends.pointee = Ends()
            for record in records {
                ends.pointee.add(record[word], time: Int64(bitPattern: record[0]))
            }
        case .runs: break
        }
    }

    /// Stores how often each key came; nothing where there are none, as zeros stand for that.
    private func storeCounts(
        _ part: UnsafeMutableRawPointer, _ count: Int, key: (Int) -> UInt64
    ) {
        guard count > 0 else { return }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { keys in
            for index in 0..<count { keys.initializeElement(at: index, to: key(index)) }
            part.storeBytes(of: CountList(keys), as: CountList.self)
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

    /// Bytes of a cursor's tiles and of what they hold.
    func tileBytes(_ cursor: borrowing GroupPlan.Cursor) -> Int {
        guard let offset = cursor.tiles else { return 0 }
        let tiles = state(offset, Tiles.self).pointee
        var bytes = tiles.bytes(tileBytes: cursor.tileBytes)
        for number in tiles.start..<tiles.end {
            let tile = tiles.tile(number, tileBytes: cursor.tileBytes)
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
        }
        return bytes
    }
}
