/// Sum and sum of squares of a window's numbers, exact under any order of changes.
struct Moments {
    var sum = ExactSum()
    var squares = ExactSum()
    /// Values too large to hold; while there are any, nothing can be said.
    private var unfit: Int64 = 0

    /// Magnitudes whose square is taken.
    static let squareBound = 0x1p49

    /// Takes in a value (`sign` 1) or gives it back (`sign` -1).
    @inline(__always)
    mutating func add(_ word: UInt64, _ form: ValueForm, sign: Int64) {
        if form == .double {
            if !sum.add(Double(bitPattern: word), sign: sign) { unfit += sign }
        } else {
            sum.add(Int64(bitPattern: word), sign: sign)
        }
    }

    /// As ``add(_:_:sign:)``, for those that need the square too.
    @inline(__always)
    mutating func addSquare(_ word: UInt64, _ form: ValueForm, sign: Int64) {
        add(word, form, sign: sign)
        let value = form.number(word)
        let isSmall = value.magnitude < Moments.squareBound
        if !isSmall || !squares.add(product: value, value, sign: sign) { unfit += sign }
    }

    /// Takes in all that another holds (`sign` 1), or gives it back (`sign` -1). O(1).
    mutating func merge(_ other: Moments, sign: Int64) {
        sum.merge(other.sum, sign: sign)
        squares.merge(other.squares, sign: sign)
        unfit += sign * other.unfit
    }

    /// Whether every value of the window could be held.
    var isFit: Bool { unfit == 0 }

    /// - Parameter count: values in the window.
    func mean(count: Int64) -> Double? {
        count > 0 && isFit ? sum.double / Double(count) : nil
    }

    /// Population variance: Σ(x − m)² / n, where Σ(x − m)² is Σx² − n·m² −
    /// 2m(Σx − n·m), and both differences are exact to 2^-64 a value, so that large numbers that
    /// are nearly equal do not cancel. What is below that is 0.
    ///
    /// - Parameter count: values in the window.
    func variance(count: Int64) -> Double? {
        guard let mean = mean(count: count) else { return nil }
        let number = Double(count)
        let square = mean * mean
        let squareError = (-square).addingProduct(mean, mean)
        var spread = squares
        var offset = sum
        guard spread.add(product: square, number, sign: -1),
            spread.add(squareError * number, sign: -1),
            offset.add(product: mean, number, sign: -1)
        else { return nil }
        let total = spread.double - 2 * mean * offset.double
        return total > number * 0x1p-62 ? total / number : 0
    }

    /// Square root of ``variance(count:)``.
    func standardDeviation(count: Int64) -> Double? { variance(count: count)?.squareRoot() }
}
