import CEL
import Vocabulary

/// One entity's ring, cursors and summaries, laid out in a block as its group's plan says.
///
/// A view over plain memory: copying it copies nothing.
struct EntityState {
    let block: UnsafeMutableRawPointer
    let plan: GroupPlan.Layout

    /// Clears a fresh block.
    static func initialize(_ block: UnsafeMutableRawPointer, plan: GroupPlan.Layout) {
        block.initializeMemory(as: UInt8.self, repeating: 0, count: plan.blockBytes)
        block.storeBytes(
            of: EntityHeader(ring: .empty, lastTime: .min, oldestTime: .min), as: EntityHeader.self)
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            let place = block + accumulator.offset
            if accumulator.kind == .ends { place.storeBytes(of: Ends(), as: Ends.self) }
            if accumulator.kind.isTally {
                let wants = Tally.Wants(rawValue: accumulator.parameter)
                place.storeBytes(of: Tally(wants), as: Tally.self)
            }
        }
        for index in 0..<plan.cursorCount {
            at(block, plan.cursors[index].offset, CursorState.self).pointee.oldestTime = .min
        }
    }

    /// Gives back what the summaries hold outside the block.
    static func freeSummaries(_ block: UnsafeMutableRawPointer, plan: GroupPlan.Layout) {
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .tally: at(block, accumulator.offset, Tally.self).pointee.free()
            case .least, .greatest: at(block, accumulator.offset, Extremum.self).pointee.free()
            case .gapBins, .gapSeconds: at(block, accumulator.offset, Tally.self).pointee.free()
            case .quantiles: at(block, accumulator.offset, Quantiles.self).pointee.free()
            case .sketch: at(block, accumulator.offset, DistinctSketch.self).pointee.free()
            case .runs: at(block, accumulator.offset, Runs.self).pointee.free()
            case .moments, .squares, .ends, .gapMoments, .edges: break
            }
        }
        let entity = EntityState(block: block, plan: plan)
        for index in 0..<plan.foldingCount { entity.freeTiles(plan.cursors[plan.folding[index]]) }
    }

    @inline(__always)
    static func at<State>(
        _ block: UnsafeMutableRawPointer, _ offset: Int, _: State.Type
    ) -> UnsafeMutablePointer<State> {
        (block + offset).assumingMemoryBound(to: State.self)
    }

    @inline(__always)
    var header: UnsafeMutablePointer<EntityHeader> { EntityState.at(block, 0, EntityHeader.self) }

    @inline(__always)
    func state<State>(_ offset: Int, _ type: State.Type) -> UnsafeMutablePointer<State> {
        EntityState.at(block, offset, type)
    }

    /// Slides `cursor` to event time `time`, taking in records before sequence `limit`.
    @inline(__always)
    func advance(_ cursor: borrowing GroupPlan.Cursor, to time: Int64, limit: UInt64) {
        let state = state(cursor.offset, CursorState.self)
        let stride = plan.stride
        let ring = header.pointee.ring
        let youngest = time - cursor.delay
        if state.pointee.to < ring.start { state.pointee.to = ring.start }
        while state.pointee.to < limit {
            let record = ring.record(state.pointee.to, stride: stride)
            if Int64(bitPattern: record[0]) > youngest { break }
            if record[1] & cursor.mask != 0 { enter(cursor, record, state.pointee.to) }
            state.pointee.to += 1
        }
        guard cursor.window != nil else { return }
        let oldest = farEdge(cursor, youngest: youngest)
        var hasLeftTiles = false
        if cursor.tile != 0 { hasLeftTiles = leaveTiles(cursor, edge: oldest) }
        let start = state.pointee.from
        if state.pointee.oldestTime > oldest, !hasLeftTiles { return }
        while state.pointee.from < state.pointee.to {
            let record = ring.record(state.pointee.from, stride: stride)
            if Int64(bitPattern: record[0]) > oldest { break }
            if record[1] & cursor.mask != 0 { leave(cursor, record, state.pointee.from) }
            state.pointee.from += 1
        }
        state.pointee.oldestTime =
            state.pointee.from < state.pointee.to
            ? ring.time(state.pointee.from, stride: stride) : .min
        if cursor.tile != 0 {
            dropFromTiles(
                cursor, after: oldest, hasLeft: hasLeftTiles || state.pointee.from != start)
        } else if cursor.hasExtrema, state.pointee.from != start {
            dropExtrema(cursor, before: state.pointee.from)
        }
    }

    /// A record comes into the window.
    @inline(__always)
    func enter(
        _ cursor: borrowing GroupPlan.Cursor, _ record: UnsafeMutablePointer<UInt64>,
        _ sequence: UInt64
    ) {
        state(cursor.offset, CursorState.self).pointee.count += 1
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let word = record[accumulator.word]
            switch accumulator.kind {
            case .moments:
                state(accumulator.offset, Moments.self).pointee.add(
                    word, accumulator.form, sign: 1)
            case .squares:
                state(accumulator.offset, Moments.self).pointee.addSquare(
                    word, accumulator.form, sign: 1)
            case .least, .greatest:
                push(cursor, accumulator, record, sequence)
            case .tally: state(accumulator.offset, Tally.self).pointee.add(word)
            case .ends:
                state(accumulator.offset, Ends.self).pointee.add(
                    word, time: Int64(bitPattern: record[0]))
            case .quantiles:
                state(accumulator.offset, Quantiles.self).pointee.change(
                    Quantiles.place(of: accumulator.form.number(word)), times: 1)
            case .sketch:
                state(accumulator.offset, DistinctSketch.self).pointee.add(
                    word, cap: accumulator.parameter)
            case .gapMoments, .gapBins, .gapSeconds, .runs:
                pass(.enterYoung, cursor, accumulator, sequence)
            case .edges: break
            }
        }
    }

    /// A record's value comes into a least or greatest.
    @inline(__always)
    func push(
        _ cursor: borrowing GroupPlan.Cursor, _ accumulator: GroupPlan.Accumulator,
        _ record: UnsafeMutablePointer<UInt64>, _ sequence: UInt64
    ) {
        let rank = accumulator.rank(record[accumulator.word])
        let extremum = state(accumulator.offset, Extremum.self)
        if cursor.window == nil {
            extremum.pointee.pushForGood(rank)
        } else if cursor.tile != 0 {
            extremum.pointee.push(rank, tile: cursor.tileKey(Int64(bitPattern: record[0])))
        } else {
            extremum.pointee.push(rank, sequence: sequence)
        }
    }

    /// A record goes out of the window.
    @inline(__always)
    private func leave(
        _ cursor: borrowing GroupPlan.Cursor, _ record: UnsafeMutablePointer<UInt64>,
        _ sequence: UInt64
    ) {
        state(cursor.offset, CursorState.self).pointee.count -= 1
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            let word = record[accumulator.word]
            switch accumulator.kind {
            case .moments:
                state(accumulator.offset, Moments.self).pointee.add(
                    word, accumulator.form, sign: -1)
            case .squares:
                state(accumulator.offset, Moments.self).pointee.addSquare(
                    word, accumulator.form, sign: -1)
            case .tally: state(accumulator.offset, Tally.self).pointee.remove(word)
            case .quantiles:
                state(accumulator.offset, Quantiles.self).pointee.change(
                    Quantiles.place(of: accumulator.form.number(word)), times: -1)
            case .gapMoments, .gapBins, .gapSeconds, .runs:
                pass(.leaveOld, cursor, accumulator, sequence)
            case .least, .greatest, .ends, .sketch, .edges: break
            }
        }
    }

    private func dropExtrema(_ cursor: borrowing GroupPlan.Cursor, before sequence: UInt64) {
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            guard accumulator.kind == .least || accumulator.kind == .greatest else { continue }
            state(accumulator.offset, Extremum.self).pointee.drop(before: sequence)
        }
    }

    /// Makes what cannot take back right again after the far edge of a window in tiles moved to
    /// `edge`. Sketches are filled anew, at most once a tile: O(what its tiles hold).
    @inline(never)
    private func dropFromTiles(
        _ cursor: borrowing GroupPlan.Cursor, after edge: Int64, hasLeft: Bool
    ) {
        guard hasLeft else { return }
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .least, .greatest:
                state(accumulator.offset, Extremum.self).pointee.drop(
                    before: cursor.tileKey(edge + 1))
            case .sketch: rebuild(cursor, accumulator)
            default: break
            }
        }
    }
}

extension ValueForm {
    /// The word as a number.
    @inline(__always)
    func number(_ word: UInt64) -> Double {
        switch self {
        case .double: Double(bitPattern: word)
        default: Double(Int64(bitPattern: word))
        }
    }

    /// A whole number that orders words as the numbers they stand for; its own inverse.
    @inline(__always)
    func rank(_ word: UInt64) -> Int64 {
        let bits = Int64(bitPattern: word)
        return self == .double ? bits ^ (bits >> 63 & .max) : bits
    }
}

extension GroupPlan.Accumulator {
    /// What the deque of a least or greatest holds for the word.
    @inline(__always)
    func rank(_ word: UInt64) -> Int64 { kind == .least ? form.rank(word) : ~form.rank(word) }
}
