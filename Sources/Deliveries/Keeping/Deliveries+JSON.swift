package import Toolbox
import Vocabulary

extension Delivery {
    /// Appends an object; the message's body with it where `isWhole`.
    package func writeJSON(to writer: inout ByteWriter, isWhole: Bool = false) {
        writer.append("{\"id\":" as StaticString)
        writer.appendQuoted(message.id)
        writer.append(",\"endpoint\":" as StaticString)
        writer.appendQuoted(endpoint)
        writer.append(",\"kind\":" as StaticString)
        writer.appendQuoted(message.kind)
        writer.append(",\"subject\":" as StaticString)
        writer.appendQuoted(message.subject)
        writer.append(
            ",\"sequence\":\(sequence),\"at\":\(message.at),\"state\":\"\(state.rawValue)\""
                + ",\"attempts\":\(attempts),\"due\":\(due),\"doneAt\":\(doneAt)")
        if isWhole {
            writer.append(",\"payload\":" as StaticString)
            writer.appendQuoted(message.payload)
        }
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension DeliveryAttempt {
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"id\":" as StaticString)
        writer.appendQuoted(message)
        writer.append(",\"endpoint\":" as StaticString)
        writer.appendQuoted(endpoint)
        writer.append(
            ",\"attempt\":\(number),\"at\":\(at),\"status\":\(status.map(String.init) ?? "null")"
                + ",\"milliseconds\":\(milliseconds),\"result\":\"\(result.rawValue)\",\"note\":")
        writer.appendQuoted(note)
        writer.append(byte: UInt8(ascii: "}"))
    }
}

extension EndpointStanding {
    /// Appends an object without secrets.
    package func writeJSON(to writer: inout ByteWriter, now: Int64) {
        writer.append("{\"name\":" as StaticString)
        writer.appendQuoted(endpoint.name)
        writer.append(",\"url\":" as StaticString)
        writer.appendQuoted(endpoint.url)
        writer.append(",\"kinds\":[" as StaticString)
        for (place, kind) in endpoint.kinds.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendQuoted(kind.text)
        }
        writer.append("],\"state\":\"\(endpoint.state.rawValue)\",\"why\":")
        writer.appendQuoted(endpoint.why)
        writer.append(
            ",\"secrets\":\(endpoint.signing(at: now).count),\"backlog\":\(backlog)"
                + ",\"oldestAt\":\(oldestAt.map(String.init) ?? "null"),\"dead\":\(dead)"
                + ",\"failures\":\(endpoint.failures),\"openUntil\":\(endpoint.openUntil)"
                + ",\"lastAt\":\(endpoint.lastAt)"
                + ",\"lastStatus\":\(endpoint.lastStatus.map(String.init) ?? "null")"
                + ",\"workedAt\":\(endpoint.workedAt),\"attempts\":{")
        for (place, result) in DeliveryAttempt.Result.allCases.enumerated() {
            writer.append(
                (place > 0 ? "," : "") + "\"\(result.rawValue)\":\(attempts[result] ?? 0)")
        }
        writer.append("}}" as StaticString)
    }
}
