package import Packs
import Vocabulary

/// The features as a service of a store would begin with, without beginning one.
package struct StoredFeatures {
    package let evaluator: Evaluator
    package let start: StartReport

    /// Reads the snapshot, where there is one, and walks the log behind it; writes nothing.
    ///
    /// - Parameter progress: called with events walked.
    /// - Throws: ``Fault`` when the log cannot be read.
    package init(
        pack: Pack, store: any Store, snapshotPath: String?, progress: (Int) -> Void
    ) throws {
        let judge = Evaluator(pack: pack)
        let rebuilt = try LiveRebuild(judge, store: store, snapshotPath: snapshotPath)
            .run(judge, progress: progress)
        (evaluator, start) = (rebuilt.evaluator, rebuilt.report)
    }
}
