/// Some of the elements 0 ..< n in order of a key that changes; of equal keys the least element is
/// first.
///
/// Only elements with keys below a bound stand in a heap (four children a node, which knows where
/// each element is); the others are in no order, so that to lower one of them touches its key and
/// nothing else. When the heap is empty the bound is raised, to let in about one in sixteen. So the
/// heap stays small and near the processor. O(log heap) a change, and O(n) in all for the bounds.
struct KeyedHeap {
    private struct Entry {
        var key: Int64
        var element: UInt32

        @inline(__always)
        static func < (left: Entry, right: Entry) -> Bool {
            left.key < right.key || (left.key == right.key && left.element < right.element)
        }
    }

    /// ``gone`` once taken out.
    private var keys: [Int64]
    /// Where in `entries` each element is whose key is below the bound.
    private var places: [UInt32]
    private var entries: [Entry] = []
    private var bound = Int64.min
    /// All that were in when the bound was last raised.
    private var members: [UInt32]
    private(set) var count: Int

    /// The key of an element that is not in.
    static let gone = Int64.max
    /// Up to so many elements are all let in.
    private static let smallCount = 4_096
    /// Elements looked at to choose a bound.
    private static let sampleCount = 1_024
    /// A bound lets in about one in so many.
    private static let share = 16

    /// - Parameter keys: by element; ``gone`` for one that is not in.
    ///
    /// O(n).
    init(_ keys: [Int64]) {
        self.keys = keys
        places = [UInt32](repeating: 0, count: keys.count)
        members = keys.indices.map { UInt32($0) }
        count = keys.count { $0 != Self.gone }
        refill()
    }

    /// The least key and its element; nil when empty.
    var least: (key: Int64, element: Int)? {
        entries.isEmpty ? nil : (entries[0].key, Int(entries[0].element))
    }

    @inline(__always)
    func contains(_ element: Int) -> Bool { keys[element] != Self.gone }

    @inline(__always)
    func key(of element: Int) -> Int64 { keys[element] }

    /// Takes the least out.
    mutating func removeLeast() {
        keys[Int(entries[0].element)] = Self.gone
        count -= 1
        popRoot()
    }

    /// Makes the key of an element that is in smaller by `amount`, at least 0.
    @inline(__always)
    mutating func lower(_ element: Int, by amount: Int64) {
        let before = keys[element]
        let key = before - amount
        keys[element] = key
        if key < bound { lowerInHeap(element, from: before, to: key) }
    }

    /// Makes the least's key greater.
    mutating func raiseLeast(to key: Int64) {
        let element = entries[0].element
        keys[Int(element)] = key
        if key < bound {
            sink(Entry(key: key, element: element), from: 0)
        } else {
            popRoot()
        }
    }

    private mutating func lowerInHeap(_ element: Int, from before: Int64, to key: Int64) {
        if before >= bound {
            places[element] = UInt32(entries.count)
            entries.append(Entry(key: key, element: UInt32(element)))
        } else {
            entries[Int(places[element])].key = key
        }
        let place = Int(places[element])
        if place == 0 || !(entries[place] < entries[(place - 1) / 4]) { return }
        rise(from: place)
    }

    private mutating func popRoot() {
        let last = entries.removeLast()
        if entries.isEmpty { refill() } else { sink(last, from: 0) }
    }

    /// Raises the bound while nobody is below it, and lets in who then is. O(members).
    private mutating func refill() {
        members.removeAll { keys[Int($0)] == Self.gone }
        guard !members.isEmpty else { return }
        bound = members.count <= Self.smallCount ? Self.gone : sampledBound()
        admit()
        if entries.count < members.count / (4 * Self.share) {
            // The sample was not like the rest; all together are.
            let sorted = members.map { keys[Int($0)] }.sorted()
            bound = sorted[sorted.count / Self.share] + 1
            admit()
        }
        guard entries.count > 1 else { return }
        for place in stride(from: (entries.count - 2) / 4, through: 0, by: -1) {
            sink(entries[place], from: place)
        }
    }

    private func sampledBound() -> Int64 {
        let step = members.count / Self.sampleCount
        let sample = stride(from: 0, to: members.count, by: step).map { keys[Int(members[$0])] }
            .sorted()
        return sample[sample.count / Self.share] + 1
    }

    private mutating func admit() {
        entries.removeAll(keepingCapacity: true)
        for element in members where keys[Int(element)] < bound {
            places[Int(element)] = UInt32(entries.count)
            entries.append(Entry(key: keys[Int(element)], element: element))
        }
    }

    private mutating func rise(from start: Int) {
        entries.withUnsafeMutableBufferPointer { entries in
            places.withUnsafeMutableBufferPointer { places in
                var place = start
                let entry = entries[start]
                while place > 0 {
                    let parent = (place - 1) / 4
                    if !(entry < entries[parent]) { break }
                    entries[place] = entries[parent]
                    places[Int(entries[place].element)] = UInt32(place)
                    place = parent
                }
                entries[place] = entry
                places[Int(entry.element)] = UInt32(place)
            }
        }
    }

    private mutating func sink(_ entry: Entry, from start: Int) {
        entries.withUnsafeMutableBufferPointer { entries in
            places.withUnsafeMutableBufferPointer { places in
                var place = start
                while true {
                    let first = 4 * place + 1
                    if first >= entries.count { break }
                    var least = first
                    for child in (first + 1)..<max(first + 1, min(first + 4, entries.count))
                    where entries[child] < entries[least] { least = child }
                    if !(entries[least] < entry) { break }
                    entries[place] = entries[least]
                    places[Int(entries[place].element)] = UInt32(place)
                    place = least
                }
                entries[place] = entry
                places[Int(entry.element)] = UInt32(place)
            }
        }
    }
}
