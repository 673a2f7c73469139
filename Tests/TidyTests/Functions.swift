/// The functions of a Swift file, found by their indentation, which the formatter keeps.
struct Functions {
    var line: Int
    var lineCount: Int

    static func of(_ lines: [Substring]) -> [Functions] {
        lines.indices.compactMap { index in
            guard isDeclaration(lines[index]), let open = opening(lines, from: index) else {
                return nil
            }
            let close = String(indent(lines[index])) + "}"
            guard let end = lines[open...].firstIndex(where: { $0 == close }) else { return nil }
            return Functions(line: index + 1, lineCount: end - index + 1)
        }
    }

    private static func indent(_ line: Substring) -> Substring { line.prefix { $0 == " " } }

    private static func isDeclaration(_ line: Substring) -> Bool {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//"), !code.hasPrefix("*") else { return false }
        let words = code.split(separator: " ", maxSplits: 8)
        let start = words.first {
            ![
                "package", "private", "fileprivate", "static", "final", "mutating", "override",
                "convenience", "nonisolated", "@inlinable", "@inline(__always)",
            ].contains($0)
        }
        return start == "func" || start?.hasPrefix("init(") == true || start == "init"
            || start?.hasPrefix("init?(") == true || start?.hasPrefix("init<") == true
    }

    /// The line that opens the body; nil for a requirement, or a body on one line.
    private static func opening(_ lines: [Substring], from start: Int) -> Int? {
        for index in start..<min(start + 20, lines.count) {
            if lines[index].hasSuffix("{") { return index }
            if lines[index].isEmpty || lines[index].hasSuffix("}") { return nil }
            if index > start, isDeclaration(lines[index]) { return nil }
        }
        return nil
    }
}
