import CEL
import Vocabulary

/// One entity's ring, cursors and summaries, laid out in a block as its group's plan says.
///
/// A view over plain memory: copying it copies nothing.
struct EntityState {
    let block: UnsafeMutableRawPointer
    private let layout: UnsafePointer<GroupPlan.Layout>

    /// - Parameter plan: alive as long as the view is used.
    @inline(__always)
    init(block: UnsafeMutableRawPointer, plan: UnsafePointer<GroupPlan.Layout>) {
        self.block = block
        layout = plan
    }

    @inline(__always)
    var plan: GroupPlan.Layout {
        @inline(__always) unsafeAddress { layout }
    }

    /// Clears a fresh block.
    static func initialize(
        _ block: UnsafeMutableRawPointer, plan layout: UnsafePointer<GroupPlan.Layout>
    ) {
        let plan = layout.pointee
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
        for index in 0..<plan.spanCount {
            at(block, plan.spans[index].offset, SpanState.self).pointee.oldestTime = .min
        }
    }

    /// Gives back what the summaries hold outside the block.
    static func freeSummaries(
        _ block: UnsafeMutableRawPointer, plan layout: UnsafePointer<GroupPlan.Layout>
    ) {
        let plan = layout.pointee
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
        let entity = EntityState(block: block, plan: layout)
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

    /// Slides a window to event time `time`, taking in records before sequence `limit`.
    @inline(__always)
    func advance(_ span: UnsafePointer<GroupPlan.Span>, to time: Int64, limit: UInt64) {
        let state = state(span.pointee.offset, SpanState.self)
        let stride = plan.stride
        let ring = header.pointee.ring
        let youngest = time - span.pointee.delay
        if state.pointee.to < ring.start { state.pointee.to = ring.start }
        while state.pointee.to < limit {
            let record = ring.record(state.pointee.to, stride: stride)
            if Int64(bitPattern: record[0]) > youngest { break }
            if record[1] & span.pointee.mask != 0 { enter(span, record, state.pointee.to) }
            state.pointee.to += 1
        }
        guard span.pointee.window != nil else { return }
        let oldest = GroupPlan.farEdge(
            span.pointee.window, tile: span.pointee.tile, youngest: youngest)
        let cursors = span.pointee.cursors
        var hasLeftTiles = false
        if span.pointee.tile != 0 {
            hasLeftTiles = leaveTiles(plan.cursors[cursors.lowerBound], edge: oldest)
        }
        let start = state.pointee.from
        if state.pointee.oldestTime > oldest, !hasLeftTiles { return }
        while state.pointee.from < state.pointee.to {
            let record = ring.record(state.pointee.from, stride: stride)
            if Int64(bitPattern: record[0]) > oldest { break }
            if record[1] & span.pointee.mask != 0 { leave(span, record, state.pointee.from) }
            state.pointee.from += 1
        }
        state.pointee.oldestTime =
            state.pointee.from < state.pointee.to
            ? ring.time(state.pointee.from, stride: stride) : .min
        if span.pointee.tile != 0 {
            dropFromTiles(
                plan.cursors[cursors.lowerBound], after: oldest,
                hasLeft: hasLeftTiles || state.pointee.from != start)
        } else if span.pointee.hasExtrema, state.pointee.from != start {
            for index in cursors {
                dropExtrema(plan.cursors[index], before: state.pointee.from)
            }
        }
    }

    /// A record comes into the window.
    @inline(__always)
    private func enter(
        _ span: UnsafePointer<GroupPlan.Span>, _ record: UnsafeMutablePointer<UInt64>,
        _ sequence: UInt64
    ) {
        for index in span.pointee.cursors where record[1] & plan.cursors[index].mask != 0 {
            enter(plan.cursors + index, record, sequence)
        }
    }

    /// A record goes out of the window.
    @inline(__always)
    private func leave(
        _ span: UnsafePointer<GroupPlan.Span>, _ record: UnsafeMutablePointer<UInt64>,
        _ sequence: UInt64
    ) {
        for index in span.pointee.cursors where record[1] & plan.cursors[index].mask != 0 {
            leave(plan.cursors + index, record, sequence)
        }
    }

    /// A record comes into the window of one stream.
    @inline(__always)
    private func enter(
        _ cursor: UnsafePointer<GroupPlan.Cursor>, _ record: UnsafeMutablePointer<UInt64>,
        _ sequence: UInt64
    ) {
        state(cursor.pointee.offset, CursorState.self).pointee.count += 1
        for index in cursor.pointee.accumulators {
            let accumulator = plan.accumulators + index
            let word = record[accumulator.pointee.word]
            switch accumulator.pointee.kind {
            case .moments:
                state(accumulator.pointee.offset, Moments.self).pointee.add(
                    word, accumulator.pointee.form, sign: 1)
            case .squares:
                state(accumulator.pointee.offset, Moments.self).pointee.addSquare(
                    word, accumulator.pointee.form, sign: 1)
            case .least, .greatest:
                push(cursor, accumulator, record, sequence)
            case .tally: state(accumulator.pointee.offset, Tally.self).pointee.add(word)
            case .ends:
                state(accumulator.pointee.offset, Ends.self).pointee.add(
                    word, time: Int64(bitPattern: record[0]))
            case .quantiles:
                state(accumulator.pointee.offset, Quantiles.self).pointee.change(
                    Quantiles.place(of: accumulator.pointee.form.number(word)), times: 1)
            case .sketch:
                state(accumulator.pointee.offset, DistinctSketch.self).pointee.add(
                    word, cap: accumulator.pointee.parameter)
            case .gapMoments, .gapBins, .gapSeconds, .runs:
                pass(.enterYoung, cursor.pointee, accumulator.pointee, sequence)
            case .edges: break
            }
        }
    }

    /// A record's value comes into a least or greatest.
    @inline(__always)
    func push(
        _ cursor: UnsafePointer<GroupPlan.Cursor>,
        _ accumulator: UnsafePointer<GroupPlan.Accumulator>,
        _ record: UnsafeMutablePointer<UInt64>, _ sequence: UInt64
    ) {
        let rank = accumulator.pointee.rank(record[accumulator.pointee.word])
        let extremum = state(accumulator.pointee.offset, Extremum.self)
        if cursor.pointee.window == nil {
            extremum.pointee.pushForGood(rank)
        } else if cursor.pointee.tile != 0 {
            extremum.pointee.push(rank, tile: cursor.pointee.tileKey(Int64(bitPattern: record[0])))
        } else {
            extremum.pointee.push(rank, sequence: sequence)
        }
    }

    /// A record goes out of the window of one stream.
    @inline(__always)
    private func leave(
        _ cursor: UnsafePointer<GroupPlan.Cursor>, _ record: UnsafeMutablePointer<UInt64>,
        _ sequence: UInt64
    ) {
        state(cursor.pointee.offset, CursorState.self).pointee.count -= 1
        for index in cursor.pointee.accumulators {
            let accumulator = plan.accumulators + index
            let word = record[accumulator.pointee.word]
            switch accumulator.pointee.kind {
            case .moments:
                state(accumulator.pointee.offset, Moments.self).pointee.add(
                    word, accumulator.pointee.form, sign: -1)
            case .squares:
                state(accumulator.pointee.offset, Moments.self).pointee.addSquare(
                    word, accumulator.pointee.form, sign: -1)
            case .tally: state(accumulator.pointee.offset, Tally.self).pointee.remove(word)
            case .quantiles:
                state(accumulator.pointee.offset, Quantiles.self).pointee.change(
                    Quantiles.place(of: accumulator.pointee.form.number(word)), times: -1)
            case .gapMoments, .gapBins, .gapSeconds, .runs:
                pass(.leaveOld, cursor.pointee, accumulator.pointee, sequence)
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
