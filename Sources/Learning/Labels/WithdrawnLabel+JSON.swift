package import Toolbox
package import Vocabulary

extension WithdrawnLabel {
    /// A line of JSON, the same in commands and over HTTP: the label, with when, by whom and why it
    /// was taken back.
    package func writeJSON(to writer: inout ByteWriter) {
        writer.append("{\"sequence\":\(sequence),")
        label.writeMembers(to: &writer)
        writer.append(",\"withdrawn_at\":" as StaticString)
        writer.appendQuoted(CivilTime(milliseconds: at).rfc3339)
        writer.append(",\"withdrawn_by\":" as StaticString)
        writer.appendQuoted(by)
        writer.append(",\"why\":" as StaticString)
        writer.appendQuoted(why)
        writer.append(byte: UInt8(ascii: "}"))
    }
}
