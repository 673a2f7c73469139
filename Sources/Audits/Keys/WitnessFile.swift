import Foundation
import Glibc
import Vocabulary

/// Checkpoints outside of the database, one JSON object a line, only ever added to: who cuts the
/// end of the log off the database must cut it here too, and where the file is sent on, cannot.
package struct WitnessFile: Sendable {
    private let path: String

    package init(path: String) { self.path = path }

    /// Lines of a file that are read: 16 million lines of the log.
    private static let linesMax = 65_536

    /// - Throws: ``Fault`` `unavailable` when it cannot be written.
    package func add(_ mark: AuditMark) throws {
        var text = Array(try JSONEncoder().encode(mark))
        text.append(UInt8(ascii: "\n"))
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { throw failed }
        defer { close(file) }
        guard text.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == text.count,
            fsync(file) == 0
        else { throw failed }
    }

    private var failed: Fault {
        Fault(
            .unavailable, "\(path) cannot be written: \(String(cString: strerror(errno))).",
            fix: "See that the store's folder has room and may be written to.")
    }

    /// The latest of them in order; none where there is no file.
    ///
    /// - Throws: ``Fault`` `invalid` for a line that is no checkpoint.
    package func marks() throws -> [AuditMark] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let lines = data.split(separator: UInt8(ascii: "\n")).suffix(Self.linesMax)
        return try lines.map { line in
            guard let mark = try? JSONDecoder().decode(AuditMark.self, from: line) else {
                throw Fault(
                    .invalid, "\(path) has a line that is no checkpoint of the audit log.",
                    fix: "Compare it with a copy; a power cut may have torn its last line.")
            }
            return mark
        }.sorted { $0.sequence < $1.sequence }
    }
}
