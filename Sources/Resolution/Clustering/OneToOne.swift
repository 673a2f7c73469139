/// Links of two tables where a record is the same as at most one of the other.
package enum OneToOne {
    /// The pair with the most evidence first, then the next whose records are both free. Each pair
    /// that is left out lost to one with more evidence. O(pairs · log pairs).
    package static func links(_ pairs: [ScoredPair], records: Int) -> [ScoredPair] {
        var isTaken = [Bool](repeating: false, count: records)
        let ranked = pairs.sorted {
            ($1.evidence, $0.left, $0.right) < ($0.evidence, $1.left, $1.right)
        }
        return ranked.filter { pair in
            if isTaken[Int(pair.left)] || isTaken[Int(pair.right)] { return false }
            isTaken[Int(pair.left)] = true
            isTaken[Int(pair.right)] = true
            return true
        }.sorted { ($0.left, $0.right) < ($1.left, $1.right) }
    }
}
