import Crypto
import Foundation
import Glibc
package import Pipeline
import Vocabulary

/// What makes a log the same log: what its parts hold, in order, whatever they are called.
package struct LogIdentity: Codable, Hashable, Sendable {
    package struct Part: Codable, Hashable, Sendable {
        /// For people; no part of the identity.
        package var name: String
        package var bytes: Int
        /// Hexadecimal.
        package var sha256: String
    }

    package var parts: [Part]

    /// Bytes read at a time.
    private static let chunkBytes = 1 << 20

    /// Of files, and of the mapping that makes fields of their columns. O(bytes).
    ///
    /// - Throws: ``Fault`` `notFound` for a file that cannot be read.
    package init(files: [String]) throws {
        parts = try files.map { path in
            guard let file = fopen(path, "r") else {
                throw Fault(
                    .notFound, "Cannot read \(path).", fix: "Name a file that may be read.")
            }
            defer { fclose(file) }
            var sha = SHA256()
            var bytes = 0
            let room = UnsafeMutableRawBufferPointer.allocate(
                byteCount: LogIdentity.chunkBytes, alignment: 64)
            defer { room.deallocate() }
            while true {
                let count = fread(room.baseAddress, 1, room.count, file)
                if count == 0 { break }
                sha.update(bufferPointer: UnsafeRawBufferPointer(rebasing: room[..<count]))
                bytes += count
            }
            return Part(name: path, bytes: bytes, sha256: Digest.text(sha.finalize()))
        }
    }

    /// Of a store's log, which only grows at its end and is forgotten from its start: the first
    /// event that is kept and the last one.
    ///
    /// - Throws: ``Fault`` `notFound` for an empty log.
    package init(store: any EventLog, named name: String) throws {
        let end = try store.lastSequence()
        let first = try store.events(after: 0, limit: 1, bytesMax: 1)
        let last = try store.events(after: end - 1, limit: 1, bytesMax: 1)
        guard let first = first.first, let last = last.first else {
            throw Fault(
                .notFound, "The store \(name) has no events.", fix: "Send it some first.")
        }
        parts = [first, last].map { event in
            var sha = SHA256()
            sha.update(data: Data("\(event.sequence) \(event.receivedAt) ".utf8))
            sha.update(data: Data(event.text))
            return Part(
                name: "\(name), event \(event.sequence)", bytes: event.text.count,
                sha256: Digest.text(sha.finalize()))
        }
    }

    /// What all of it comes to.
    var hash: String { Digest.of(parts.flatMap { ["\($0.bytes)", $0.sha256] }) }
}

/// SHA-256, in hexadecimal.
enum Digest {
    /// Over texts, each preceded by its length.
    static func of(_ texts: [String]) -> String {
        var sha = SHA256()
        for text in texts { sha.update(data: Data("\(text.utf8.count):\(text)".utf8)) }
        return Digest.text(sha.finalize())
    }

    static func text(_ digest: SHA256.Digest) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
