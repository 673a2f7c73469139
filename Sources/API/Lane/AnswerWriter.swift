import Glibc
import NIOCore
import Pipeline
import Toolbox
import Vocabulary

/// Writes the answers of one event loop as bytes, in memory that it uses again; on that loop only.
final class AnswerWriter: @unchecked Sendable {
    private var body = ByteWriter(capacity: 4096)
    /// All of a head that answers 200, up to the number of its length.
    private var head: [UInt8] = []
    private var headSecond = Int.min
    private let allocator = ByteBufferAllocator()

    /// The answer of a request: head and body in one piece.
    ///
    /// - Throws: ``Problem`` or ``Fault`` when the answer is none of 200.
    func answer(
        _ answers: Answers, of request: ShortRequest
    ) throws -> ByteBuffer {
        body.removeAll()
        try request.route.write(answers, lines: request.lines, to: &body)
        refresh()
        var buffer = allocator.buffer(capacity: head.count + 24 + body.count)
        buffer.writeBytes(head)
        buffer.writeString("\(body.count)\r\n\r\n")
        body.withBytes { _ = buffer.writeBytes(UnsafeRawBufferPointer($0)) }
        return buffer
    }

    private func refresh() {
        let second = time(nil)
        if second == headSecond { return }
        headSecond = second
        var text = "HTTP/1.1 200 OK\r\n"
        for (name, value) in LaneResponse.fields(type: "application/json") {
            text += "\(name): \(value)\r\n"
        }
        head = Array("\(text)Content-Length: ".utf8)
    }
}
