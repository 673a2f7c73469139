import CEL
import Glibc
import Vocabulary

/// Writes one column: a file of packed blocks, each behind its two sizes.
///
/// A value that no event or feature can be (a list, a map) is refused by ``finish()``.
final class ColumnWriter: @unchecked Sendable {
    private let kinds: UnsafeMutablePointer<UInt8>
    private let tags: UnsafeMutablePointer<UInt8>
    private let aux: UnsafeMutablePointer<UInt32>
    private let bits: UnsafeMutablePointer<UInt64>
    private var texts = TextIndex()
    @exclusivity(unchecked) private var held = 0
    private var hasOtherKind = false
    private let path: String
    private let file: UnsafeMutablePointer<FILE>
    private var raw: UnsafeMutableRawBufferPointer
    private var packed: [UInt8] = []
    private(set) var bytesWritten = 0

    /// - Throws: ``Fault`` `unavailable` when the file cannot be made.
    init(path: String) throws {
        guard let file = fopen(path, "w") else {
            throw Fault(
                .unavailable, "Cannot write \(path): \(String(cString: strerror(errno))).",
                fix: "Name a cache folder you may write to.")
        }
        (self.path, self.file) = (path, file)
        kinds = .allocate(capacity: BlockLayout.rows)
        tags = .allocate(capacity: BlockLayout.rows)
        aux = .allocate(capacity: BlockLayout.rows)
        bits = .allocate(capacity: BlockLayout.rows)
        raw = .allocate(byteCount: 1 << 16, alignment: 64)
    }

    deinit {
        kinds.deallocate()
        tags.deallocate()
        aux.deallocate()
        bits.deallocate()
        raw.deallocate()
        fclose(file)
    }

    /// Takes the value of the next row. Amortised O(bytes of the value).
    @inline(__always)
    func append(_ value: Value) throws {
        let row = held
        kinds[row] = value.kind.rawValue
        tags[row] = value.tag
        aux[row] = value.aux
        bits[row] = value.bits
        switch value.kind {
        case .absent, .null, .bool, .int, .uint, .double, .timestamp, .duration: break
        default: intern(value, row)
        }
        held = row + 1
        if held == BlockLayout.rows { try flush() }
    }

    @inline(never)
    private func intern(_ value: Value, _ row: Int) {
        switch value.kind {
        case .string, .bytes:
            bits[row] = UInt64(texts.place(of: value.asBytes))
            aux[row] = 0
        case .ip, .cidr:
            let address = UnsafeBufferPointer(
                start: UnsafePointer<UInt8>(bitPattern: UInt(value.bits)), count: 16)
            bits[row] = UInt64(texts.place(of: address))
        default: hasOtherKind = true
        }
    }

    /// Writes what is left, and closes the file.
    ///
    /// - Throws: ``Fault`` `unavailable` when the disk is full, `unsupported` for a kind of value
    ///   that has no place in a column.
    func finish() throws {
        if held > 0 { try flush() }
        guard !hasOtherKind else {
            throw Fault(.unsupported, "\(path): a column holds texts, numbers and addresses only.")
        }
        guard fflush(file) == 0 else { throw full }
    }

    private func flush() throws {
        let layout = BlockLayout(
            rowCount: held, hasKinds: !isSame(kinds), hasTags: !isSame(tags), hasAux: !isSame(aux),
            width: width(), entryCount: texts.count, entryBytes: texts.bytes.count)
        let size = layout.byteCount
        if raw.count < size {
            raw.deallocate()
            raw = .allocate(byteCount: size, alignment: 64)
        }
        let base = raw.baseAddress.unsafelyUnwrapped
        memset(base, 0, size)
        layout.writeHead(kind: kinds[0], tag: tags[0], aux: aux[0], bits: bits[0], to: base)
        switch layout.width {
        case 1: narrow(base + layout.bitsStart, UInt8.self)
        case 2: narrow(base + layout.bitsStart, UInt16.self)
        case 4: narrow(base + layout.bitsStart, UInt32.self)
        case 8: narrow(base + layout.bitsStart, UInt64.self)
        default: break
        }
        if layout.hasAux { memcpy(base + layout.auxStart, aux, held * 4) }
        if layout.hasKinds { memcpy(base + layout.kindsStart, kinds, held) }
        if layout.hasTags { memcpy(base + layout.tagsStart, tags, held) }
        texts.ends.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress { memcpy(base + layout.endsStart, from, bytes.count) }
        }
        texts.bytes.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress {
                memcpy(base + layout.entriesStart, from, bytes.count)
            }
        }
        try write(UnsafeRawBufferPointer(start: base, count: size))
        held = 0
        texts.removeAll()
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        packed.removeAll(keepingCapacity: true)
        let count = Zstd.pack(bytes, into: &packed)
        let sizes = [UInt32(bytes.count), UInt32(count)]
        guard fwrite(sizes, 4, 2, file) == 2, fwrite(packed, 1, count, file) == count else {
            throw full
        }
        bytesWritten += count + 8
    }

    private func isSame<Number: FixedWidthInteger>(
        _ plane: UnsafeMutablePointer<Number>
    ) -> Bool {
        let first = plane[0]
        for row in 1..<max(1, held) where plane[row] != first { return false }
        return true
    }

    /// Bytes that the widest content needs; 0 where all are the same.
    private func width() -> Int {
        if isSame(bits) { return 0 }
        var all: UInt64 = 0
        for row in 0..<held { all |= bits[row] }
        if all <= 0xFF { return 1 }
        if all <= 0xFFFF { return 2 }
        return all <= 0xFFFF_FFFF ? 4 : 8
    }

    private func narrow<Number: FixedWidthInteger>(
        _ place: UnsafeMutableRawPointer, _: Number.Type
    ) {
        let plane = place.assumingMemoryBound(to: Number.self)
        for row in 0..<held { plane[row] = Number(truncatingIfNeeded: bits[row]) }
    }

    private var full: Fault {
        Fault(
            .unavailable, "Cannot write all of \(path): \(String(cString: strerror(errno))).",
            fix: "Make room on the disk and run again.")
    }
}
