/// A tree as a reader found it: nodes in any order, the first the root, each an entry of every
/// array.
struct FoundTree {
    /// The input that is compared; −1 in a leaf.
    var feature: [Int32]
    /// Less than it goes left.
    var threshold: [Double]
    var left: [Int32]
    var right: [Int32]
    var missing: [Missing]
    /// What a leaf adds.
    var value: [Double]
    /// How much of the training data came through a node; for explanations alone.
    var cover: [Double]

    /// Where a value goes that is missing.
    enum Missing: UInt8, CaseIterable {
        case left, right
        /// It counts as 0 and is compared.
        case zero
        /// It goes there, and so does a 0 (LightGBM's `zero_as_missing`).
        case leftAsZero, rightAsZero
        /// Nothing is compared: everything goes left; but what is missing right; and a 0 too.
        case allLeft, onlyMissingRight, onlyMissingRightAsZero

        /// What stands for a value in comparisons: −∞ is less than every threshold, ∞ than none.
        /// A 0 is what LightGBM takes for one: at most 1e-35 (as a float) away. Comparisons with
        /// NaN are false, so the first two are a least and a greatest, without a branch.
        @inline(__always)
        func standIn(for value: Double) -> Double {
            switch self {
            case .left: value > -.infinity ? value : -.infinity
            case .right: value < .infinity ? value : .infinity
            case .zero: value.isNaN ? 0 : value
            case .leftAsZero: value.magnitude > Missing.zeroMax ? value : -.infinity
            case .rightAsZero: value.magnitude > Missing.zeroMax ? value : .infinity
            case .allLeft: -.infinity
            case .onlyMissingRight: value.isNaN ? .infinity : -.infinity
            case .onlyMissingRightAsZero:
                value.magnitude > Missing.zeroMax ? -.infinity : .infinity
            }
        }

        /// The same way where every value that is not missing goes left.
        var belowInfinity: Missing {
            switch self {
            case .left, .zero, .leftAsZero, .allLeft: .allLeft
            case .right, .onlyMissingRight: .onlyMissingRight
            case .rightAsZero, .onlyMissingRightAsZero: .onlyMissingRightAsZero
            }
        }

        private static let zeroMax = Double(Float(1e-35))
    }
}
