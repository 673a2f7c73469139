import Toolbox

/// An order in which any beginning is spread evenly over all: van der Corput's (1935), with the
/// random digits of Owen (1995), so that nothing periodic in the log is met in step.
struct ReadingOrder {
    private let count: Int
    private let levels: Int
    private let seed: UInt64
    private var next = 0

    init(count: Int, seed: UInt64) {
        (self.count, self.seed) = (count, seed)
        levels = count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
    }

    /// Each index below `count` once; then nil. O(log count).
    mutating func take() -> Int? {
        while next < 1 << levels {
            defer { next += 1 }
            let place = place(next)
            if place < count { return place }
        }
        return nil
    }

    private func place(_ index: Int) -> Int {
        var prefix: UInt64 = 1
        var place = 0
        for level in 0..<levels {
            let bit = index >> level & 1
            let flip = Int(SplitMix64.mixed(seed ^ SplitMix64.mixed(prefix)) & 1)
            place = place << 1 | (bit ^ flip)
            prefix = prefix << 1 | UInt64(bit)
        }
        return place
    }
}
