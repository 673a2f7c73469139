import Toolbox

/// Names and their numbers: the first new name is 0, the next 1.
///
/// Open addressing with linear steps, at most half full; bytes lie one behind another. Looking one
/// up is O(bytes).
package struct Names: Sendable {
    /// Where each name ends; it begins where the one before ends.
    package private(set) var ends: [Int] = []
    package private(set) var bytes: [UInt8] = []
    private var hashes: [UInt64] = []
    /// Number plus 1 at a hash's place; 0 is empty.
    private var places: [UInt32]

    /// What stands for no name.
    package static let none = UInt32.max

    package init() { places = [UInt32](repeating: 0, count: 1 << 10) }

    /// Of names that were written out as `bytes` and `ends`.
    package init(bytes: [UInt8], ends: [Int]) {
        self.init()
        bytes.withUnsafeBufferPointer { all in
            var start = 0
            for end in ends {
                _ = number(UnsafeBufferPointer(rebasing: all[start..<end]))
                start = end
            }
        }
    }

    package var count: Int { ends.count }

    /// The number of a name, a new one where it was never met.
    package mutating func number(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = Hash64.of(name)
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        // At most half of the places are taken, so an empty one comes.
        while places[place] != 0 {
            let number = Int(places[place]) - 1
            if hashes[number] == hash, isEqual(number, name) { return UInt32(number) }
            place = (place + 1) & mask
        }
        precondition(ends.count < Int(UInt32.max) - 1, "names have numbers of 32 bits")
        places[place] = UInt32(ends.count + 1)
        bytes.append(contentsOf: name)
        ends.append(bytes.count)
        hashes.append(hash)
        if 2 * ends.count > places.count { grow() }
        return UInt32(ends.count - 1)
    }

    /// The number of a name; nil where it was never met.
    package func find(_ name: UnsafeBufferPointer<UInt8>) -> UInt32? {
        let hash = Hash64.of(name)
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while places[place] != 0 {
            let number = Int(places[place]) - 1
            if hashes[number] == hash, isEqual(number, name) { return UInt32(number) }
            place = (place + 1) & mask
        }
        return nil
    }

    package subscript(number: UInt32) -> String {
        String(decoding: bytes[range(Int(number))], as: UTF8.self)
    }

    private func range(_ number: Int) -> Range<Int> {
        (number == 0 ? 0 : ends[number - 1])..<ends[number]
    }

    private func isEqual(_ number: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let range = range(number)
        return range.count == name.count && bytes[range].elementsEqual(name)
    }

    private mutating func grow() {
        var wider = [UInt32](repeating: 0, count: places.count * 2)
        let mask = wider.count - 1
        for number in hashes.indices {
            var place = Int(truncatingIfNeeded: hashes[number]) & mask
            while wider[place] != 0 { place = (place + 1) & mask }
            wider[place] = UInt32(number + 1)
        }
        places = wider
    }
}
