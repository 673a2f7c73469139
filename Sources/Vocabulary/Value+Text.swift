package import CEL
package import Toolbox

extension Value {
    /// The value as a number, if it is one.
    package var number: Double? {
        switch kind {
        case .int: Double(asInt)
        case .uint: Double(asUInt)
        case .double: asDouble
        default: nil
        }
    }

    /// Appends the value as people read it: text without quotes, times in RFC 3339,
    /// addresses as they are written.
    package func writeText(to writer: inout ByteWriter) {
        switch kind {
        case .string: writer.append(asBytes)
        case .int: writer.append(asInt)
        case .uint: writer.append(asUInt)
        case .double: writer.append(asDouble)
        case .bool: writer.append(asBool ? "true" as StaticString : "false")
        case .timestamp:
            CivilTime(seconds: asInt, nanoseconds: aux).write(to: &writer)
        case .ip: NetworkAddress(self).write(to: &writer)
        case .absent, .error, .null: break
        default: writer.append(rendered)
        }
    }

    /// Appends the value as JSON: numbers and truth as they are, all else as text.
    package func writeJSON(to writer: inout ByteWriter) {
        switch kind {
        case .int: writer.append(asInt)
        case .uint: writer.append(asUInt)
        case .double: writer.append(asDouble)
        case .bool: writer.append(asBool ? "true" as StaticString : "false")
        case .absent, .error, .null: writer.append("null" as StaticString)
        case .string: writer.appendQuoted(asBytes)
        case .timestamp, .ip:
            writer.append(byte: UInt8(ascii: "\""))
            writeText(to: &writer)
            writer.append(byte: UInt8(ascii: "\""))
        default:
            var text = ByteWriter(capacity: 64)
            writeText(to: &text)
            text.withBytes { writer.appendQuoted($0) }
        }
    }
}

extension NetworkAddress {
    /// Appends the address as it is written.
    fileprivate func write(to writer: inout ByteWriter) {
        guard family == 4 else { return writer.append(text) }
        for place in 0..<4 {
            if place > 0 { writer.append(byte: UInt8(ascii: ".")) }
            writer.append(low >> UInt64(24 - 8 * place) & 255)
        }
    }
}

extension ByteWriter {
    /// Appends a value as a cell of CSV (RFC 4180), in quotes only where they are needed.
    package mutating func appendCell(_ value: Value) {
        guard value.kind == .string else { return value.writeText(to: &self) }
        appendCell(value.asBytes)
    }
}
