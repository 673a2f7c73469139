/// Files in one, as `tar` reads them (ustar, POSIX.1-1988).
package enum Tar {
    private static let block = 512

    /// - Parameters:
    ///   - files: paths of at most 100 bytes, relative.
    ///   - folder: what stands before each path.
    ///   - time: of all of them, seconds since 1970.
    package static func bytes(
        _ files: [(path: String, bytes: [UInt8])], in folder: String, at time: Int64
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for file in files {
            bytes += header(folder + "/" + file.path, file.bytes.count, time)
            bytes += file.bytes
            bytes += [UInt8](repeating: 0, count: (block - file.bytes.count % block) % block)
        }
        return bytes + [UInt8](repeating: 0, count: 2 * block)
    }

    private static func header(_ path: String, _ size: Int, _ time: Int64) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at place: Int, atMost most: Int) {
            for (index, byte) in text.utf8.prefix(most).enumerated() {
                header[place + index] = byte
            }
        }
        func octal(_ number: Int64, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(path, at: 0, atMost: 100)
        put(octal(0o600, 7), at: 100, atMost: 8)
        put(octal(0, 7), at: 108, atMost: 8)
        put(octal(0, 7), at: 116, atMost: 8)
        put(octal(Int64(size), 11), at: 124, atMost: 12)
        put(octal(time, 11), at: 136, atMost: 12)
        put("        ", at: 148, atMost: 8)
        put("0", at: 156, atMost: 1)
        put("ustar", at: 257, atMost: 5)
        put("00", at: 263, atMost: 2)
        let sum = header.reduce(0) { $0 + Int64($1) }
        put(octal(sum, 6), at: 148, atMost: 6)
        header[154] = 0
        header[155] = 32
        return header
    }
}
