package import Toolbox
package import Vocabulary

/// Writes steps as events of the pack, and as messages to the integrator.
struct StepWriting {
    let schema: Schema
    let definition: VerificationDefinition

    /// Where the events come from.
    static let source = "assay.verify"

    /// The `data` of a step's event: only fields that the event type declares, cut to what they
    /// may hold.
    func data(_ verification: Verification, person: [String: String]) -> String {
        let type = schema.types[definition.event]
        var known = person
        known["requirement"] = verification.requirement
        known["state"] = verification.state.rawValue
        known["vendor"] = verification.vendor
        known["reference"] = verification.reference
        known["reasons"] = verification.reasons.joined(separator: " ")
        var writer = ByteWriter(capacity: 512)
        writer.append(byte: UInt8(ascii: "{"))
        let account = schema.entities.firstIndex(of: "account")
        var isFirst = true
        for field in type.fields {
            let isAccount = field.entity == account && account != nil
            let text = isAccount ? verification.account : known[field.name] ?? ""
            if text.isEmpty { continue }
            if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
            isFirst = false
            writer.appendQuoted(field.name)
            writer.append(byte: UInt8(ascii: ":"))
            if isAccount, field.type == .int {
                writer.append(text)
            } else {
                writer.appendQuoted(StepWriting.cut(text, to: field.bytesMax))
            }
        }
        writer.append(byte: UInt8(ascii: "}"))
        return writer.text
    }

    /// The longest beginning of whole characters that has so many bytes.
    static func cut(_ text: String, to bytesMax: Int) -> String {
        guard text.utf8.count > bytesMax else { return text }
        var cut = text.prefix(bytesMax)
        while cut.utf8.count > bytesMax { cut.removeLast() }
        return String(cut)
    }

    /// The event of a step, as it goes into the log.
    ///
    /// - Parameters:
    ///   - type: of the event.
    ///   - time: milliseconds since 1970.
    static func event(_ step: UnloggedStep, type: String, time: Int64) -> [UInt8] {
        var writer = ByteWriter(capacity: step.data.utf8.count + 192)
        writer.append("{\"specversion\":\"1.0\",\"id\":" as StaticString)
        writer.appendQuoted(step.id)
        writer.append(",\"source\":" as StaticString)
        writer.appendQuoted(source)
        writer.append(",\"type\":" as StaticString)
        writer.appendQuoted(type)
        writer.append(",\"time\":" as StaticString)
        writer.appendQuoted(CivilTime(milliseconds: time).rfc3339)
        writer.append(",\"data\":" as StaticString)
        writer.append(step.data)
        writer.append(byte: UInt8(ascii: "}"))
        return writer.bytes
    }

    /// What the integrator is told; nil for `pending`, which they caused themselves. It says
    /// nothing of the person.
    static func message(_ verification: Verification) -> OutboxMessage? {
        if verification.state == .pending { return nil }
        let kind = "verification.\(verification.state.rawValue)"
        var writer = ByteWriter(capacity: 512)
        writer.append("{\"type\":" as StaticString)
        writer.appendQuoted(kind)
        writer.append(",\"timestamp\":" as StaticString)
        writer.appendQuoted(CivilTime(milliseconds: verification.at).rfc3339)
        writer.append(",\"data\":" as StaticString)
        verification.writeJSON(to: &writer)
        writer.append(byte: UInt8(ascii: "}"))
        return OutboxMessage(
            id: "\(verification.id)-\(verification.steps)", kind: kind,
            subject: "account=\(verification.account)", at: verification.at,
            payload: writer.text)
    }
}

extension Verification {
    /// Appends it as a JSON object; what is not known is left out.
    package func writeJSON(to writer: inout ByteWriter, more: String = "") {
        writer.append("{\"id\":" as StaticString)
        writer.appendQuoted(id)
        for (name, value) in [
            ("account", account), ("requirement", requirement), ("state", state.rawValue),
            ("why", why), ("vendor", vendor), ("reference", reference),
        ] where !value.isEmpty {
            writer.append(",\"\(name)\":")
            writer.appendQuoted(value)
        }
        writer.append(",\"steps\":\(steps),\"failures\":\(failures),\"at\":\(at)")
        if let overAt { writer.append(",\"over_at\":\(overAt)") }
        writer.append(",\"reasons\":[" as StaticString)
        for (place, reason) in reasons.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendQuoted(reason)
        }
        writer.append("]\(more)}")
    }
}

extension VerificationLine {
    /// Appends it as a JSON object.
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"number\":\(number),\"move\":\"\(move.rawValue)\",\"from\":")
        writer.append(from.map { "\"\($0.rawValue)\"" } ?? "null")
        writer.append(",\"state\":\"\(state.rawValue)\",\"at\":\(at),\"by\":")
        writer.appendQuoted(by)
        for (name, value) in [
            ("vendor", vendor), ("reference", reference), ("payload_sha256", payloadHash),
        ] where !value.isEmpty {
            writer.append(",\"\(name)\":")
            writer.appendQuoted(value)
        }
        writer.append(",\"reasons\":[" as StaticString)
        for (place, reason) in reasons.enumerated() {
            if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendQuoted(reason)
        }
        writer.append("]}" as StaticString)
    }
}
