package import HTTPTypes
package import Hummingbird
import NIOCore
package import Toolbox

extension Response {
    /// A response of written bytes.
    package init(_ writer: ByteWriter, type: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: type],
            body: ResponseBody(
                byteBuffer: writer.withBytes { ByteBuffer(bytes: UnsafeRawBufferPointer($0)) }))
    }

    /// JSON, as all of `/v1` answers.
    package static func json(_ writer: ByteWriter) -> Response {
        Response(writer, type: "application/json")
    }

    package static func json(_ text: String) -> Response {
        var writer = ByteWriter(capacity: text.utf8.count)
        writer.append(text)
        return json(writer)
    }

    /// JSON with one member, a list of items as `write` has them.
    package static func list<Item>(
        _ name: StaticString, of items: [Item], write: (Item, inout ByteWriter) -> Void
    ) -> Response {
        var writer = ByteWriter(capacity: 256 * items.count + 64)
        writer.append("{\"" as StaticString)
        writer.append(name)
        writer.append("\":[" as StaticString)
        for (index, item) in items.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            write(item, &writer)
        }
        writer.append("]}" as StaticString)
        return json(writer)
    }
}
