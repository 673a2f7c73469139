import CEL
import Toolbox
import Vocabulary

extension EntityState {
    /// The value of one feature, absent where the window says nothing; a text is its index.
    ///
    /// - Parameter present: the record the present event leaves.
    @inline(__always)
    func read(
        _ output: UnsafePointer<GroupPlan.Output>, time: Int64, present: UnsafePointer<UInt64>
    ) -> Value {
        let cursor = state(output.pointee.cursorOffset, CursorState.self).pointee
        guard let offset = output.pointee.accumulator else {
            if output.pointee.aggregation == .count { return .int(cursor.count) }
            return cursor.count > 0 ? readWindow(output.pointee, time: time) : .absent
        }
        switch output.pointee.aggregation {
        case .sum:
            let moments = state(offset, Moments.self).pointee
            guard moments.isFit else { return .absent }
            guard output.pointee.form == .int else { return .double(moments.sum.double) }
            return moments.sum.int.map { .int($0) } ?? .absent
        case .mean:
            return .orAbsent(state(offset, Moments.self).pointee.mean(count: cursor.count))
        case .standardDeviation:
            return .orAbsent(
                state(offset, Moments.self).pointee.standardDeviation(count: cursor.count))
        case .variance:
            return .orAbsent(state(offset, Moments.self).pointee.variance(count: cursor.count))
        case .min: return extreme(state(offset, Extremum.self).pointee.least, output.pointee.form)
        case .max:
            let least = state(offset, Extremum.self).pointee.least
            return extreme(least.map { ~$0 }, output.pointee.form)
        case .distinct:
            guard output.pointee.setting != 0 else {
                return .int(Int64(state(offset, Tally.self).pointee.distinct))
            }
            return .int(
                state(offset, DistinctSketch.self).pointee.distinct(
                    cap: Int64(output.pointee.setting)))
        case .topShare, .gapTopShare:
            return .orAbsent(state(offset, Tally.self).pointee.topShare)
        case .herfindahl: return .orAbsent(state(offset, Tally.self).pointee.herfindahl)
        case .entropy, .gapEntropy: return .orAbsent(state(offset, Tally.self).pointee.entropy)
        case .quantile:
            return .orAbsent(
                state(offset, Quantiles.self).pointee.quantile(
                    Double(bitPattern: output.pointee.setting)))
        case .gapMean, .gapVariation, .longestSpan, .zScore:
            return readOrder(output.pointee, cursor, state: offset, present)
        case .count: return .int(cursor.count)
        case .first, .last, .sinceFirst, .sinceLast:
            let ends = state(offset, Ends.self).pointee
            guard !ends.isEmpty else { return .absent }
            return end(
                output.pointee,
                value: output.pointee.aggregation == .first ? ends.firstValue : ends.lastValue,
                at: output.pointee.aggregation == .sinceFirst ? ends.firstTime : ends.lastTime,
                time: time)
        }
    }

    /// What tells of gaps, of runs, and of the present event beside the others.
    @inline(never)
    private func readOrder(
        _ output: GroupPlan.Output, _ cursor: CursorState, state offset: Int,
        _ present: UnsafePointer<UInt64>
    ) -> Value {
        switch output.aggregation {
        case .gapMean:
            let mean = state(offset, Moments.self).pointee.mean(count: cursor.count - 1)
            return .orAbsent(mean.map { $0 / 1000 })
        case .gapVariation:
            let moments = state(offset, Moments.self).pointee
            guard let mean = moments.mean(count: cursor.count - 1), mean > 0 else { return .absent }
            return .orAbsent(
                moments.standardDeviation(count: cursor.count - 1).map { $0 / mean })
        case .longestSpan:
            let span = state(offset, Runs.self).pointee.longest()
            return .orAbsent(span.map { Double($0) / 1000 })
        default:
            let moments = state(offset, Moments.self).pointee
            guard present[1] & output.mask != 0, let mean = moments.mean(count: cursor.count),
                let deviation = moments.standardDeviation(count: cursor.count), deviation > 0
            else { return .absent }
            let score = (output.form.number(present[output.word]) - mean) / deviation
            return score.isFinite ? .double(score) : .absent
        }
    }

