/// Count, sum and sum of squares of a window's numbers, exact under any order of changes.
struct Moments {
    var sum: Int128 = 0
    var squares: Int128 = 0
    var count: Int64 = 0
    /// Values too large to hold; while there are any, nothing can be said.
    var unfit: Int64 = 0

    /// Magnitudes whose square still fits.
    static let squareBound = 0x1p31

    @inline(__always)
    mutating func add(_ value: Double, sign: Int128) {
        count += Int64(sign)
        guard let fixed = FixedPoint.from(value) else {
            unfit += Int64(sign)
            return
        }
        sum += sign * fixed
    }

    /// As ``add(_:sign:)``, for those that need the square too.
    @inline(__always)
    mutating func addSquare(_ value: Double, sign: Int128) {
        add(value, sign: sign)
        guard value.magnitude < Moments.squareBound, let square = FixedPoint.from(value * value)
        else {
            unfit += Int64(sign)
            return
        }
        squares += sign * square
    }

    var mean: Double? {
        count > 0 && unfit == 0 ? FixedPoint.toDouble(sum) / Double(count) : nil
    }

    /// Population standard deviation.
    var standardDeviation: Double? {
        guard count > 0, unfit == 0 else { return nil }
        let mean = FixedPoint.toDouble(sum) / Double(count)
        let variance = FixedPoint.toDouble(squares) / Double(count) - mean * mean
        return variance > 0 ? variance.squareRoot() : 0
    }
}
