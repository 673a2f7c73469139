package import Toolbox

extension LogisticModel {
    /// Scores that rows get from models which did not see them: k-fold cross-validation, with the
    /// kinds stratified.
    ///
    /// Both kinds are shuffled and dealt to the folds in turn, so each fold has its share of both;
    /// the rows of a fold are scored by the model fitted to all others.
    /// - Parameters:
    ///   - folds: at least 2, and at most as many as there are rows of either kind.
    ///   - random: who is in which fold.
    ///   - penalty: as of ``fitted(_:_:penalty:)``.
    ///
    /// O(folds · a fit).
    package static func heldOutScores(
        _ rows: [[Double]], _ labels: [Bool], folds: Int, random: inout SplitMix64, penalty: Double
    ) -> [Double] {
        precondition(rows.count == labels.count, "a row has a label")
        var foldOfRow = [Int](repeating: 0, count: rows.count)
        for kind in [true, false] {
            let members = labels.indices.filter { labels[$0] == kind }.shuffled(using: &random)
            precondition(folds >= 2 && folds <= members.count, "every fold has rows of both kinds")
            for (place, member) in members.enumerated() { foldOfRow[member] = place % folds }
        }
        var scores = [Double](repeating: 0, count: rows.count)
        for fold in 0..<folds {
            let others = rows.indices.filter { foldOfRow[$0] != fold }
            let model = fitted(
                others.map { rows[$0] }, others.map { labels[$0] }, penalty: penalty)
            for row in rows.indices where foldOfRow[row] == fold {
                scores[row] = model.score(rows[row])
            }
        }
        return scores
    }
}