    /// The ends of a bounded window that is not empty.
    @inline(never)
    private func readWindow(_ output: GroupPlan.Output, time: Int64) -> Value {
        let cursor = plan.cursors[Int(output.cursor)]
        if cursor.tile != 0 { return readTiles(output, time: time) }
        let position = state(cursor.spanOffset, SpanState.self).pointee
        let isFirst = output.aggregation == .first || output.aggregation == .sinceFirst
        let ring = header.pointee.ring
        var sequence = isFirst ? position.from : position.to - 1
        while ring.record(sequence, stride: plan.stride)[1] & output.mask == 0 {
            sequence = isFirst ? sequence + 1 : sequence - 1
        }
        let record = ring.record(sequence, stride: plan.stride)
        return end(
            output, value: record[output.word], at: Int64(bitPattern: record[0]), time: time)
    }

    /// The ends of a window in tiles.
    @inline(never)
    private func readTiles(_ output: GroupPlan.Output, time: Int64) -> Value {
        let cursor = plan.cursors[Int(output.cursor)]
        let position = state(cursor.spanOffset, SpanState.self).pointee
        let tiles = state(cursor.tiles.unsafelyUnwrapped, Tiles.self).pointee
        let ring = header.pointee.ring
        let isFirst = output.aggregation == .first || output.aggregation == .sinceFirst
        var sequence = position.from
        if isFirst {
            if tiles.inside < tiles.end { return readTile(output, tiles, tiles.inside, time) }
            while ring.record(sequence, stride: plan.stride)[1] & output.mask == 0 { sequence += 1 }
        } else {
            sequence = position.to
            repeat {
                if sequence == position.from {
                    return readTile(output, tiles, tiles.end - 1, time)
                }
                sequence -= 1
            } while ring.record(sequence, stride: plan.stride)[1] & output.mask == 0
        }
        let record = ring.record(sequence, stride: plan.stride)
        return end(
            output, value: record[output.word], at: Int64(bitPattern: record[0]), time: time)
    }

    /// The end of a window that lies in a tile.
    private func readTile(
        _ output: GroupPlan.Output, _ tiles: Tiles, _ number: UInt32, _ time: Int64
    ) -> Value {
        let cursor = plan.cursors[Int(output.cursor)]
        let header = tiles.header(number, tileBytes: cursor.tileBytes).pointee
        switch output.aggregation {
        case .sinceFirst: return end(output, value: 0, at: header.firstTime, time: time)
        case .sinceLast: return end(output, value: 0, at: header.lastTime, time: time)
        default:
            let ends = (tiles.tile(number, tileBytes: cursor.tileBytes) + Int(output.setting))
                .load(as: Ends.self)
            return end(
                output, value: output.aggregation == .first ? ends.firstValue : ends.lastValue,
                at: time, time: time)
        }
    }

    private func end(
        _ output: GroupPlan.Output, value: UInt64, at: Int64, time: Int64
    ) -> Value {
        switch output.aggregation {
        case .sinceFirst, .sinceLast: return .double(Double(time - at) / 1000)
        default: break
        }
        switch output.form {
        case .int: return .int(Int64(bitPattern: value))
        case .double: return .double(Double(bitPattern: value))
        case .bool: return .bool(value != 0)
        case .timestamp:
            let instant = CivilTime(milliseconds: Int64(bitPattern: value))
            return .timestamp(seconds: instant.seconds, nanoseconds: instant.nanoseconds)
        case .text: return .uint(value)
        case .identity: return .absent
        }
    }

    private func extreme(_ rank: Int64?, _ form: ValueForm) -> Value {
        guard let rank else { return .absent }
        let word = form.rank(UInt64(bitPattern: rank))
        return form == .int ? .int(word) : .double(Double(bitPattern: UInt64(bitPattern: word)))
    }
}

extension Value {
    @inline(__always)
    static func orAbsent(_ value: Double?) -> Value { value.map { .double($0) } ?? .absent }

    /// A hash of what the value is; equal values have equal identities. Never 0.
    @inline(__always)
    package var identity: UInt64 {
        switch kind {
        case .string, .bytes: return Hash64.of(asBytes)
        case .ip: return addressHash
        default:
            return Hash64.mix(bits ^ UInt64(aux), 0x9E37_79B9_7F4A_7C15 ^ UInt64(kind.rawValue)) | 1
        }
    }
}
