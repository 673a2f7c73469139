import CEL
import Features
package import Vocabulary

extension Evaluator {
    /// Step 3 without its rules: the formulas of some rows. As ``decide(_:rows:into:lane:)``, any
    /// rows at once, each with its lane; texts live until the lane is used again.
    package func fillFormulas(_ batch: EventBatch, rows: Range<Int>, lane: Lane) {
        lane.scratch.forget()
        for index in rows where batch.admissions[index] == .accepted {
            lane.scratch.time = batch.times[index]
            features.fillFormulas(batch.row(index), lane.scratch)
            lane.scratch.reset()
        }
    }
}
