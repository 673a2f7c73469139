/// Elements 0 ..< n in order of a key that changes: a heap with four children a node that knows
/// where each element is. O(log n) a change; of equal keys the least element is first.
struct KeyedHeap {
    private struct Entry {
        var key: Int64
        var element: UInt32

        @inline(__always)
        static func < (left: Entry, right: Entry) -> Bool {
            left.key < right.key || (left.key == right.key && left.element < right.element)
        }
    }

    private var entries: [Entry]
    /// Where each element is; `gone` once taken out.
    private var places: [UInt32]
    private static let gone = UInt32.max

    /// O(n).
    init(_ keys: [Int64]) {
        entries = keys.enumerated().map { Entry(key: $0.element, element: UInt32($0.offset)) }
        places = keys.indices.map { UInt32($0) }
        guard entries.count > 1 else { return }
        for place in stride(from: (entries.count - 2) / 4, through: 0, by: -1) {
            sink(entries[place], from: place)
        }
    }

    var count: Int { entries.count }

    /// The least key and its element; nil when empty.
    var least: (key: Int64, element: Int)? {
        entries.isEmpty ? nil : (entries[0].key, Int(entries[0].element))
    }

    @inline(__always)
    func contains(_ element: Int) -> Bool { places[element] != Self.gone }

    @inline(__always)
    func key(of element: Int) -> Int64 { entries[Int(places[element])].key }

    /// Takes the least out.
    mutating func removeLeast() {
        places[Int(entries[0].element)] = Self.gone
        let last = entries.removeLast()
        if !entries.isEmpty { sink(last, from: 0) }
    }

    /// Makes the key of an element that is in smaller by `amount`, at least 0.
    @inline(__always)
    mutating func lower(_ element: Int, by amount: Int64) {
        let place = Int(places[element])
        entries[place].key -= amount
        if place == 0 || !(entries[place] < entries[(place - 1) / 4]) { return }
        rise(from: place)
    }

    /// Makes the least's key greater.
    mutating func raiseLeast(to key: Int64) {
        sink(Entry(key: key, element: entries[0].element), from: 0)
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
