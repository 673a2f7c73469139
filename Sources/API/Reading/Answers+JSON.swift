import Toolbox
import Vocabulary

extension StoredDecision {
    /// The record as it is, within what belongs to this answer alone.
    func writeEnvelope(isDuplicate: Bool, to writer: inout ByteWriter) {
        writer.append("{\"decision\":" as StaticString)
        body.write(to: &writer)
        writer.append(",\"duplicate\":" as StaticString)
        writer.append(isDuplicate ? "true" as StaticString : "false")
        writer.append(",\"latencyMicroseconds\":" as StaticString)
        writer.append(latencyMicroseconds)
        writer.append(byte: UInt8(ascii: "}"))
    }

    /// The record with its place in the log.
    func writeListed(to writer: inout ByteWriter) {
        writer.append("{\"decision\":" as StaticString)
        body.write(to: &writer)
        writer.append(",\"sequence\":" as StaticString)
        writer.append(sequence)
        writer.append(",\"latencyMicroseconds\":" as StaticString)
        writer.append(latencyMicroseconds)
        writer.append(byte: UInt8(ascii: "}"))
    }

    /// One line of a batch's results.
    func writeResult(status: StaticString, to writer: inout ByteWriter) {
        writer.append("{\"id\":" as StaticString)
        writer.appendQuoted(id)
        writer.append(",\"action\":" as StaticString)
        writer.appendQuoted(action.rawValue)
        writer.append(",\"status\":\"" as StaticString)
        writer.append(status)
        writer.append("\"}" as StaticString)
    }
}

extension DeadLetter {
    /// One line of a batch's results.
    ///
    /// - Parameter line: place in the batch as it was sent, one-based.
    func writeResult(line: Int, to writer: inout ByteWriter) {
        writer.append("{\"status\":\"refused\",\"code\":" as StaticString)
        writer.appendQuoted(code.rawValue)
        writer.append(",\"line\":" as StaticString)
        writer.append(Int64(line))
        for (name, value) in [("field", field), ("expected", expected), ("found", found)] {
            writer.append(byte: UInt8(ascii: ","))
            writer.appendQuoted(name)
            writer.append(byte: UInt8(ascii: ":"))
            writer.appendQuoted(value)
        }
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension Fault {
    /// One line of a batch's results: an event decided before, whose decision is not at hand.
    ///
    /// - Parameter line: place in the batch as it was sent, one-based.
    func writeResult(line: Int, to writer: inout ByteWriter) {
        writer.append("{\"status\":\"conflict\",\"line\":" as StaticString)
        writer.append(Int64(line))
        writer.append(",\"detail\":" as StaticString)
        writer.appendQuoted(description)
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension AccountStanding {
    func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"account\":" as StaticString)
        writer.appendQuoted(account)
        writer.append(",\"decisions\":" as StaticString)
        writer.append(Int64(decisions))
        writer.append(",\"actedOn\":" as StaticString)
        writer.append(Int64(actedOn))
        writer.append(",\"scoreMax\":" as StaticString)
        writer.append(scoreMax)
        writer.append(",\"worstDecision\":" as StaticString)
        writer.appendQuoted(worstDecision)
        writer.append(byte: UInt8(ascii: "}"))
    }
}
