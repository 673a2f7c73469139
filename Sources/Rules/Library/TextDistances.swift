import CEL

/// How far apart two texts are.
enum TextDistances {
    static let functions = [editDistance, jaroWinkler]

    /// Distances beyond this are not worth their price.
    static let distanceMax = 256

    /// `editDistance(a, b, max)`: the least number of code points inserted, deleted, replaced or
    /// swapped with their neighbour that turns `a` into `b`; `max + 1` when more than `max`.
    ///
    /// Optimal string alignment (Damerau 1964, Levenshtein 1966), on a band of 2·max + 1 (Ukkonen
    /// 1985). O(length · max).
    ///
    /// ```cel
    /// editDistance("paypal", "paypla", 2) == 1
    /// ```
    private static let editDistance = LibraryFunction(
        "editDistance",
        "Edits that turn one text into the other (insert, delete, replace, swap neighbours), "
            + "or max + 1 when there are more than max.",
        examples: [
            #"editDistance("paypal", "paypla", 2) == 1"#,
            #"editDistance("kitten", "sitting", 5) == 3"#,
            #"editDistance("kitten", "sitting", 2) == 3"#,
        ],
        .pure(
            "edit_distance", [.string, .string, .int], .int, cost: 300,
            literalCheck: { literals in
                guard case .int(let bound) = literals[2] else { return nil }
                return (0...Int64(distanceMax)).contains(bound)
                    ? nil : "the most edits to look for is 0 to \(distanceMax), found \(bound)"
            }
        ) { a, scratch in
            guard (0...Int64(distanceMax)).contains(a[2].asInt) else {
                return .error(.invalidArgument, "editDistance looks for 0 to 256 edits")
            }
            let bound = Int(a[2].asInt)
            let shorter = min(a[0].asBytes.count, a[1].asBytes.count)
            guard scratch.affords(operations: shorter * (2 * bound + 1)) else { return .stepLimit }
            return a[0].withCodePoints { left in
                a[1].withCodePoints { .int(Int64(distance(left, $0, bound: bound))) }
            }
        }.growing(.product).yielding(greatestMeansMore: true) { literals in
            guard case .int(let bound) = literals[2], (0...Int64(distanceMax)).contains(bound)
            else { return 0...Double(distanceMax + 1) }
            return 0...Double(bound + 1)
        })

    static func distance(
        _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>, bound: Int
    ) -> Int {
        var start = 0
        var rows = left.count
        var columns = right.count
        guard abs(rows - columns) <= bound else { return bound + 1 }
        while start < rows, start < columns, left[start] == right[start] { start += 1 }
        while rows > start, columns > start, left[rows - 1] == right[columns - 1] {
            rows -= 1
            columns -= 1
        }
        if rows == start || columns == start { return max(rows, columns) - start }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * (columns - start + 2)) {
            band(
                UnsafeBufferPointer(rebasing: left[start..<rows]),
                UnsafeBufferPointer(rebasing: right[start..<columns]), Int32(bound), $0)
        }
    }

    /// Fills the cells no further than `bound` from the diagonal; those beside them are too far.
    private static func band(
        _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>,
        _ bound: Int32, _ memory: UnsafeMutableBufferPointer<Int32>
    ) -> Int {
        let far = bound + 1
        let width = right.count + 2
        memory.initialize(repeating: far)
        let base = memory.baseAddress.unsafelyUnwrapped
        var (before, previous, current) = (base, base + width, base + 2 * width)
        for column in 0...min(right.count, Int(bound)) { previous[column] = Int32(column) }
        var leastBefore: Int32 = 0
        for row in 1...left.count {
            let low = max(1, row - Int(bound))
            let high = min(right.count, row + Int(bound))
            current[low - 1] = low == 1 ? min(far, Int32(row)) : far
            var least = current[low - 1]
            for column in low...max(low, high) {
                let isSame = left[row - 1] == right[column - 1]
                var best = min(
                    previous[column - 1] + (isSame ? 0 : 1), previous[column] + 1,
                    current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2],
                    left[row - 2] == right[column - 1]
                {
                    best = min(best, before[column - 2] + 1)
                }
                current[column] = min(best, far)
                least = min(least, best)
            }
            current[high + 1] = far
            if min(least, leastBefore) >= far { return Int(far) }
            leastBefore = least
            (before, previous, current) = (previous, current, before)
        }
        return Int(previous[right.count])
    }

    /// `jaroWinkler(a, b)`: how alike two texts are, from 0 to 1, with a bonus for a shared start.
    ///
    /// W. E. Winkler, String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter
    /// Model of Record Linkage, 1990: scale 0.1, four code points of start at most.
    ///
    /// ```cel
    /// jaroWinkler("MARTHA", "MARHTA") > 0.96
    /// ```
    private static let jaroWinkler = LibraryFunction(
        "jaroWinkler",
        "How alike two texts are, from 0.0 to 1.0, with a bonus for a shared start.",
        examples: [
            #"jaroWinkler("MARTHA", "MARHTA") > 0.96"#, #"jaroWinkler("same", "same") == 1.0"#,
            #"jaroWinkler("abc", "xyz") == 0.0"#,
        ],
        .pure("jaro_winkler", [.string, .string], .double, cost: 300) { a, scratch in
            let operations = a[0].asBytes.count * a[1].asBytes.count / 2
            guard scratch.affords(operations: operations) else { return .stepLimit }
            return a[0].withCodePoints { left in
                a[1].withCodePoints { .double(similarity(left, $0)) }
            }
        }.growing(.product).yielding(0...1))

    static func similarity(
        _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>
    ) -> Double {
        if left.isEmpty || right.isEmpty { return left.count == right.count ? 1 : 0 }
        let jaro = withUnsafeTemporaryAllocation(
            of: Bool.self, capacity: left.count + right.count
        ) { marks in
            marks.initialize(repeating: false)
            return weight(
                left, right, UnsafeMutableBufferPointer(rebasing: marks[..<left.count]),
                UnsafeMutableBufferPointer(rebasing: marks[left.count...]))
        }
        var shared = 0
        while shared < min(4, left.count, right.count), left[shared] == right[shared] {
            shared += 1
        }
        return jaro + Double(shared) * 0.1 * (1 - jaro)
    }

    private static func weight(
        _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>,
        _ leftMatched: UnsafeMutableBufferPointer<Bool>,
        _ rightMatched: UnsafeMutableBufferPointer<Bool>
    ) -> Double {
        let reach = max(0, max(left.count, right.count) / 2 - 1)
        var matches = 0
        for index in left.indices {
            let low = max(0, index - reach)
            let high = min(right.count, index + reach + 1)
            guard low < high else { continue }
            for other in low..<high where !rightMatched[other] && left[index] == right[other] {
                leftMatched[index] = true
                rightMatched[other] = true
                matches += 1
                break
            }
        }
        if matches == 0 { return 0 }
        var swapped = 0
        var other = 0
        for index in left.indices where leftMatched[index] {
            while !rightMatched[other] { other += 1 }
            if left[index] != right[other] { swapped += 1 }
            other += 1
        }
        let found = Double(matches)
        return
            (found / Double(left.count) + found / Double(right.count)
            + (found - Double(swapped / 2)) / found) / 3
    }
}
