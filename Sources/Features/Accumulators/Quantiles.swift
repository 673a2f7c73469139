import Glibc

/// How values spread, in bins that grow by a factor, so that any quantile is known to 1 %.
///
/// DDSketch (Masson, Rim & Lee, "DDSketch: A fast and fully-mergeable quantile sketch with
/// relative-error guarantees", VLDB 2019), without collapsing, so that values can be taken back:
/// bin i holds magnitudes in (γ^(i−1), γ^i] with γ = (1 + α)/(1 − α), and answers 2γ^i/(γ + 1),
/// which is within α of each of them. Negative numbers have bins of their own; magnitudes below
/// 2^-30 are 0. Only bins that hold something are kept, in order: a change is O(log bins) and a
/// move of what lies behind, a reading O(bins). Plain memory: whoever holds one must ``free()`` it.
package struct Quantiles {
    struct Bin {
        var place: Int32
        var count: UInt32
    }

    var bins: UnsafeMutablePointer<Bin>?
    var capacity: UInt32
    var used: UInt32
    /// Values held.
    var total: Int64

    /// Relative error of every quantile.
    package static let relativeError = 0.01
    /// Magnitudes below this are 0.
    package static let zeroBound = 0x1p-30
    /// Magnitudes from here on cannot be held; while there are any, nothing can be said.
    package static let bound = ExactSum.bound
    /// Bins there can be: 4,506 a sign, one for 0, one for what does not fit.
    package static let binsMax = 9014

    private static let gamma = (1 + relativeError) / (1 - relativeError)
    private static let logGamma = log(gamma)
    /// Added to a positive bin's number, so that the least is 1.
    private static let shift = 1 - Int32((log(zeroBound) / logGamma).rounded(.up))
    /// Where values go that do not fit.
    private static let unfit = Int32.max

    package static var empty: Quantiles { Quantiles() }

    private init() {
        bins = nil
        capacity = 0
        used = 0
        total = 0
    }

    /// Bytes held outside the struct.
    var bytes: Int { Int(capacity) * MemoryLayout<Bin>.stride }

    package mutating func free() {
        bins?.deallocate()
        self = .empty
    }

    /// The bin of a value; ascending bins hold ascending values.
    package static func place(of value: Double) -> Int32 {
        let magnitude = value.magnitude
        guard magnitude < bound else { return unfit }
        guard magnitude >= zeroBound else { return 0 }
        let place = Int32((log(magnitude) / logGamma).rounded(.up)) + shift
        return value < 0 ? -place : place
    }

    private static func value(at place: Int32) -> Double {
        guard place != 0 else { return 0 }
        let number = Double(abs(place) - shift)
        let magnitude = 2 * exp(number * logGamma) / (gamma + 1)
        return place < 0 ? -magnitude : magnitude
    }

    /// Counts `times` more values in a bin; fewer, where negative.
    package mutating func change(_ place: Int32, times: Int64) {
        total += times
        let index = index(of: place)
        if index < used, bins.unsafelyUnwrapped[Int(index)].place == place {
            let left = Int64(bins.unsafelyUnwrapped[Int(index)].count) + times
            bins.unsafelyUnwrapped[Int(index)].count = UInt32(left)
            if left == 0 { close(index) }
        } else {
            open(index, Bin(place: place, count: UInt32(times)))
        }
    }

    /// The value of rank ⌊q·(n − 1)⌋ in ascending order, within ``relativeError`` of it; nil when
    /// nothing is held, or something that does not fit.
    ///
    /// - Parameter share: q, 0...1.
    package func quantile(_ share: Double) -> Double? {
        guard used > 0 else { return nil }
        let bins = bins.unsafelyUnwrapped
        guard bins[Int(used) - 1].place != Quantiles.unfit else { return nil }
        var rank = Int64(share * Double(total - 1))
        var index = 0
        while index + 1 < Int(used), rank >= Int64(bins[index].count) {
            rank -= Int64(bins[index].count)
            index += 1
        }
        return Quantiles.value(at: bins[index].place)
    }

    /// Index of the first bin at `place` or beyond.
    private func index(of place: Int32) -> UInt32 {
        var low: UInt32 = 0
        var high = used
        while low < high {
            let middle = (low + high) / 2
            if bins.unsafelyUnwrapped[Int(middle)].place < place {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private mutating func open(_ index: UInt32, _ bin: Bin) {
        if used == capacity { grow() }
        let place = bins.unsafelyUnwrapped + Int(index)
        (place + 1).update(from: place, count: Int(used - index))
        place.pointee = bin
        used += 1
    }

    private mutating func close(_ index: UInt32) {
        let place = bins.unsafelyUnwrapped + Int(index)
        place.update(from: place + 1, count: Int(used - index) - 1)
        used -= 1
    }

    @inline(never)
    private mutating func grow() {
        let size = max(4, capacity * 2)
        let made = UnsafeMutablePointer<Bin>.allocate(capacity: Int(size))
        if let old = bins {
            made.update(from: old, count: Int(used))
            old.deallocate()
        }
        bins = made
        capacity = size
    }
}
