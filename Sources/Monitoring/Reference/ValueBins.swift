/// Where values are put to be counted: a bin of its own for each frequent value, and bins of about
/// equal share for the rest.
package struct ValueBins: Sendable, Codable, Hashable {
    /// Values that have a bin of their own, rising.
    package var values: [Double]
    /// Upper ends of the bins of the rest, each included, rising; behind the last is one bin more.
    package var edges: [Double]

    package var count: Int { values.count + edges.count + 1 }

    /// Values looked at to find the bins at most; of more, every k-th.
    static let sampleMax = 262_144
    /// Different values that all get bins of their own, at most.
    static let fewValues = 10

    /// Bins for values, of which NaN is passed over. O(n log n).
    ///
    /// - Parameter wanted: bins wanted, 2 to 100; with frequent values there may be up to twice
    ///   as many.
    package init(_ all: [Double], wanted: Int) {
        precondition((2...100).contains(wanted))
        let step = max(1, (all.count + Self.sampleMax - 1) / Self.sampleMax)
        var sorted: [Double] = []
        for place in stride(from: 0, to: all.count, by: step) where !all[place].isNaN {
            sorted.append(all[place])
        }
        sorted.sort()
        let runs = Self.runs(sorted)
        guard runs.count > Self.fewValues else {
            (values, edges) = (runs.map(\.value), [])
            return
        }
        let frequent = max(2, sorted.count / (2 * wanted))
        values = runs.filter { $0.count >= frequent }.map(\.value)
        let rest = runs.filter { $0.count < frequent }
        let total = rest.reduce(0) { $0 + $1.count }
        let bins = max(1, (total * wanted + sorted.count / 2) / max(1, sorted.count))
        edges = []
        var seen = 0
        for run in rest.dropLast() where edges.count < bins - 1 {
            seen += run.count
            if seen * bins >= total * (edges.count + 1) { edges.append(run.value) }
        }
    }

    /// Values that are equal, and how many.
    private static func runs(_ sorted: [Double]) -> [(value: Double, count: Int)] {
        var runs: [(value: Double, count: Int)] = []
        for value in sorted {
            if let last = runs.last, last.value == value {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((value, 1))
            }
        }
        return runs
    }

    /// The bin of a value that is not NaN. O(log bins).
    package func bin(of value: Double) -> Int {
        let place = Self.firstNotBelow(value, in: values)
        if place < values.count, values[place] == value { return place }
        return values.count + Self.firstNotBelow(value, in: edges)
    }

    private static func firstNotBelow(_ value: Double, in sorted: [Double]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
