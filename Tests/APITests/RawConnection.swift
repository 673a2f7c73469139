import Foundation
import Vocabulary

/// A socket of our own, to send what no well-behaved client sends. One task at a time; reads wait
/// on threads of their own, since the server needs those that tasks run on.
final class RawConnection: @unchecked Sendable {
    private let socket: Int32
    private var held = Data()

    /// - Parameters:
    ///   - seconds: how long a read may take.
    ///   - room: bytes that may lie unread on this side; nil leaves it to the system.
    init(port: Int, seconds: Int = 10, room: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var room {
            setsockopt(
                socket, SOL_SOCKET, SO_RCVBUF, &room, socklen_t(MemoryLayout<Int32>.size))
        }
        var timeout = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Fault(.unavailable, "Cannot connect to \(port).") }
    }

    deinit { close(socket) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Says that no more will be sent.
    func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// More bytes; false when the other side closed, or took too long.
    private func fill() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        held.append(contentsOf: bytes[..<count])
        return true
    }

    /// One answer: its head in small letters, and its body. Nil when there is none.
    func answer() async -> (head: String, body: String)? { await waiting { $0.readAnswer() } }

    /// Whether the other side has closed, once all it sent is read.
    func isClosed() async -> Bool {
        await waiting { connection in
            var byte: UInt8 = 0
            return connection.held.isEmpty && recv(connection.socket, &byte, 1, 0) == 0
        }
    }

    private func waiting<Answer: Sendable>(
        _ body: @escaping @Sendable (RawConnection) -> Answer
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: body(self)) }.start()
        }
    }

    private func readAnswer() -> (head: String, body: String)? {
        let gap = Data("\r\n\r\n".utf8)
        while held.range(of: gap) == nil { guard fill() else { return nil } }
        guard let end = held.range(of: gap) else { return nil }
        let head = String(decoding: held[..<end.lowerBound], as: UTF8.self).lowercased()
        held.removeSubrange(..<end.upperBound)
        let length =
            head.components(separatedBy: "content-length: ").dropFirst().first
            .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        while held.count < length { guard fill() else { return nil } }
        let body = String(decoding: held.prefix(length), as: UTF8.self)
        held.removeFirst(length)
        return (head, body)
    }
}
