/// What a cursor keeps of records that are no longer in the ring: closed tiles, oldest first.
///
/// A window without end has a single tile that takes in all. A tile is a ``TileHeader`` and what
/// the plan gives each summary of the cursor. Plain memory: whoever holds the tiles must free
/// what lies in each and then ``free()`` them.
struct Tiles {
    var base: UnsafeMutableRawPointer?
    var capacity: UInt32
    /// Number of the oldest tile held.
    var start: UInt32
    /// Number after the youngest tile held.
    var end: UInt32
    /// Number of the oldest tile in the window.
    var inside: UInt32
    /// Sequence of the first record that is not in a tile yet.
    var folded: UInt64
    /// Bytes that the tiles of a window with an end hold outside themselves.
    var held: Int

    func bytes(tileBytes: Int) -> Int { Int(capacity) * tileBytes }

    /// Where the tile with `number`, in `start..<end`, lies.
    @inline(__always)
    func tile(_ number: UInt32, tileBytes: Int) -> UnsafeMutableRawPointer {
        base.unsafelyUnwrapped + Int(number) * tileBytes
    }

    @inline(__always)
    func header(_ number: UInt32, tileBytes: Int) -> UnsafeMutablePointer<TileHeader> {
        tile(number, tileBytes: tileBytes).assumingMemoryBound(to: TileHeader.self)
    }

    /// Room for one more tile at the young end, filled with zeros. Amortised O(1).
    mutating func append(tileBytes: Int) -> UnsafeMutableRawPointer {
        if end == capacity { makeRoom(tileBytes: tileBytes) }
        end += 1
        let tile = tile(end - 1, tileBytes: tileBytes)
        tile.initializeMemory(as: UInt8.self, repeating: 0, count: tileBytes)
        return tile
    }

    /// Forgets the oldest tile, which is not in the window.
    mutating func dropFirst() { start += 1 }

    mutating func free() {
        base?.deallocate()
        base = nil
        capacity = 0
        start = 0
        end = 0
        inside = 0
        held = 0
    }

    /// Moves the tiles to the front, into memory half as large again where they fill most of it.
    @inline(never)
    private mutating func makeRoom(tileBytes: Int) {
        let count = end - start
        let size = count * 4 >= capacity * 3 ? capacity + max(1, capacity / 2) : capacity
        let made = UnsafeMutableRawPointer.allocate(
            byteCount: Int(size) * tileBytes, alignment: 16)
        if let old = base {
            made.copyMemory(
                from: old + Int(start) * tileBytes, byteCount: Int(count) * tileBytes)
            old.deallocate()
        }
        base = made
        capacity = size
        end = count
        inside -= start
        start = 0
    }
}

/// What every tile begins with.
struct TileHeader {
    /// Events in it; never 0.
    var count: Int64
    /// Time of the earliest, milliseconds.
    var firstTime: Int64
    /// Time of the latest, milliseconds.
    var lastTime: Int64
}

extension GroupPlan.Accumulator.Kind {
    /// Bytes of its running state in an entity's block; 0 where tiles and ring answer alone.
    var byteCount: Int {
        switch self {
        case .moments, .squares, .gapMoments: MemoryLayout<Moments>.stride
        case .least, .greatest: MemoryLayout<Extremum>.stride
        case .tally, .gapBins, .gapSeconds: MemoryLayout<Tally>.stride
        case .ends: MemoryLayout<Ends>.stride
        case .quantiles: MemoryLayout<Quantiles>.stride
        case .sketch: MemoryLayout<DistinctSketch>.stride
        case .runs: MemoryLayout<Runs>.stride
        case .edges: 0
        }
    }

    /// Bytes of what a tile keeps of it.
    ///
    /// - Parameter isForGood: whether the tile never leaves its window. Then only what cannot be
    ///   taken back is kept apart.
    func tileByteCount(isForGood: Bool) -> Int {
        switch self {
        case .least, .greatest: MemoryLayout<Int64>.stride
        case .ends, .edges: MemoryLayout<Ends>.stride
        case .sketch: MemoryLayout<DistinctSketch>.stride
        case .runs: 0
        case .moments, .squares, .gapMoments: isForGood ? 0 : MemoryLayout<Moments>.stride
        case .tally, .quantiles, .gapBins, .gapSeconds:
            isForGood ? 0 : MemoryLayout<CountList>.stride
        }
    }

    /// Whether its running state is a ``Tally``.
    var isTally: Bool { self == .tally || self == .gapBins || self == .gapSeconds }

    /// Whether a late event needs what left the ring to make it right again.
    var needsBase: Bool {
        switch self {
        case .least, .greatest, .ends, .sketch, .gapMoments, .gapBins, .gapSeconds, .runs: true
        case .moments, .squares, .tally, .quantiles, .edges: false
        }
    }

    /// Whether it is made anew, not taken back, when its window moves backwards.
    var isRebuilt: Bool {
        switch self {
        case .least, .greatest, .ends, .sketch: true
        default: false
        }
    }
}

extension Int64 {
    /// The greatest multiple of `step` that is not above it.
    @inline(__always)
    func floored(to step: Int64) -> Int64 {
        let rest = self % step
        return self - (rest < 0 ? rest + step : rest)
    }
}
