/// Entities met, by the hashes of their names; exact up to a bound.
struct Distinct: Sendable {
    private(set) var keys: Set<UInt64> = []
    /// Whether there were more than the bound.
    private(set) var isCut = false
    private let most: Int

    init(most: Int) { self.most = most }

    mutating func add(_ key: UInt64) {
        if keys.count < most {
            keys.insert(key)
        } else if !keys.contains(key) {
            isCut = true
        }
    }

    mutating func merge(_ other: Distinct) {
        for key in other.keys { add(key) }
        isCut = isCut || other.isCut
    }
}
