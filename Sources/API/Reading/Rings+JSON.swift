import Pipeline
import Toolbox
import Vocabulary

extension DetectionCounts {
    func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"asOf\":" as StaticString)
        writer.append(asOf)
        writer.append(",\"endedAt\":" as StaticString)
        writer.append(endedAt)
        writer.append(",\"rings\":" as StaticString)
        writer.append(Int64(rings))
        writer.append(",\"restrictedAccounts\":" as StaticString)
        writer.append(Int64(restricted))
        writer.append(",\"reviewedAccounts\":" as StaticString)
        writer.append(Int64(reviewed))
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension RingRecord {
    /// Without its document.
    func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"ring\":" as StaticString)
        writer.appendQuoted(id)
        writer.append(",\"score\":" as StaticString)
        writer.append(score)
        writer.append(",\"action\":" as StaticString)
        writer.appendQuoted(action)
        writer.append(",\"accounts\":" as StaticString)
        writer.append(Int64(accounts))
        writer.append(",\"plays\":" as StaticString)
        writer.append(Int64(plays))
        writer.append(",\"firstSeen\":" as StaticString)
        writer.append(firstSeen)
        writer.append(",\"lastSeen\":" as StaticString)
        writer.append(lastSeen)
        writer.append(",\"summary\":" as StaticString)
        writer.appendQuoted(summary)
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension AccountVerdict {
    func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"account\":" as StaticString)
        writer.appendQuoted(account)
        writer.append(",\"score\":" as StaticString)
        writer.append(score)
        writer.append(",\"action\":" as StaticString)
        writer.appendQuoted(action)
        writer.append(",\"ring\":" as StaticString)
        if ring.isEmpty {
            writer.append("null" as StaticString)
        } else {
            writer.appendQuoted(ring)
        }
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension RecipientVerdict {
    func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"kind\":" as StaticString)
        writer.appendQuoted(kind)
        writer.append(",\"name\":" as StaticString)
        writer.appendQuoted(name)
        writer.append(",\"role\":" as StaticString)
        writer.appendQuoted(role)
        writer.append(",\"score\":" as StaticString)
        writer.append(score)
        writer.append(",\"reason\":" as StaticString)
        writer.appendQuoted(reason)
        writer.append(byte: UInt8(ascii: "}"))
    }
}
