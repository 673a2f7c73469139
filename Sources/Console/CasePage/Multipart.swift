package import Vocabulary

/// A form with a file in it, as browsers send it (RFC 7578).
package struct Multipart: Sendable {
    package struct File: Sendable {
        package var name: String
        /// Such as `image/png`, as the browser says.
        package var type: String
        package var content: [UInt8]
    }

    private var texts: [String: String] = [:]
    /// The first file; nil for none.
    package private(set) var file: File?

    /// Parts a form may have.
    private static let partsMax = 16

    /// - Throws: ``Fault`` `invalid` for what is no such form. O(bytes).
    package init(type: String, body: [UInt8]) throws(Fault) {
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let mark = type.firstRange(of: "boundary=")
        else { throw Multipart.unreadable }
        let boundary = type[mark.upperBound...].prefix { $0 != ";" }
            .filter { $0 != "\"" }
        guard !boundary.isEmpty else { throw Multipart.unreadable }
        // Each part lies between two of these; the first has no line end before it.
        let fence = Array("\r\n--\(boundary)".utf8)
        let bytes = Array("\r\n".utf8) + body
        var parts = 0
        var start = Multipart.find(fence, in: bytes, from: 0)
        while let begin = start, parts < Multipart.partsMax {
            let from = begin + fence.count
            guard let end = Multipart.find(fence, in: bytes, from: from) else { break }
            try read(bytes[from..<end])
            parts += 1
            start = end
        }
        guard parts > 0 else { throw Multipart.unreadable }
    }

    package func text(_ name: String) -> String { texts[name] ?? "" }

    private mutating func read(_ part: ArraySlice<UInt8>) throws(Fault) {
        let gap = Array("\r\n\r\n".utf8)
        guard let end = Multipart.find(gap, in: Array(part), from: 0) else {
            throw Multipart.unreadable
        }
        let head = String(decoding: part.prefix(end), as: UTF8.self)
        let content = Array(part.dropFirst(end + gap.count))
        guard let name = Multipart.value("name", in: head) else { throw Multipart.unreadable }
        guard let fileName = Multipart.value("filename", in: head) else {
            texts[name] = String(decoding: content, as: UTF8.self)
            return
        }
        guard file == nil else { return }
        let kind = head.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("content-type:")
        }
        file = File(
            name: fileName,
            type: kind.map { $0.dropFirst(13).filter { $0 != " " } } ?? "application/octet-stream",
            content: content)
    }

    /// The value of `name="…"` in a part's head.
    private static func value(_ name: String, in head: String) -> String? {
        guard let mark = head.firstRange(of: " \(name)=\"") else { return nil }
        return String(head[mark.upperBound...].prefix { $0 != "\"" })
    }

    /// Where `word` begins at or behind a place; nil where it does not. O(bytes) for words whose
    /// first bytes are rare.
    private static func find(_ word: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
        guard bytes.count >= word.count else { return nil }
        var place = from
        while place <= bytes.count - word.count {
            if bytes[place] == word[0], bytes[place..<(place + word.count)].elementsEqual(word) {
                return place
            }
            place += 1
        }
        return nil
    }

    private static let unreadable = Fault(
        .invalid, "The form cannot be read.", fix: "Send multipart/form-data, as browsers do.")
}
