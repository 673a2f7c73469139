import HTTPTypes
import Hummingbird
import NIOCore
import Toolbox

extension Response {
    /// A response of written bytes.
    init(_ writer: ByteWriter, type: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: type],
            body: ResponseBody(
                byteBuffer: writer.withBytes { ByteBuffer(bytes: UnsafeRawBufferPointer($0)) }))
    }

    /// JSON, as all of `/v1` answers.
    static func json(_ writer: ByteWriter) -> Response {
        Response(writer, type: "application/json")
    }

    static func json(_ text: String) -> Response {
        var writer = ByteWriter(capacity: text.utf8.count)
        writer.append(text)
        return json(writer)
    }
}
