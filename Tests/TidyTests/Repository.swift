import Foundation

/// The files that git keeps or would keep, and what stands in them.
struct Repository {
    static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// Paths from the root.
    let paths: [String]
    private let contents: [String: [Substring]]

    static let shared = Result { try Repository() }

    private init() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "git", "-C", Repository.root, "ls-files", "-co", "--exclude-standard", "-z",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let names = String(decoding: output, as: UTF8.self).split(separator: "\0").map(String.init)
        var contents: [String: [Substring]] = [:]
        for name in names {
            guard let data = FileManager.default.contents(atPath: Repository.root + "/" + name),
                let text = String(data: data, encoding: .utf8)
            else { continue }
            contents[name] = text.split(separator: "\n", omittingEmptySubsequences: false)
        }
        paths = names.filter { FileManager.default.fileExists(atPath: Repository.root + "/" + $0) }
            .sorted()
        self.contents = contents
    }

    /// Lines of a text file; none of one that is no text.
    func lines(_ path: String) -> [Substring] { contents[path] ?? [] }

    func swiftFiles(in folder: String = "") -> [String] {
        paths.filter { $0.hasPrefix(folder) && $0.hasSuffix(".swift") }
    }

    /// `path:line` of every line that fails the test.
    func places(
        in paths: [String], where isFault: (Substring) -> Bool
    ) -> [String] {
        paths.flatMap { path in
            lines(path).enumerated().filter { isFault($0.element) }.map {
                "\(path):\($0.offset + 1)"
            }
        }
    }
}
