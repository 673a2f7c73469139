import Vocabulary

// What no event to come can change or cut goes from the ring into tiles.

extension EntityState {
    /// Moves records into tiles that no event from `horizon` on can change or leave out, and
    /// forgets tiles that none can reach. Amortised O(1) a record.
    @inline(never)
    func fold(_ cursor: borrowing GroupPlan.Cursor, horizon: Int64) {
        guard let offset = cursor.tiles else { return }
        let tiles = state(offset, Tiles.self)
        let position = state(cursor.spanOffset, SpanState.self)
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
                if tileEnd - 1 > cursor.farEdge(youngest: limit) {
                    makeTile(copy cursor, first..<end, hasLeft: position.pointee.from >= end)
                }
            }
            tiles.pointee.folded = end
            position.pointee.from = max(position.pointee.from, end)
        }
        if isForGood { forgetRuns(cursor, before: limit) } else { dropTiles(cursor, limit) }
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
            tiles.pointee.held += bytesIn(tile, cursor)
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
}
