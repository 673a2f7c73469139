import Toolbox

// What summaries hold, as bytes that depend on nothing but what they hold and how large their
// memory is: no address, and nothing of memory that is not in use. Each is made again exactly.

/// What holds memory outside an entity's block.
protocol Saved {
    func save(to writer: StateWriter)
    /// Fills `self`, which is empty, from what was saved. What is there when the reader fails may
    /// be freed.
    mutating func restore(from reader: StateReader)
}

extension StateReader {
    /// How much memory a table or ring had; refused where it is no power of two or too small.
    func takeCapacity(holding count: UInt32) -> UInt32 {
        let capacity: UInt32 = take()
        let isPower = capacity & (capacity &- 1) == 0
        return check(isPower && capacity >= count && capacity <= 1 << 30) ? capacity : 0
    }
}

extension Tally: Saved {
    func save(to writer: StateWriter) {
        writer.put(distinct)
        writer.put(capacity)
        guard distinct > 0, let slots else { return }
        // From behind an empty slot, so that putting them back in this order gives the same places.
        let mask = Int(capacity) - 1
        var start = 0
        while slots[start].count != 0 { start += 1 }
        for step in 1...mask {
            let slot = slots[(start + step) & mask]
            guard slot.count != 0 else { continue }
            writer.put(slot.key)
            writer.put(slot.count)
        }
    }

    mutating func restore(from reader: StateReader) {
        let held: UInt32 = reader.take()
        let size = reader.takeCapacity(holding: held)
        guard size > 0, reader.check(held < size) else { return }
        capacity = size
        let made = UnsafeMutablePointer<Slot>.allocate(capacity: Int(size))
        made.initialize(repeating: Slot(key: 0, count: 0), count: Int(size))
        slots = made
        for _ in 0..<held {
            let key: UInt64 = reader.take()
            let times: UInt32 = reader.take()
            let slot = find(key)
            guard reader.check(times > 0 && made[slot].count == 0) else { return }
            made[slot] = Slot(key: key, count: times)
            enter(times)
        }
    }

    /// Counts one more value that came `times` times.
    private mutating func enter(_ times: UInt32) {
        if wants.contains(.top) {
            while times >= histogramCapacity { growHistogram() }
            histogram.unsafelyUnwrapped[Int(times)] += 1
            top = max(top, times)
        }
        distinct += 1
        total += Int64(times)
        squares += UInt64(times) * UInt64(times)
        if wants.contains(.entropy) { weighted += Tally.weight(times) }
    }
}

extension Extremum: Saved {
    func save(to writer: StateWriter) {
        writer.put(count)
        writer.put(capacity)
        for offset in 0..<count {
            let entry = entries.unsafelyUnwrapped[index(offset)]
            writer.put(entry.sequence)
            writer.put(entry.value)
        }
    }

    mutating func restore(from reader: StateReader) {
        let held: UInt32 = reader.take()
        let size = reader.takeCapacity(holding: held)
        guard size > 0 else { return }
        let made = UnsafeMutablePointer<Entry>.allocate(capacity: Int(size))
        for place in 0..<Int(held) {
            let sequence: UInt64 = reader.take()
            made[place] = Entry(sequence: sequence, value: reader.take())
        }
        entries = made
        capacity = size
        count = held
    }
}

extension Quantiles: Saved {
    func save(to writer: StateWriter) {
        writer.put(used)
        writer.put(capacity)
        writer.put(total)
        guard used > 0, let bins else { return }
        writer.put(bins, Int(used) * MemoryLayout<Bin>.stride)
    }

    mutating func restore(from reader: StateReader) {
        let held: UInt32 = reader.take()
        let size = reader.takeCapacity(holding: held)
        total = reader.take()
        guard size > 0 else { return }
        let made = UnsafeMutablePointer<Bin>.allocate(capacity: Int(size))
        reader.take(into: made, Int(held) * MemoryLayout<Bin>.stride)
        bins = made
        capacity = size
        used = held
    }
}

extension Runs: Saved {
    func save(to writer: StateWriter) {
        writer.put(count)
        writer.put(capacity)
        writer.put(forgotten)
        writer.put(known)
        for offset in 0..<count {
            let run = self[offset]
            writer.put(run.start)
            writer.put(run.end)
        }
    }

