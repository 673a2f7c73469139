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
            of: EntityHeader(ring: .empty, lastTime: .min), as: EntityHeader.self)
        for index in 0..<plan.accumulatorCount
        where plan.accumulators[index].kind == .ends {
            (block + plan.accumulators[index].offset).storeBytes(of: Ends(), as: Ends.self)
        }
    }

    /// Gives back what the summaries hold outside the block.
    static func freeSummaries(_ block: UnsafeMutableRawPointer, plan: GroupPlan.Layout) {
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .tally: at(block, accumulator.offset, Tally.self).pointee.free()
            case .least, .greatest: at(block, accumulator.offset, Extremum.self).pointee.free()
            case .moments, .squares, .ends: break
            }
        }
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
        guard let window = cursor.window else { return }
        let oldest = youngest - window
        let start = state.pointee.from
        while state.pointee.from < state.pointee.to {
            let record = ring.record(state.pointee.from, stride: stride)
            if Int64(bitPattern: record[0]) > oldest { break }
            if record[1] & cursor.mask != 0 { leave(cursor, record) }
            state.pointee.from += 1
        }
        if cursor.hasExtrema, state.pointee.from != start {
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
                let rank = accumulator.rank(word)
                let extremum = state(accumulator.offset, Extremum.self)
                if cursor.window == nil {
                    extremum.pointee.pushForGood(rank)
                } else {
                    extremum.pointee.push(rank, sequence: sequence)
                }
            case .tally: state(accumulator.offset, Tally.self).pointee.add(word)
            case .ends:
                state(accumulator.offset, Ends.self).pointee.add(
                    word, time: Int64(bitPattern: record[0]))
            }
        }
    }

    /// A record goes out of the window.
    @inline(__always)
    private func leave(
        _ cursor: borrowing GroupPlan.Cursor, _ record: UnsafeMutablePointer<UInt64>
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
            case .least, .greatest, .ends: break
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

    /// Makes every cursor right again after a record slipped in at `sequence`, behind the young
    /// end. `asOf` is the time to which the cursors had been advanced.
    func adjust(forInsertedAt sequence: UInt64, time: Int64, asOf: Int64) {
        for index in 0..<plan.cursorCount {
            let cursor = plan.cursors[index]
            let state = state(cursor.offset, CursorState.self)
            let youngest = asOf - cursor.delay
            if let window = cursor.window, time <= youngest - window {
                state.pointee.from += 1
                state.pointee.to += 1
                rebuildExtrema(cursor)
            } else if time <= youngest {
                state.pointee.to += 1
                let record = header.pointee.ring.record(sequence, stride: plan.stride)
                if record[1] & cursor.mask != 0 { enter(cursor, record, sequence) }
                rebuildExtrema(cursor)
            }
        }
    }

    /// Fills the deques anew from the records in the window.
    private func rebuildExtrema(_ cursor: borrowing GroupPlan.Cursor) {
        let held = state(cursor.offset, CursorState.self).pointee
        let ring = header.pointee.ring
        guard cursor.window != nil, cursor.hasExtrema else { return }
        for index in cursor.accumulators {
            let accumulator = plan.accumulators[index]
            guard accumulator.kind == .least || accumulator.kind == .greatest else { continue }
            let extremum = state(accumulator.offset, Extremum.self)
            extremum.pointee.removeAll()
            var sequence = held.from
            while sequence < held.to {
                let record = ring.record(sequence, stride: plan.stride)
                if record[1] & cursor.mask != 0 {
                    extremum.pointee.push(
                        accumulator.rank(record[accumulator.word]), sequence: sequence)
                }
                sequence += 1
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
