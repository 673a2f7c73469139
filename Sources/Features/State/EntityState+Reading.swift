import CEL
import Toolbox
import Vocabulary

extension EntityState {
    /// The value of one feature, absent where the window says nothing; a text is its index.
    @inline(__always)
    func read(_ output: GroupPlan.Output, time: Int64) -> Value {
        let cursor = state(output.cursorOffset, CursorState.self).pointee
        guard let offset = output.accumulator else {
            return readWindow(output, cursor, time: time)
        }
        switch output.aggregation {
        case .sum:
            let moments = state(offset, Moments.self).pointee
            guard moments.isFit else { return .absent }
            guard output.form == .int else { return .double(moments.sum.double) }
            return moments.sum.int.map { .int($0) } ?? .absent
        case .mean:
            return .orAbsent(state(offset, Moments.self).pointee.mean(count: cursor.count))
        case .standardDeviation:
            return .orAbsent(
                state(offset, Moments.self).pointee.standardDeviation(count: cursor.count))
        case .min: return extreme(state(offset, Extremum.self).pointee.least, output.form)
        case .max:
            let least = state(offset, Extremum.self).pointee.least
            return extreme(least.map { ~$0 }, output.form)
        case .distinct: return .int(Int64(state(offset, Tally.self).pointee.distinct))
        case .topShare: return .orAbsent(state(offset, Tally.self).pointee.topShare)
        case .entropy: return .orAbsent(state(offset, Tally.self).pointee.entropy)
        case .count: return .int(cursor.count)
        case .first, .last, .sinceFirst, .sinceLast:
            let ends = state(offset, Ends.self).pointee
            guard !ends.isEmpty else { return .absent }
            return end(
                output, value: output.aggregation == .first ? ends.firstValue : ends.lastValue,
                at: output.aggregation == .sinceFirst ? ends.firstTime : ends.lastTime,
                time: time)
        }
    }

    /// What the cursors alone answer: counts, and the ends of a bounded window.
    private func readWindow(
        _ output: GroupPlan.Output, _ cursor: CursorState, time: Int64
    ) -> Value {
        if output.aggregation == .count { return .int(cursor.count) }
        guard cursor.count > 0 else { return .absent }
        let isFirst = output.aggregation == .first || output.aggregation == .sinceFirst
        let ring = header.pointee.ring
        var sequence = isFirst ? cursor.from : cursor.to - 1
        while ring.record(sequence, stride: plan.stride)[1] & output.mask == 0 {
            sequence = isFirst ? sequence + 1 : sequence - 1
        }
        let record = ring.record(sequence, stride: plan.stride)
        return end(
            output, value: record[output.word], at: Int64(bitPattern: record[0]), time: time)
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

    /// Bytes that the ring and the summaries hold outside the block.
    var bytesOutside: Int {
        var bytes = header.pointee.ring.bytes(stride: plan.stride)
        for index in 0..<plan.accumulatorCount {
            let accumulator = plan.accumulators[index]
            switch accumulator.kind {
            case .tally: bytes += state(accumulator.offset, Tally.self).pointee.bytes
            case .least, .greatest: bytes += state(accumulator.offset, Extremum.self).pointee.bytes
            case .moments, .squares, .ends: break
            }
        }
        return bytes
    }

    func copyBytes(of accumulator: GroupPlan.Accumulator, from other: EntityState) {
        (block + accumulator.offset).copyMemory(
            from: other.block + accumulator.offset, byteCount: accumulator.byteCount)
    }

    func clearBytes(of accumulator: GroupPlan.Accumulator) {
        (block + accumulator.offset).initializeMemory(
            as: UInt8.self, repeating: 0, count: accumulator.byteCount)
    }
}

extension GroupPlan.Accumulator {
    var byteCount: Int {
        switch kind {
        case .moments, .squares: MemoryLayout<Moments>.stride
        case .least, .greatest: MemoryLayout<Extremum>.stride
        case .tally: MemoryLayout<Tally>.stride
        case .ends: MemoryLayout<Ends>.stride
        }
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
