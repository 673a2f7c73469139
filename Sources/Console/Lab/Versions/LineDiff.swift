/// What changed between two texts, line by line: the fewest lines taken out and put in.
///
/// The greedy algorithm of Myers, "An O(ND) difference algorithm and its variations" (1986): paths
/// through the grid of both texts, by the number of lines they change.
package struct LineDiff: Sendable {
    package enum Kind: Sendable, Hashable { case same, removed, added }

    package struct Line: Sendable, Hashable {
        package var kind: Kind
        package var text: String
        /// From 1, in the first text and in the second; nil where it is not there.
        package var old: Int?
        package var new: Int?
    }

    package let lines: [Line]
    /// Whether there were too many changes to find the fewest; then all of the middle stands as
    /// taken out and put in.
    package let isCoarse: Bool

    /// Changes up to which the fewest are found; memory is their square, in words.
    package static let changesMax = 1000

    package var added: Int { lines.count { $0.kind == .added } }
    package var removed: Int { lines.count { $0.kind == .removed } }

    /// O((n + m) · d) for d changes.
    package init(_ old: [String], _ new: [String], changesMax: Int = LineDiff.changesMax) {
        var head = 0
        while head < old.count, head < new.count, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < old.count - head, tail < new.count - head,
            old[old.count - 1 - tail] == new[new.count - 1 - tail]
        {
            tail += 1
        }
        let left = Array(old[head..<old.count - tail])
        let right = Array(new[head..<new.count - tail])
        let steps = LineDiff.steps(left, right, changesMax: changesMax)
        isCoarse = steps == nil
        var kinds = Array(repeating: Kind.same, count: head)
        kinds +=
            steps
            ?? (Array(repeating: .removed, count: left.count)
                + Array(repeating: .added, count: right.count))
        kinds += Array(repeating: .same, count: tail)
        lines = LineDiff.lines(kinds, old, new)
    }

    private static func lines(_ kinds: [Kind], _ old: [String], _ new: [String]) -> [Line] {
        var (one, other) = (0, 0)
        return kinds.map { kind in
            defer {
                if kind != .added { one += 1 }
                if kind != .removed { other += 1 }
            }
            switch kind {
            case .same: return Line(kind: kind, text: new[other], old: one + 1, new: other + 1)
            case .removed: return Line(kind: kind, text: old[one], old: one + 1, new: nil)
            case .added: return Line(kind: kind, text: new[other], old: nil, new: other + 1)
            }
        }
    }

    /// Nil where it takes more changes than it may.
    private static func steps(
        _ old: [String], _ new: [String], changesMax: Int
    ) -> [Kind]? {
        let (n, m) = (old.count, new.count)
        let most = min(n + m, changesMax)
        // By diagonal k, from -most to most: how far along the first text a path came.
        var reach = Array(repeating: 0, count: 2 * most + 2)
        var trail: [[Int]] = []
        for changes in 0...most {
            trail.append(Array(reach[(most - changes)...(most + changes)]))
            for k in stride(from: -changes, through: changes, by: 2) {
                let isDown =
                    k == -changes || (k != changes && reach[most + k - 1] < reach[most + k + 1])
                var x = isDown ? reach[most + k + 1] : reach[most + k - 1] + 1
                while x < n, x - k < m, old[x] == new[x - k] { x += 1 }
                reach[most + k] = x
                if x >= n, x - k >= m { return back(trail, changes, n, m) }
            }
        }
        return nil
    }

    /// The way back from the end, by what each number of changes had reached before.
    private static func back(_ trail: [[Int]], _ changes: Int, _ n: Int, _ m: Int) -> [Kind] {
        var kinds: [Kind] = []
        var (x, y) = (n, m)
        for step in stride(from: changes, through: 1, by: -1) {
            let reach = trail[step]
            func at(_ k: Int) -> Int { reach[step + k] }
            let k = x - y
            let isDown = k == -step || (k != step && at(k - 1) < at(k + 1))
            let from = isDown ? k + 1 : k - 1
            let (beforeX, beforeY) = (at(from), at(from) - from)
            while x > beforeX, y > beforeY {
                kinds.append(.same)
                (x, y) = (x - 1, y - 1)
            }
            kinds.append(isDown ? .added : .removed)
            (x, y) = (beforeX, beforeY)
        }
        kinds += Array(repeating: .same, count: x)
        return kinds.reversed()
    }
}

extension LineDiff {
    /// Changed lines with some of those around them.
    package struct Hunk: Sendable {
        package var lines: [Line]
    }

    /// - Parameter around: lines before and after a change.
    package func hunks(around: Int = 3) -> [Hunk] {
        var hunks: [Hunk] = []
        var end = -1
        for index in lines.indices where lines[index].kind != .same {
            let from = max(index - around, 0)
            let to = min(index + around, lines.count - 1)
            if from <= end + 1, !hunks.isEmpty {
                if to > end { hunks[hunks.count - 1].lines += lines[(end + 1)...to] }
            } else {
                hunks.append(Hunk(lines: Array(lines[from...to])))
            }
            end = max(end, to)
        }
        return hunks
    }
}
