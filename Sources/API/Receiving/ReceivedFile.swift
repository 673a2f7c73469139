import Foundation
import Glibc
import Synchronization
import Toolbox
import Vocabulary

/// What a receiver got, a line of JSON for each message, once each: who answers only when ``take``
/// says so has processed every message exactly once, however often it came.
///
/// A line is on the disk before it counts; messages that wait meanwhile share one `fsync`.
package final class ReceivedFile: Sendable {
    private struct Held {
        /// Ids of all lines, for good: as many as messages were ever got.
        var ids: Set<String>
        var bytes: [UInt8] = []
        var waiting: [@Sendable (Fault?) -> Void] = []
        var isWriting = false
        /// A line may be torn: nothing more is written.
        var broken: Fault?
    }

    private let descriptor: Int32
    private let path: String
    private let held: Mutex<Held>
    private let queue = DispatchQueue(label: "assay.received")

    /// Opens the file and reads what came before; a last line that is torn is cut off.
    ///
    /// - Throws: ``Fault`` `unavailable` when it cannot be written, `invalid` for a file that holds
    ///   something else.
    package init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ReceivedFile.unwritable(path) }
        let written = try Data(contentsOf: URL(fileURLWithPath: path))
        let whole = written.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        guard whole == written.count || ftruncate(descriptor, whole) == 0 else {
            throw ReceivedFile.unwritable(path)
        }
        var ids: Set<String> = []
        for line in written.prefix(whole).split(separator: 0x0A) {
            guard let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any],
                let id = object["id"] as? String
            else {
                throw Fault(
                    .invalid, "\(path) holds a line that is no message received.",
                    fix: "Name a new file.")
            }
            ids.insert(id)
        }
        held = Mutex(Held(ids: ids))
    }

    deinit { close(descriptor) }

    /// Messages it holds.
    package var count: Int { held.withLock { $0.ids.count } }

    private static func unwritable(_ path: String) -> Fault {
        Fault(
            .unavailable, "Cannot write \(path): \(String(cString: strerror(errno))).",
            fix: "Name a file in a folder that can be written.")
    }

    /// Takes a message unless it came before; `done` is told on a thread of its own, once the
    /// message, whoever brought it first, is on the disk.
    ///
    /// - Returns: whether it is new.
    func take(
        _ id: String, sentAt: Int64, receivedAt: Int64, body: [UInt8],
        done: @escaping @Sendable (Fault?) -> Void
    ) -> Bool {
        held.withLock { held in
            let isNew = held.ids.insert(id).inserted
            if isNew {
                var writer = ByteWriter(capacity: body.count + 128)
                writer.append("{\"id\":" as StaticString)
                writer.appendQuoted(id)
                writer.append(",\"at\":\(sentAt),\"receivedAt\":\(receivedAt),\"body\":")
                writer.appendQuoted(String(decoding: body, as: UTF8.self))
                writer.append("}\n" as StaticString)
                held.bytes += writer.bytes
            }
            held.waiting.append(done)
            if !held.isWriting {
                held.isWriting = true
                queue.async { [self] in writeAll() }
            }
            return isNew
        }
    }

    private func writeAll() {
        while true {
            let (bytes, waiting, broken) = held.withLock { held in
                let taken = (held.bytes, held.waiting, held.broken)
                (held.bytes, held.waiting) = ([], [])
                if taken.1.isEmpty { held.isWriting = false }
                return taken
            }
            if waiting.isEmpty { return }
            let fault = broken ?? append(bytes)
            if let fault { held.withLock { $0.broken = fault } }
            for done in waiting { done(fault) }
        }
    }

    private func append(_ bytes: [UInt8]) -> Fault? {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return ReceivedFile.unwritable(path) }
            start += count
        }
        return bytes.isEmpty || fsync(descriptor) == 0 ? nil : ReceivedFile.unwritable(path)
    }
}
