import Packs
import Toolbox
import Vocabulary

/// Features as rows of CSV: identity of the event, then one column a feature, empty when missing.
enum FeatureText {
    static func header(_ evaluator: Evaluator) -> [UInt8] {
        var text = ByteWriter()
        text.append("source,id,type,time" as StaticString)
        for slot in evaluator.pack.featureSlots {
            text.append(",")
            text.append(evaluator.pack.slotNames[slot])
        }
        text.append("\n" as StaticString)
        return text.bytes
    }

    static func write(
        row index: Int, of batch: EventBatch, _ evaluator: Evaluator,
        to text: inout ByteWriter
    ) {
        let row = batch.row(index)
        for slot in [
            Schema.Envelope.source, Schema.Envelope.id, Schema.Envelope.type, Schema.Envelope.time,
        ] {
            if slot != Schema.Envelope.source { text.append(byte: 0x2C) }
            text.appendCell(row[slot])
        }
        for slot in evaluator.pack.featureSlots {
            text.append(byte: 0x2C)
            text.appendCell(row[slot])
        }
        text.append(byte: 0x0A)
    }
}
