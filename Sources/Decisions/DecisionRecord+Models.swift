import CEL
import Models
import Toolbox
import Vocabulary

extension DecisionRecord {
    /// Appends what the versions of the models said, without the bracket at the end.
    func writeModels(_ parts: Parts, _ writer: inout ByteWriter) {
        writer.append("},\"models\":[" as StaticString)
        for (index, score) in parts.models.scores.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            let version = models.models[score.model].versions[score.version]
            writer.append("{\"name\":" as StaticString)
            writer.appendQuoted(version.release.name)
            writer.append(",\"version\":" as StaticString)
            writer.append(Int64(version.release.version))
            writer.append(",\"stage\":" as StaticString)
            writer.appendQuoted(version.release.stage.rawValue)
            writer.append(",\"served\":" as StaticString)
            writer.append(score.isServed ? "true" as StaticString : "false")
            writer.append(",\"score\":" as StaticString)
            if score.value.isNaN {
                writer.append("null" as StaticString)
            } else {
                writer.append(score.value)
            }
            writer.append(",\"reasons\":[" as StaticString)
            for place in score.reasons {
                if place > score.reasons.lowerBound { writer.append(byte: UInt8(ascii: ",")) }
                write(parts.models.reasons[place], version, parts.row, &writer)
            }
            writer.append("]}" as StaticString)
        }
    }

    private func write(
        _ reason: ModelFindings.Reason, _ version: ServingVersion, _ row: UnsafePointer<Value>,
        _ writer: inout ByteWriter
    ) {
        writer.append("{\"input\":" as StaticString)
        writer.appendQuoted(version.model.manifest.inputs[reason.input])
        writer.append(",\"value\":" as StaticString)
        row[version.slots[reason.input]].writeJSON(to: &writer)
        writer.append(",\"contribution\":" as StaticString)
        writer.append(reason.contribution)
        writer.append(byte: UInt8(ascii: "}"))
    }
}
