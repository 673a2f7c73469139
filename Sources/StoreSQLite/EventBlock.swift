import Foundation
import Vocabulary

/// The events of one group as one value: each behind its length, four bytes, little end first.
enum EventBlock {
    static func encode(_ events: [[UInt8]]) throws -> Data {
        var data = Data(capacity: events.reduce(0) { $0 + 4 + $1.count })
        for event in events {
            guard let count = UInt32(exactly: event.count) else {
                throw Fault(.tooLarge, "An event has \(event.count) bytes.", fix: "Send less.")
            }
            withUnsafeBytes(of: count.littleEndian) { data.append(contentsOf: $0) }
            data.append(contentsOf: event)
        }
        return data
    }

    /// Calls `body` with each event and its index until it answers false.
    ///
    /// - Throws: ``Fault`` `unavailable` when the block ends within an event.
    static func forEach(in data: Data, _ body: (Int, [UInt8]) -> Bool) throws {
        try data.withUnsafeBytes { bytes in
            var offset = 0
            var index = 0
            while offset < bytes.count {
                guard offset + 4 <= bytes.count else { throw torn }
                let count = Int(
                    UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                offset += 4
                guard offset + count <= bytes.count else { throw torn }
                if !body(index, Array(bytes[offset..<offset + count])) { return }
                offset += count
                index += 1
            }
        }
    }

    private static var torn: Fault {
        Fault(
            .unavailable, "A block of the event log ends within an event.",
            fix: "Restore the store from a backup.")
    }
}
