import Vocabulary

// Back to the past: a late event is computed in windows as they stood at its own time.

extension EntityState {
    /// Moves a window back to event time `time`, no earlier than the horizon to which records and
    /// tiles are kept. O(records and tiles it moves over), and O(those in the window) where it has
    /// summaries that cannot be taken back.
    func rewind(_ span: UnsafePointer<GroupPlan.Span>, to time: Int64) {
        let youngest = time - span.pointee.delay
        state(span.pointee.offset, SpanState.self).pointee.oldestTime = .min
        rewindFar(span, youngest)
        rewindNear(span, youngest)
        for index in span.pointee.cursors {
            let cursor = plan.cursors[index]
            for index in cursor.accumulators where plan.accumulators[index].kind.isRebuilt {
                rebuild(cursor, plan.accumulators[index])
            }
        }
    }

    /// Takes in again, youngest first, what has left at the old end.
    private func rewindFar(_ span: UnsafePointer<GroupPlan.Span>, _ youngest: Int64) {
        guard span.pointee.window != nil else { return }
        let edge = GroupPlan.farEdge(
            span.pointee.window, tile: span.pointee.tile, youngest: youngest)
        let position = state(span.pointee.offset, SpanState.self)
        let cursor = plan.cursors[span.pointee.cursors.lowerBound]
        let ring = header.pointee.ring
        var start = ring.start
        if let offset = cursor.tiles {
            start = max(start, state(offset, Tiles.self).pointee.folded)
        }
        while position.pointee.from > start {
            let sequence = position.pointee.from - 1
            let record = ring.record(sequence, stride: plan.stride)
            if Int64(bitPattern: record[0]) <= edge { return }
            pass(.enterOld, span, record, sequence)
            position.pointee.from = sequence
        }
        guard let offset = cursor.tiles else { return }
        let tiles = state(offset, Tiles.self)
        while tiles.pointee.inside > tiles.pointee.start {
            let number = tiles.pointee.inside - 1
            let header = tiles.pointee.header(number, tileBytes: cursor.tileBytes)
            if header.pointee.lastTime <= edge { return }
            change(cursor, byTile: number, sign: 1)
            tiles.pointee.inside = number
        }
    }

    /// Takes back, youngest first, what had not come at `youngest`.
    private func rewindNear(_ span: UnsafePointer<GroupPlan.Span>, _ youngest: Int64) {
        let position = state(span.pointee.offset, SpanState.self)
        let ring = header.pointee.ring
        let start = max(position.pointee.from, ring.start)
        while position.pointee.to > start {
            let sequence = position.pointee.to - 1
            let record = ring.record(sequence, stride: plan.stride)
            if Int64(bitPattern: record[0]) <= youngest { return }
            pass(.leaveYoung, span, record, sequence)
            position.pointee.to = sequence
        }
    }

    /// Takes a record in or out at the end that is not its own in the run of time.
    private func pass(
        _ passage: Passage, _ span: UnsafePointer<GroupPlan.Span>,
        _ record: UnsafeMutablePointer<UInt64>, _ sequence: UInt64
    ) {
        for index in span.pointee.cursors where record[1] & plan.cursors[index].mask != 0 {
            pass(passage, plan.cursors[index], record, sequence)
        }
    }

    /// As above, for one stream.
    private func pass(
        _ passage: Passage, _ cursor: borrowing GroupPlan.Cursor,
        _ record: UnsafeMutablePointer<UInt64>, _ sequence: UInt64
    ) {
        let sign = passage.sign
        state(cursor.offset, CursorState.self).pointee.count += sign
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let word = record[accumulator.word]
            switch accumulator.kind {
            case .moments:
                state(accumulator.offset, Moments.self).pointee.add(
                    word, accumulator.form, sign: sign)
            case .squares:
                state(accumulator.offset, Moments.self).pointee.addSquare(
                    word, accumulator.form, sign: sign)
            case .tally:
                let tally = state(accumulator.offset, Tally.self)
                if sign > 0 { tally.pointee.add(word) } else { tally.pointee.remove(word) }
            case .quantiles:
                state(accumulator.offset, Quantiles.self).pointee.change(
                    Quantiles.place(of: accumulator.form.number(word)), times: sign)
            case .gapMoments, .gapBins, .gapSeconds, .runs:
                pass(passage, cursor, accumulator, sequence)
            case .least, .greatest, .ends, .sketch, .edges: break
            }
        }
    }

    /// Fills a summary anew from the tiles and the records in its window. O(those).
    func rebuild(_ cursor: borrowing GroupPlan.Cursor, _ accumulator: GroupPlan.Accumulator) {
        clear(accumulator)
        if let offset = cursor.tiles {
            let tiles = state(offset, Tiles.self).pointee
            for number in tiles.inside..<tiles.end {
                enter(tiles.tile(number, tileBytes: cursor.tileBytes), cursor, accumulator)
            }
        }
        let position = state(cursor.spanOffset, SpanState.self).pointee
        let ring = header.pointee.ring
        var sequence = max(position.from, ring.start)
        while sequence < position.to {
            let record = ring.record(sequence, stride: plan.stride)
            if record[1] & cursor.mask != 0 { enter(record, cursor, accumulator, sequence) }
            sequence += 1
        }
    }

    private func clear(_ accumulator: GroupPlan.Accumulator) {
        switch accumulator.kind {
        case .least, .greatest: state(accumulator.offset, Extremum.self).pointee.removeAll()
        case .ends: state(accumulator.offset, Ends.self).pointee = Ends()
        case .sketch: state(accumulator.offset, DistinctSketch.self).pointee.free()
        default: break
        }
    }

    /// Takes a record into a summary that is filled anew.
    private func enter(
        _ record: UnsafeMutablePointer<UInt64>, _ cursor: borrowing GroupPlan.Cursor,
        _ accumulator: GroupPlan.Accumulator, _ sequence: UInt64
    ) {
        switch accumulator.kind {
        case .least, .greatest:
            withUnsafePointer(to: cursor) { cursor in
                withUnsafePointer(to: accumulator) { push(cursor, $0, record, sequence) }
            }
        case .ends:
            state(accumulator.offset, Ends.self).pointee.add(
                record[accumulator.word], time: Int64(bitPattern: record[0]))
        case .sketch:
            state(accumulator.offset, DistinctSketch.self).pointee.add(
                record[accumulator.word], cap: accumulator.parameter)
        default: break
        }
    }

    /// Takes what a tile keeps of a summary into the summary.
    private func enter(
        _ tile: UnsafeMutableRawPointer, _ cursor: borrowing GroupPlan.Cursor,
        _ accumulator: GroupPlan.Accumulator
    ) {
        let part = tile + accumulator.tileOffset
        switch accumulator.kind {
        case .least, .greatest:
            let extremum = state(accumulator.offset, Extremum.self)
            let rank = part.load(as: Int64.self)
            if cursor.window == nil {
                extremum.pointee.pushForGood(rank)
            } else {
                extremum.pointee.push(
                    rank, tile: cursor.tileKey(tile.load(as: TileHeader.self).lastTime))
            }
        case .ends: state(accumulator.offset, Ends.self).pointee = part.load(as: Ends.self)
        case .sketch:
            state(accumulator.offset, DistinctSketch.self).pointee.merge(
                part.load(as: DistinctSketch.self), cap: accumulator.parameter)
        default: break
        }
    }
}

extension GroupPlan.Cursor {
    /// What stands for a tile in a deque: rises with time.
    func tileKey(_ time: Int64) -> UInt64 {
        UInt64(bitPattern: time.floored(to: tile)) ^ 1 << 63
    }
}
