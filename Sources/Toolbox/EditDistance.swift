/// Damerau–Levenshtein distance (optimal string alignment) and the suggestions made from it.
package enum EditDistance {
    /// Edits (insert, delete, replace, swap neighbours) that turn `left` into `right`. O(n·m).
    package static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().utf8)
        let right = Array(right.lowercased().utf8)
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let same = left[row] == right[column]
                var best = min(
                    previous[column + 1] + 1, current[column] + 1,
                    previous[column] + (same ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }

    /// The nearest of `candidates` to a mistyped `word`, if any is near enough to be meant.
    ///
    /// ```swift
    /// EditDistance.suggestion(for: "acount", among: ["account", "device"])  // "account"
    /// ```
    package static func suggestion(
        for word: String, among candidates: some Sequence<String>
    ) -> String? {
        let bound = editsMax(word.utf8.count)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates where candidate != word {
            guard abs(candidate.utf8.count - word.utf8.count) <= bound else { continue }
            let distance = between(word, candidate)
            guard distance <= bound else { continue }
            if let held = best, (held.distance, held.candidate) <= (distance, candidate) {
                continue
            }
            best = (distance, candidate)
        }
        return best?.candidate
    }

    /// How far a meant word may be from one written with so many bytes.
    private static func editsMax(_ count: Int) -> Int {
        count < 3 ? 0 : count < 6 ? 1 : max(2, count / 3)
    }
}