    mutating func restore(from reader: StateReader) {
        let held: UInt32 = reader.take()
        let size = reader.takeCapacity(holding: held)
        forgotten = reader.take()
        known = reader.take()
        guard size > 0 else { return }
        let made = UnsafeMutablePointer<Run>.allocate(capacity: Int(size))
        for place in 0..<Int(held) {
            let start: Int64 = reader.take()
            made[place] = Run(start: start, end: reader.take())
        }
        runs = made
        capacity = size
        count = held
    }
}

extension DistinctSketch: Saved {
    func save(to writer: StateWriter) {
        writer.put(count)
        writer.put(capacity)
        writer.put(registers == nil ? UInt8(0) : 1)
        if let registers { writer.put(registers, DistinctSketch.registerBytes) }
        guard count > 0, let keys else { return }
        let mask = Int(capacity) - 1
        var start = 0
        while keys[start] != 0 { start += 1 }
        for step in 1...mask where keys[(start + step) & mask] != 0 {
            writer.put(keys[(start + step) & mask])
        }
    }

    mutating func restore(from reader: StateReader) {
        let held: UInt32 = reader.take()
        let size = reader.takeCapacity(holding: held)
        if reader.take(UInt8.self) == 1 {
            let made = UnsafeMutablePointer<UInt16>.allocate(
                capacity: DistinctSketch.registerBytes / 2)
            reader.take(into: made, DistinctSketch.registerBytes)
            registers = made
        }
        guard size > 0, reader.check(held < size) else { return }
        let made = UnsafeMutablePointer<UInt64>.allocate(capacity: Int(size))
        made.initialize(repeating: 0, count: Int(size))
        keys = made
        capacity = size
        for _ in 0..<held {
            let key: UInt64 = reader.take()
            guard reader.check(key != 0 && UInt64(count) * 4 < UInt64(size) * 3) else { return }
            _ = insert(key)
        }
    }
}

extension CountList: Saved {
    func save(to writer: StateWriter) {
        writer.put(count)
        guard let memory else {
            if count == 1 {
                writer.put(key)
                writer.put(times)
            }
            return
        }
        writer.put(times)
        writer.put(key)
        writer.put(memory, bytes)
    }

    mutating func restore(from reader: StateReader) {
        let held: UInt32 = reader.take()
        guard held != 1 else {
            key = reader.take()
            times = reader.take()
            count = reader.isGood ? 1 : 0
            return
        }
        guard held > 0, reader.check(held <= 1 << 30) else { return }
        times = reader.take()
        key = reader.take()
        let made = UnsafeMutableRawPointer.allocate(byteCount: Int(held) * 12, alignment: 8)
        reader.take(into: made, Int(held) * 12)
        memory = made
        count = held
    }
}

extension Ring {
    func save(to writer: StateWriter, stride: Int) {
        writer.put(capacity)
        writer.put(start)
        writer.put(end)
        guard end > start else { return }
        // In one piece, or in two where they go around.
        let size = UInt64(capacity)
        let turn = min(end, (start / size + 1) * size)
        writer.put(record(start, stride: stride), Int(turn - start) * stride * 8)
        guard end > turn else { return }
        writer.put(record(turn, stride: stride), Int(end - turn) * stride * 8)
    }

    mutating func restore(from reader: StateReader, stride: Int) {
        let size = reader.takeCapacity(holding: 0)
        let first: UInt64 = reader.take()
        let last: UInt64 = reader.take()
        guard reader.check(first <= last && last - first <= UInt64(size)) else { return }
        start = first
        end = last
        guard size > 0 else { return }
        words = .allocate(capacity: Int(size) * stride)
        capacity = size
        guard last > first else { return }
        let turn = min(last, (first / UInt64(size) + 1) * UInt64(size))
        reader.take(into: record(first, stride: stride), Int(turn - first) * stride * 8)
        guard last > turn else { return }
        reader.take(into: record(turn, stride: stride), Int(last - turn) * stride * 8)
    }
}
