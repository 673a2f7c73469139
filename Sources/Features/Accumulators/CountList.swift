/// Keys and how often each came, made once and never changed: what a tile keeps of a tally.
///
/// A single key lies in the struct; more lie in memory of exactly their size, twelve bytes a key.
/// Plain memory: whoever holds one must ``free()`` it.
struct CountList {
    var memory: UnsafeMutableRawPointer?
    var key: UInt64
    /// Different keys.
    var count: UInt32
    var times: UInt32

    /// Sorts `keys` and counts them; there is at least one. O(n log n).
    init(_ keys: UnsafeMutableBufferPointer<UInt64>) {
        var keys = keys
        keys.sort()
        var distinct: UInt32 = 1
        for index in 1..<max(1, keys.count) where keys[index] != keys[index - 1] { distinct += 1 }
        memory = nil
        key = keys[0]
        count = distinct
        times = UInt32(keys.count)
        guard distinct > 1 else { return }
        let made = UnsafeMutableRawPointer.allocate(byteCount: Int(distinct) * 12, alignment: 8)
        memory = made
        var place = -1
        for index in keys.indices {
            if index == 0 || keys[index] != keys[index - 1] {
                place += 1
                storedKeys[place] = keys[index]
                storedTimes[place] = 0
            }
            storedTimes[place] += 1
        }
    }

    /// Bytes held outside the struct.
    var bytes: Int { memory == nil ? 0 : Int(count) * 12 }

    mutating func free() {
        memory?.deallocate()
        memory = nil
        count = 0
    }

    /// Hands out every key with how often it came.
    @inline(__always)
    func forEach(_ body: (UInt64, UInt32) -> Void) {
        guard memory != nil else {
            if count == 1 { body(key, times) }
            return
        }
        for index in 0..<Int(count) { body(storedKeys[index], storedTimes[index]) }
    }

    private var storedKeys: UnsafeMutablePointer<UInt64> {
        memory.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self)
    }

    private var storedTimes: UnsafeMutablePointer<UInt32> {
        (memory.unsafelyUnwrapped + Int(count) * 8).assumingMemoryBound(to: UInt32.self)
    }
}
