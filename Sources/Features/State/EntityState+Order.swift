import Vocabulary

// Summaries of the order of events: gaps and runs change with an event's neighbour in the window.

extension EntityState {
    /// At which end of the window an event comes or goes.
    enum Passage {
        case enterYoung, leaveYoung, enterOld, leaveOld

        var sign: Int64 { self == .enterYoung || self == .enterOld ? 1 : -1 }
    }

    /// Changes a summary of gaps or runs by the record with `sequence`, which is at the end of the
    /// window where it passes. O(records to its neighbour): each is looked at once a passage.
    @inline(never)
    func pass(
        _ passage: Passage, _ cursor: borrowing GroupPlan.Cursor,
        _ accumulator: GroupPlan.Accumulator, _ sequence: UInt64
    ) {
        let time = header.pointee.ring.time(sequence, stride: plan.stride)
        let isYoung = passage == .enterYoung || passage == .leaveYoung
        let neighbour =
            isYoung
            ? previousTime(cursor, before: sequence) : nextTime(cursor, from: sequence + 1)
        guard accumulator.kind == .runs else {
            guard let neighbour else { return }
            let gap = isYoung ? time - neighbour : neighbour - time
            return change(accumulator, gap: gap, sign: passage.sign)
        }
        let runs = state(accumulator.offset, Runs.self)
        let rest = accumulator.parameter
        switch passage {
        case .enterYoung: runs.pointee.enterYoung(time, previous: neighbour, rest: rest)
        case .leaveYoung: runs.pointee.leaveYoung(time, previous: neighbour, rest: rest)
        case .enterOld: runs.pointee.enterOld(time, next: neighbour, rest: rest)
        case .leaveOld: runs.pointee.leaveOld(time, next: neighbour, rest: rest)
        }
    }

    /// Takes one gap of `gap` milliseconds in or out.
    func change(_ accumulator: GroupPlan.Accumulator, gap: Int64, sign: Int64) {
        switch accumulator.kind {
        case .gapMoments:
            state(accumulator.offset, Moments.self).pointee.addSquare(
                UInt64(bitPattern: gap), .int, sign: sign)
        case .gapBins, .gapSeconds:
            let tally = state(accumulator.offset, Tally.self)
            let key = accumulator.kind.gapKey(gap)
            if sign > 0 { tally.pointee.add(key) } else { tally.pointee.remove(key) }
        default: break
        }
    }

    /// Time of the window's last event before the record with `sequence`.
    private func previousTime(
        _ cursor: borrowing GroupPlan.Cursor, before sequence: UInt64
    ) -> Int64? {
        let ring = header.pointee.ring
        let from = max(state(cursor.spanOffset, SpanState.self).pointee.from, ring.start)
        var sequence = sequence
        while sequence > from {
            sequence -= 1
            let record = ring.record(sequence, stride: plan.stride)
            if record[1] & cursor.mask != 0 { return Int64(bitPattern: record[0]) }
        }
        guard let offset = cursor.tiles else { return nil }
        let tiles = state(offset, Tiles.self).pointee
        guard tiles.inside < tiles.end else { return nil }
        return tiles.header(tiles.end - 1, tileBytes: cursor.tileBytes).pointee.lastTime
    }

    /// Time of the window's first event at the record with sequence `start` or after it.
    func nextTime(_ cursor: borrowing GroupPlan.Cursor, from start: UInt64) -> Int64? {
        let ring = header.pointee.ring
        let to = state(cursor.spanOffset, SpanState.self).pointee.to
        var sequence = max(start, ring.start)
        while sequence < to {
            let record = ring.record(sequence, stride: plan.stride)
            if record[1] & cursor.mask != 0 { return Int64(bitPattern: record[0]) }
            sequence += 1
        }
        return nil
    }
}

extension GroupPlan.Accumulator.Kind {
    /// What a gap of `milliseconds` is counted as: whole seconds, or the power of two above it.
    func gapKey(_ milliseconds: Int64) -> UInt64 {
        self == .gapSeconds
            ? UInt64(milliseconds + 500) / 1000
            : UInt64(Int64.bitWidth - milliseconds.leadingZeroBitCount)
    }

    var isOfGaps: Bool { self == .gapMoments || self == .gapBins || self == .gapSeconds }
}
