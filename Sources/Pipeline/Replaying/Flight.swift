import Events
import Insights
import Packs
import Rules
import Toolbox
package import Vocabulary

/// One batch on its way through the stages of a replay, with all it needs to be written out.
package final class Flight: @unchecked Sendable {
    let text: EventText
    package let batch: EventBatch
    package let results: Results
    let parser: EventParser
    /// One a part of the rows, so that parts are decided and written at once.
    let parts: [Part]
    /// Whether the batch holds rows to be walked.
    var isLoaded = false

    /// A part of the rows: its lane, the text made of them, and what they came to.
    final class Part: @unchecked Sendable {
        let lane = Lane()
        var counts: DecisionCounts
        var decisions = ByteWriter()
        var features = ByteWriter()
        /// The same, packed, where the file is.
        var packedFeatures: [UInt8] = []
        var featureRows = 0

        init(ruleCount: Int) { counts = DecisionCounts(ruleCount: ruleCount) }
    }

    init(evaluator: Evaluator, partCount: Int) {
        text = EventText(limits: evaluator.limits)
        batch = evaluator.makeBatch()
        results = Results(capacity: batch.capacity)
        parser = evaluator.makeParser()
        let ruleCount = evaluator.pack.rules.rules.count
        parts = (0..<partCount).map { _ in Part(ruleCount: ruleCount) }
    }

    /// What of the batch could not become an event.
    package var deadLetters: [DeadLetter] { batch.deadLetters }

    /// Rows of one part.
    func rows(ofPart part: Int) -> Range<Int> {
        batch.count * part / parts.count..<batch.count * (part + 1) / parts.count
    }
}
