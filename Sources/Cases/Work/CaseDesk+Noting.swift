import Crypto
import Enforcements
package import Vocabulary

// What people add to a case.

extension CaseDesk {
    /// A note; who is named with `@` is told.
    package func note(_ id: String, text: String, by: String) throws -> Case {
        try check(by, why: text)
        let seen = try expected(id)
        _ = try after(.note, seen)
        let one = try noted(seen, by: by)
        let written = try write(.noted, one, one, by: by, text: text)
        let names = Mentions.names(in: text)
        // A name that is nobody's is told to nobody, so the history does not say that it was.
        let strangers = Set(try tables.strangers(among: names))
        for name in names where !strangers.contains(name) {
            let line = try say(.mentioned, one.id, by: by, names: [name])
            try tables.tell(
                CaseMessage.mentioned(written, name, by: by, text: text, line: line, at: clock))
        }
        return written
    }

    /// Adds a file of an allowed type; the same content twice is one.
    package func attach(
        _ id: String, name: String, type: String, content: [UInt8], by: String
    ) throws -> Case {
        try check(by, why: name)
        let seen = try expected(id)
        _ = try after(.attach, seen)
        try AttachmentTypes.check(name: name, type: type, content: content)
        let there = try tables.attachments(of: seen.id)
        guard there.count < CaseBounds.attachmentsMax else {
            throw Fault(
                .limited, "\(seen.shortID) has \(there.count) attachments, which is the most.",
                fix: "Put some together.")
        }
        let digest = SHA256.hash(data: content).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        if there.contains(where: { $0.digest == digest }) { return seen }
        let one = try noted(seen, by: by)
        try tables.put(
            CaseAttachment(
                digest: digest, caseID: one.id, name: name, type: type, bytes: content.count,
                by: by,
                at: clock), content: content)
        return try write(.attached, one, one, by: by, text: name, names: [digest])
    }
}

extension CaseDesk {
    /// Anybody may add to what another holds; of what nobody holds, who adds is the holder.
    private func noted(_ one: Case, by: String) throws -> Case {
        one.assignee.isEmpty ? try held(one, by: by) : one
    }
}

/// Names with `@` before them.
package enum Mentions {
    /// Names one note may tell.
    static let most = 20

    /// In order, each once, at most ``most``. O(text).
    package static func names(in text: String) -> [String] {
        var names: [String] = []
        var before: Character = " "
        var rest = text[...]
        while let mark = rest.first, names.count < most {
            rest = rest.dropFirst()
            let isFree = !before.isLetter && !before.isNumber
            before = mark
            guard mark == "@", isFree else { continue }
            var name = rest.prefix {
                $0.isLetter || $0.isNumber || [".", "_", "-"].contains($0)
            }
            while let last = name.last, !last.isLetter, !last.isNumber { name = name.dropLast() }
            if !name.isEmpty, !names.contains(String(name)) { names.append(String(name)) }
        }
        return names
    }
}

/// What may be attached: types whose content can be told by its first bytes, and plain text.
package enum AttachmentTypes {
    /// Media types with what their content begins with; empty for text.
    private static let beginnings: [(type: String, bytes: [[UInt8]])] = [
        ("image/png", [[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]]),
        ("image/jpeg", [[0xFF, 0xD8, 0xFF]]),
        ("image/gif", [Array("GIF87a".utf8), Array("GIF89a".utf8)]),
        ("application/pdf", [Array("%PDF-".utf8)]),
        ("text/plain", []), ("text/csv", []),
    ]

    package static var allowed: [String] { beginnings.map(\.type) }

    /// Whether a letter of a name is seen as it is: none that controls, or turns the direction of
    /// what follows, so that `a\u{202E}gpj.txt` does not pass for a picture.
    private static func isShown(_ letter: Unicode.Scalar) -> Bool {
        switch letter.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: letter != "/" && letter != "\\"
        }
    }

    /// - Throws: ``Fault`` `unsupported` for a type that is not allowed or a content of another,
    ///   `tooLarge`, `invalid` for a name that is none. O(content).
    package static func check(name: String, type: String, content: [UInt8]) throws(Fault) {
        let isName =
            !name.isEmpty && name.count <= 200
            && name.unicodeScalars.allSatisfy(isShown)
        guard isName, !name.hasPrefix(".") else {
            throw Fault(
                .invalid, "An attachment has a name of at most 200 characters.",
                fix: "Use a name of a file, without folders.")
        }
        guard let known = beginnings.first(where: { $0.type == type }) else {
            throw Fault(
                .unsupported, "`\(type.prefix(80))` cannot be attached.",
                fix: "Use one of \(allowed.joined(separator: ", ")).")
        }
        guard !content.isEmpty, content.count <= CaseBounds.attachmentBytesMax else {
            throw Fault(
                .tooLarge, "An attachment has 1 to \(CaseBounds.attachmentBytesMax) bytes.",
                fix: "Attach a smaller one.")
        }
        let isIt =
            known.bytes.isEmpty
            ? String(validating: content, as: UTF8.self) != nil && !content.contains(0)
            : known.bytes.contains { content.starts(with: $0) }
        guard isIt else {
            throw Fault(
                .unsupported, "The content of \(name) is no \(type).",
                fix: "Say which type it is, of \(allowed.joined(separator: ", ")).")
        }
    }
}
