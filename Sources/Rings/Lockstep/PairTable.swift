import Toolbox

/// Sums by pair of accounts: open addressing with linear steps, at most half full.
struct PairTable {
    private struct Slot {
        /// The greater account, then the less; all ones when empty.
        var key: UInt64 = .max
        var weight: Int64 = 0
        var matches: UInt32 = 0
        /// The (object, slice) of the last match.
        var last: UInt32 = 0
    }

    private var slots: [Slot]
    private var count = 0
    private let limit: Int
    /// Matches of pairs that found no room.
    private(set) var refused: Int64 = 0

    init(limit: Int) {
        self.limit = limit
        slots = [Slot](repeating: Slot(), count: 1 << 10)
    }

    /// Adds a match, unless the pair's last one was in the same (object, slice).
    mutating func add(_ first: Int, _ second: Int, _ weight: Int64, _ slice: UInt32) {
        let key = UInt64(max(first, second)) << 32 | UInt64(min(first, second))
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: SplitMix64.mixed(key)) & mask
        // At most half of the slots are full, so an empty one comes.
        while slots[place].key != key && slots[place].key != .max { place = (place + 1) & mask }
        if slots[place].key == .max {
            if count >= limit {
                refused += 1
                return
            }
            slots[place].key = key
            count += 1
        } else if slots[place].last == slice {
            return
        }
        slots[place].weight += weight
        slots[place].matches += 1
        slots[place].last = slice
        if 2 * count > slots.count { grow() }
    }

    private mutating func grow() {
        var wider = [Slot](repeating: Slot(), count: slots.count * 2)
        let mask = wider.count - 1
        for slot in slots where slot.key != .max {
            var place = Int(truncatingIfNeeded: SplitMix64.mixed(slot.key)) & mask
            while wider[place].key != .max { place = (place + 1) & mask }
            wider[place] = slot
        }
        slots = wider
    }

    /// The pairs, by the greater account and then the less.
    func sorted() -> [PairSums.Pair] {
        slots.filter { $0.key != .max }.map {
            PairSums.Pair(key: $0.key, weight: $0.weight, matches: $0.matches)
        }.sorted { $0.key < $1.key }
    }
}
