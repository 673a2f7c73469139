import CEL
import Foundation
import Vocabulary

/// One column on disk, packed, in memory as a map; its blocks are unpacked one at a time.
struct ColumnFile: Sendable {
    let path: String
    let rowCount: Int
    private let data: Data
    /// Where each block's packed bytes begin, and its two sizes.
    private let blocks: [(start: Int, raw: Int, packed: Int)]

    /// - Throws: ``Fault`` `unavailable` when it is not there or torn.
    init(path: String, rowCount: Int) throws {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
        else { throw ColumnFile.torn(path) }
        (self.path, self.rowCount, self.data) = (path, rowCount, data)
        var blocks: [(start: Int, raw: Int, packed: Int)] = []
        var start = 0
        try data.withUnsafeBytes { bytes in
            while start + 8 <= bytes.count {
                let raw = Int(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
                let packed = Int(bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self))
                blocks.append((start + 8, raw, packed))
                start += 8 + packed
            }
            guard start == bytes.count else { throw ColumnFile.torn(path) }
        }
        guard blocks.count == ColumnFile.blockCount(rows: rowCount) else {
            throw ColumnFile.torn(path)
        }
        self.blocks = blocks
    }

    static func blockCount(rows: Int) -> Int {
        (rows + BlockLayout.rows - 1) / BlockLayout.rows
    }

    static func torn(_ path: String) -> Fault {
        Fault(
            .unavailable, "\(path) of the cache is missing or torn.",
            fix: "Delete the cache folder and run again.")
    }

    /// Unpacks a block. O(rows of a block).
    func read(block: Int, into room: ColumnBlock) throws {
        let place = blocks[block]
        let rows = min(BlockLayout.rows, rowCount - block * BlockLayout.rows)
        room.reserve(place.raw)
        let isWhole = data.withUnsafeBytes { bytes in
            Zstd.unpack(
                UnsafeRawBufferPointer(rebasing: bytes[place.start..<place.start + place.packed]),
                into: UnsafeMutableRawBufferPointer(start: room.base, count: place.raw))
        }
        guard isWhole, let layout = BlockLayout(head: room.base, bytes: place.raw),
            layout.rowCount == rows
        else { throw ColumnFile.torn(path) }
        room.layout = layout
    }
}

/// One unpacked block of a column; reused from block to block. Not thread-safe.
final class ColumnBlock {
    private(set) var base = UnsafeMutableRawPointer.allocate(byteCount: 1 << 16, alignment: 64)
    private var capacity = 1 << 16
    /// The rows as values; texts point into the block.
    let values = UnsafeMutablePointer<Value>.allocate(capacity: BlockLayout.rows)
    var layout = BlockLayout(
        rowCount: 0, hasKinds: false, hasTags: false, hasAux: false, width: 0, entryCount: 0,
        entryBytes: 0)

    deinit {
        base.deallocate()
        values.deallocate()
    }

    func reserve(_ bytes: Int) {
        guard bytes > capacity else { return }
        base.deallocate()
        base = .allocate(byteCount: bytes, alignment: 64)
        capacity = bytes
    }

    /// Fills ``values``. O(rows).
    func fill() {
        let value = Value(
            kind: unsafeBitCast(base.load(fromByteOffset: 2, as: UInt8.self), to: Value.Kind.self),
            tag: base.load(fromByteOffset: 3, as: UInt8.self),
            aux: base.load(fromByteOffset: 16, as: UInt32.self),
            bits: base.load(fromByteOffset: 8, as: UInt64.self))
        let rows = layout.rowCount
        values.update(repeating: value, count: rows)
        switch layout.width {
        case 1: widen(UInt8.self)
        case 2: widen(UInt16.self)
        case 4: widen(UInt32.self)
        case 8: widen(UInt64.self)
        default: break
        }
        if layout.hasAux {
            let plane = plane(layout.auxStart, UInt32.self)
            for row in 0..<rows { values[row].aux = plane[row] }
        }
        if layout.hasTags {
            let plane = plane(layout.tagsStart, UInt8.self)
            for row in 0..<rows { values[row].tag = plane[row] }
        }
        if layout.hasKinds {
            let plane = plane(layout.kindsStart, UInt8.self)
            for row in 0..<rows {
                values[row].kind = unsafeBitCast(plane[row], to: Value.Kind.self)
            }
        }
        if layout.entryCount > 0 { resolve() }
    }

    /// The number in a row of a column of ints.
    @inline(__always)
    func number(_ row: Int) -> UInt64 {
        switch layout.width {
        case 1: UInt64(plane(layout.bitsStart, UInt8.self)[row])
        case 2: UInt64(plane(layout.bitsStart, UInt16.self)[row])
        case 4: UInt64(plane(layout.bitsStart, UInt32.self)[row])
        case 8: plane(layout.bitsStart, UInt64.self)[row]
        default: base.load(fromByteOffset: 8, as: UInt64.self)
        }
    }

    /// The texts of the dictionary.
    var entries: [String] {
        (0..<layout.entryCount).map { place in
            String(decoding: entry(place), as: UTF8.self)
        }
    }

    private func entry(_ place: Int) -> UnsafeBufferPointer<UInt8> {
        let ends = plane(layout.endsStart, UInt32.self)
        let start = place == 0 ? 0 : BlockLayout.whole(Int(ends[place - 1]))
        return UnsafeBufferPointer(
            start: plane(layout.entriesStart, UInt8.self) + start, count: Int(ends[place]) - start)
    }

    private func resolve() {
        for row in 0..<layout.rowCount {
            switch values[row].kind {
            case .string, .bytes:
                let text = entry(Int(values[row].bits))
                values[row].aux = UInt32(truncatingIfNeeded: text.count)
                values[row].bits = UInt64(UInt(bitPattern: text.baseAddress))
            case .ip, .cidr:
                let text = entry(Int(values[row].bits))
                values[row].bits = UInt64(UInt(bitPattern: text.baseAddress))
            default: break
            }
        }
    }

    private func widen<Number: FixedWidthInteger>(_: Number.Type) {
        let plane = plane(layout.bitsStart, Number.self)
        for row in 0..<layout.rowCount {
            values[row].bits = UInt64(truncatingIfNeeded: plane[row])
        }
    }

    @inline(__always)
    private func plane<Number>(_ start: Int, _: Number.Type) -> UnsafePointer<Number> {
        UnsafePointer((base + start).assumingMemoryBound(to: Number.self))
    }
}
