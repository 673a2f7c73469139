/// A text as a QR code (ISO/IEC 18004): bytes, level M, versions 1 to 10.
///
/// Written after the standard; the mask is always the first, which any reader takes.
package struct QRCode: Sendable {
    /// Modules of a side, with the quiet zone around.
    package let size: Int
    /// Dark modules as a path of SVG.
    package let path: String

    /// Modules around that are light.
    private static let quiet = 4

    /// Codewords by version, level M: error correction of a block, and data of each block.
    private static let blocks: [(correction: Int, data: [Int])] = [
        (10, [16]), (16, [28]), (26, [44]), (18, [32, 32]), (24, [43, 43]),
        (16, [27, 27, 27, 27]), (18, [31, 31, 31, 31]), (22, [38, 38, 39, 39]),
        (22, [36, 36, 36, 37, 37]), (26, [43, 43, 43, 43, 44]),
    ]
    private static let alignments: [[Int]] = [
        [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46],
        [6, 28, 50],
    ]

    /// - Returns: nil for a text of more than 213 bytes.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard
            let place = QRCode.blocks.indices.first(where: { place in
                let room = QRCode.blocks[place].data.reduce(0, +)
                return bytes.count + (place >= 9 ? 3 : 2) <= room
            })
        else { return nil }
        let version = place + 1
        var grid = QRGrid(version: version, alignments: QRCode.alignments[place])
        grid.fill(QRCode.codewords(bytes, version: version))
        grid.writeFormat()
        size = grid.size + 2 * QRCode.quiet
        path = grid.path(offset: QRCode.quiet)
    }

    /// Data and error correction, interleaved.
    private static func codewords(_ bytes: [UInt8], version: Int) -> [UInt8] {
        let (correction, sizes) = blocks[version - 1]
        var bits: [Bool] = []
        func put(_ value: Int, _ count: Int) {
            for bit in stride(from: count - 1, through: 0, by: -1) {
                bits.append(value >> bit & 1 == 1)
            }
        }
        put(0b0100, 4)
        put(bytes.count, version >= 10 ? 16 : 8)
        for byte in bytes { put(Int(byte), 8) }
        let room = sizes.reduce(0, +) * 8
        put(0, min(4, room - bits.count))
        while bits.count % 8 != 0 { bits.append(false) }
        var pad = 0xEC
        while bits.count < room {
            put(pad, 8)
            pad ^= 0xEC ^ 0x11
        }
        let data = stride(from: 0, to: room, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var parts: [[UInt8]] = []
        var start = 0
        for size in sizes {
            parts.append(Array(data[start..<start + size]))
            start += size
        }
        let checks = parts.map { ReedSolomon.check($0, count: correction) }
        let longest = sizes.max() ?? 0
        return (0..<longest).flatMap { at in parts.compactMap { at < $0.count ? $0[at] : nil } }
            + (0..<correction).flatMap { at in checks.map { $0[at] } }
    }
}

/// Error correction over GF(256) with the polynomial 0x11D (Reed and Solomon 1960).
private enum ReedSolomon {
    static func multiply(_ one: UInt8, _ other: UInt8) -> UInt8 {
        var product = 0
        for bit in stride(from: 7, through: 0, by: -1) {
            product = product << 1 ^ (product >> 7 * 0x11D)
            product ^= Int(other >> UInt8(bit) & 1) * Int(one)
        }
        return UInt8(product & 0xFF)
    }

    static func check(_ data: [UInt8], count: Int) -> [UInt8] {
        var divisor = [UInt8](repeating: 0, count: count)
        divisor[count - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<count {
            for place in 0..<count {
                divisor[place] = multiply(divisor[place], root)
                if place + 1 < count { divisor[place] ^= divisor[place + 1] }
            }
            root = multiply(root, 2)
        }
        var rest = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for place in 0..<count { rest[place] ^= multiply(divisor[place], factor) }
        }
        return rest
    }
}

/// The modules of a code.
private struct QRGrid {
    let version: Int
    let size: Int
    private var dark: [Bool]
    private var isSet: [Bool]

    init(version: Int, alignments: [Int]) {
        self.version = version
        size = version * 4 + 17
        dark = Array(repeating: false, count: size * size)
        isSet = dark
        for at in 0..<size {
            set(6, at, at % 2 == 0)
            set(at, 6, at % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { finder(x, y) }
        for x in alignments {
            for y in alignments where !isCorner(x, y) { alignment(x, y) }
        }
        writeFormat()
        if version >= 7 { writeVersion() }
    }

    private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        isSet[y * size + x] = true
    }

    private mutating func finder(_ x: Int, _ y: Int) {
        for dy in -4...4 {
            for dx in -4...4 {
                let away = max(abs(dx), abs(dy))
                set(x + dx, y + dy, away != 2 && away != 4)
            }
        }
    }

    private mutating func alignment(_ x: Int, _ y: Int) {
        for dy in -2...2 {
            for dx in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) }
        }
    }

    private func isCorner(_ x: Int, _ y: Int) -> Bool {
        (x == 6 && (y == 6 || y == size - 7)) || (x == size - 7 && y == 6)
    }

    /// Level M and mask 0, with 10 bits of a BCH code.
    mutating func writeFormat() {
        let data = 0b00 << 3 | 0
        var rest = data
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9 * 0x537) }
        let bits = (data << 10 | rest) ^ 0x5412
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for at in 0...5 { set(8, at, bit(at)) }
        set(8, 7, bit(6))
        set(8, 8, bit(7))
        set(7, 8, bit(8))
        for at in 9..<15 { set(14 - at, 8, bit(at)) }
        for at in 0..<8 { set(size - 1 - at, 8, bit(at)) }
        for at in 8..<15 { set(8, size - 15 + at, bit(at)) }
        set(8, size - 8, true)
    }

    private mutating func writeVersion() {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11 * 0x1F25) }
        let bits = version << 12 | rest
        for at in 0..<18 {
            let isDark = bits >> at & 1 == 1
            set(size - 11 + at % 3, at / 3, isDark)
            set(at / 3, size - 11 + at % 3, isDark)
        }
    }

    /// Lays the codewords in two columns at a time, up and down, under mask 0.
    mutating func fill(_ codewords: [UInt8]) {
        var place = 0
        var right = size - 1
        var isUp = true
        while right > 0 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let y = isUp ? size - 1 - step : step
                for x in [right, right - 1] where !isSet[y * size + x] {
                    var isDark = false
                    if place < codewords.count * 8 {
                        isDark = codewords[place / 8] >> UInt8(7 - place % 8) & 1 == 1
                        place += 1
                    }
                    dark[y * size + x] = isDark != ((x + y) % 2 == 0)
                }
            }
            isUp.toggle()
            right -= 2
        }
    }

    func path(offset: Int) -> String {
        var path = ""
        for y in 0..<size {
            for x in 0..<size where dark[y * size + x] {
                path += "M\(x + offset) \(y + offset)h1v1h-1z"
            }
        }
        return path
    }
}
