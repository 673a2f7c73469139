import Toolbox

/// One comparison over the columns of a table: the level of a pair of records.
///
/// Levels of pairs of values are remembered in a small table of the thread that asks, since the
/// same values meet again and again.
struct Comparer: @unchecked Sendable {
    let comparison: Comparison
    let column: ValueColumn
    /// Behind the levels: `other`, then the missing.
    let other: UInt8
    let missing: UInt8
    private let tests: [LevelTest]
    private let isRemembered: Bool
    /// By record: the number of its value.
    private let codes: UnsafePointer<UInt32>
    /// Of a `swapped` level, ``other`` for none: its number, the other column's values by record,
    /// and those as numbers of this column.
    private var swapLevel: UInt8
    private var swapCodes: UnsafePointer<UInt32>
    private var swapNumbers: Flat<UInt32>
    private var swapNumbersBase: UnsafePointer<UInt32>

    init(_ comparison: Comparison, table: RecordTable) {
        self.comparison = comparison
        column = table.columns[table.place(comparison.column)!]
        tests = comparison.levels
        other = UInt8(tests.count)
        missing = other + 1
        isRemembered = tests.count > 1
        codes = column.codes.base
        swapLevel = other
        swapCodes = codes
        swapNumbers = Flat([])
        for (level, test) in tests.enumerated() {
            guard case .swapped(let name) = test, let place = table.place(name) else { continue }
            swapLevel = UInt8(level)
            swapCodes = table.columns[place].codes.base
            swapNumbers = Comparer.numbers(of: table.columns[place], in: column)
        }
        swapNumbersBase = swapNumbers.base
    }

    /// The values of one column by their numbers in another; 0 for those it has not. O(values).
    private static func numbers(of values: ValueColumn, in column: ValueColumn) -> Flat<UInt32> {
        var numbers: [String: UInt32] = [:]
        for code in 1..<UInt32(max(1, column.valueCount)) { numbers[column.shown(code)] = code }
        return Flat(
            (0..<UInt32(values.valueCount)).map { $0 == 0 ? 0 : numbers[values.shown($0)] ?? 0 })
    }

    /// The level of two records, from 0; ``missing`` where either has no value.
    @inline(__always)
    func level(_ left: Int, _ right: Int, _ memory: LevelMemory, _ place: Int) -> UInt8 {
        let first = codes[left]
        let second = codes[right]
        if first == 0 || second == 0 { return missing }
        if first == second { return 0 }
        var found = other
        if isRemembered {
            let key = UInt64(min(first, second)) << 32 | UInt64(max(first, second))
            let slot = memory.slot(place, key)
            if memory.keys[slot] == key {
                found = memory.levels[slot]
            } else {
                found = level(ofValues: first, second)
                memory.keys[slot] = key
                memory.levels[slot] = found
            }
        }
        if swapLevel < found, swapNumbersBase[Int(swapCodes[left])] == second,
            swapNumbersBase[Int(swapCodes[right])] == first
        {
            return swapLevel
        }
        return found
    }

    /// The weight's index of a record's value: its number.
    @inline(__always)
    func code(_ record: Int) -> Int { Int(codes[record]) }

    /// The first level whose test two different values pass.
    func level(ofValues first: UInt32, _ second: UInt32) -> UInt8 {
        let left = column.text(first)
        let right = column.text(second)
        var likeness = -1.0
        for (level, test) in tests.enumerated() {
            let holds: Bool
            switch test {
            case .exact, .swapped: holds = false
            case .jaroWinkler(let least):
                if likeness < 0 { likeness = JaroWinkler.likeness(left, right) }
                holds = likeness >= least
            case .edits(let most): holds = Edits.count(left, right, bound: most) <= most
            case .prefix(let count):
                holds = left.count >= count && left.prefix(count).elementsEqual(right.prefix(count))
            case .words: holds = Comparer.sameWords(left, right)
            case .transposed: holds = Comparer.isTransposed(left, right)
            case .days(let most): holds = apart(first, second) <= Double(most)
            case .months(let most): holds = apart(first, second) <= 31 * Double(most)
            case .years(let most): holds = apart(first, second) <= 366 * Double(most)
            case .within(let most): holds = apart(first, second) <= most
            case .relative(let most):
                let amounts = column.amounts.base
                let size = max(abs(amounts[Int(first)]), abs(amounts[Int(second)]))
                holds = apart(first, second) <= most * size
            case .sameLocal: holds = local(first, left).elementsEqual(local(second, right))
            case .localJaroWinkler(let least):
                holds = JaroWinkler.likeness(local(first, left), local(second, right)) >= least
            case .sameDomain: holds = domain(first, left).elementsEqual(domain(second, right))
            }
            if holds { return UInt8(level) }
        }
        return other
    }

    /// `nan`, which is within nothing, where one of the two is no date or number.
    private func apart(_ first: UInt32, _ second: UInt32) -> Double {
        abs(column.amounts.base[Int(first)] - column.amounts.base[Int(second)])
    }

    private func local(
        _ code: UInt32, _ text: UnsafeBufferPointer<UInt16>
    ) -> UnsafeBufferPointer<UInt16> {
        UnsafeBufferPointer(rebasing: text.prefix(Int(column.cuts.base[Int(code)])))
    }

    private func domain(
        _ code: UInt32, _ text: UnsafeBufferPointer<UInt16>
    ) -> UnsafeBufferPointer<UInt16> {
        UnsafeBufferPointer(rebasing: text.dropFirst(Int(column.cuts.base[Int(code)])))
    }

    /// Whether two texts have the same words in another order.
    private static func sameWords(
        _ left: UnsafeBufferPointer<UInt16>, _ right: UnsafeBufferPointer<UInt16>
    ) -> Bool {
        guard left.count == right.count else { return false }
        let words = { (text: UnsafeBufferPointer<UInt16>) in
            text.split(separator: 0x20).map(Array.init).sorted { $0.lexicographicallyPrecedes($1) }
        }
        return words(left) == words(right)
    }

    /// Of dates as eight digits: day and month changed over, with the same year.
    private static func isTransposed(
        _ left: UnsafeBufferPointer<UInt16>, _ right: UnsafeBufferPointer<UInt16>
    ) -> Bool {
        guard left.count == 8, right.count == 8 else { return false }
        return left[..<4].elementsEqual(right[..<4]) && left[4..<6].elementsEqual(right[6...])
            && left[6...].elementsEqual(right[4..<6])
    }
}

/// The levels of pairs of values that one thread found last: direct-mapped, 2¹⁴ a comparison.
final class LevelMemory {
    private static let slots = 1 << 14
    let keys: UnsafeMutablePointer<UInt64>
    let levels: UnsafeMutablePointer<UInt8>

    init(comparisons: Int) {
        let count = max(1, comparisons * LevelMemory.slots)
        keys = .allocate(capacity: count)
        keys.initialize(repeating: 0, count: count)
        levels = .allocate(capacity: count)
        levels.initialize(repeating: 0, count: count)
    }

    deinit {
        keys.deallocate()
        levels.deallocate()
    }

    /// Where two values of a comparison are remembered, if they are.
    @inline(__always)
    func slot(_ comparison: Int, _ key: UInt64) -> Int {
        comparison * LevelMemory.slots + Int((key &* 0x9e37_79b9_7f4a_7c15) >> 50)
    }
}
