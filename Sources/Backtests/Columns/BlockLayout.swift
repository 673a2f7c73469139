/// How a block of a column lies in memory before it is packed.
///
/// A value is four planes: what it is (`kind`), its `tag`, its count (`aux`) and its content
/// (`bits`). A plane whose numbers are all the same stands as one number in the head. Content is as
/// wide as the greatest of the block needs. Texts and addresses stand once each in the dictionary
/// behind the planes; their content is their place in it.
///
/// In order: head of 32 bytes, bits, aux, kinds, tags, each from a multiple of 16 on; then the
/// dictionary: ends of the entries (`UInt32`), and the entries, each from a multiple of 16 on.
struct BlockLayout {
    static let headBytes = 32
    /// Rows of a block, the last of a column aside.
    static let rows = 16_384

    var rowCount: Int
    var hasKinds: Bool
    var hasTags: Bool
    var hasAux: Bool
    /// 0, 1, 2, 4 or 8 bytes.
    var width: Int
    var entryCount: Int
    var entryBytes: Int

    var bitsStart: Int { BlockLayout.headBytes }
    var auxStart: Int { bitsStart + BlockLayout.whole(rowCount * width) }
    var kindsStart: Int { auxStart + (hasAux ? BlockLayout.whole(rowCount * 4) : 0) }
    var tagsStart: Int { kindsStart + (hasKinds ? BlockLayout.whole(rowCount) : 0) }
    var endsStart: Int { tagsStart + (hasTags ? BlockLayout.whole(rowCount) : 0) }
    var entriesStart: Int { endsStart + BlockLayout.whole(entryCount * 4) }
    var byteCount: Int { entriesStart + entryBytes }

    static func whole(_ bytes: Int) -> Int { (bytes + 15) & ~15 }

    /// Numbers of the head: flags, what is the same in all rows, and the dictionary.
    func writeHead(
        kind: UInt8, tag: UInt8, aux: UInt32, bits: UInt64, to base: UnsafeMutableRawPointer
    ) {
        var flags: UInt8 = hasKinds ? 1 : 0
        if hasTags { flags |= 2 }
        if hasAux { flags |= 4 }
        base.storeBytes(of: flags, toByteOffset: 0, as: UInt8.self)
        base.storeBytes(of: UInt8(width), toByteOffset: 1, as: UInt8.self)
        base.storeBytes(of: kind, toByteOffset: 2, as: UInt8.self)
        base.storeBytes(of: tag, toByteOffset: 3, as: UInt8.self)
        base.storeBytes(of: UInt32(rowCount), toByteOffset: 4, as: UInt32.self)
        base.storeBytes(of: bits, toByteOffset: 8, as: UInt64.self)
        base.storeBytes(of: aux, toByteOffset: 16, as: UInt32.self)
        base.storeBytes(of: UInt32(entryCount), toByteOffset: 20, as: UInt32.self)
        base.storeBytes(of: UInt32(entryBytes), toByteOffset: 24, as: UInt32.self)
        base.storeBytes(of: 0, toByteOffset: 28, as: UInt32.self)
    }

    init(
        rowCount: Int, hasKinds: Bool, hasTags: Bool, hasAux: Bool, width: Int, entryCount: Int,
        entryBytes: Int
    ) {
        (self.rowCount, self.hasKinds, self.hasTags) = (rowCount, hasKinds, hasTags)
        (self.hasAux, self.width) = (hasAux, width)
        (self.entryCount, self.entryBytes) = (entryCount, entryBytes)
    }

    /// The layout that a head tells; nil where it does not fit the bytes there are.
    init?(head base: UnsafeRawPointer, bytes: Int) {
        guard bytes >= BlockLayout.headBytes else { return nil }
        let flags = base.load(as: UInt8.self)
        let width = Int(base.load(fromByteOffset: 1, as: UInt8.self))
        self.init(
            rowCount: Int(base.load(fromByteOffset: 4, as: UInt32.self)),
            hasKinds: flags & 1 != 0, hasTags: flags & 2 != 0, hasAux: flags & 4 != 0,
            width: width,
            entryCount: Int(base.load(fromByteOffset: 20, as: UInt32.self)),
            entryBytes: Int(base.load(fromByteOffset: 24, as: UInt32.self)))
        guard flags < 8, [0, 1, 2, 4, 8].contains(width), rowCount <= BlockLayout.rows,
            byteCount == bytes
        else { return nil }
    }
}
