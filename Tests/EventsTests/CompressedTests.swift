import Foundation
import TestKit
import Testing
import Toolbox
import Vocabulary

/// Compressed logs, whole and cut short.
@Suite struct CompressedTests {
    /// Enough events that the decoder's buffers fill many times.
    private static let lines = (0..<20_000).map {
        event("\($0)", data: #""user":"u\#($0 % 97)","word":"\#(SplitMix64.mixed(UInt64($0)))""#)
    }

    private func run(_ tool: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private func find(_ tool: String) -> String? {
        ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + tool }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @Test("gzip is read whole, and several streams in one file as one")
    func gzip() throws {
        let folder = try TemporaryFolder()
        let text = CompressedTests.lines.joined(separator: "\n") + "\n"
        let path = try folder.write(text, as: "a")
        try run(#require(find("gzip")), [path])
        #expect(try FileWalk(path + ".gz").decided == 20_000)
        let second = try folder.write(event("last"), as: "b")
        try run(#require(find("gzip")), [second])
        let both = try folder.write(folder.read("a.gz") + folder.read("b.gz"), as: "both")
        let walk = try FileWalk(both)
        #expect(walk.decided == 20_001)
        #expect(walk.letters.isEmpty)
    }

    @Test("A gzip cut short yields what came before and one letter on what is missing")
    func gzipCutShort() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(CompressedTests.lines.joined(separator: "\n"), as: "a")
        try run(#require(find("gzip")), [path])
        let whole = try folder.read("a.gz")
        let cut = try folder.write(Array(whole.prefix(whole.count / 2)), as: "cut.gz")
        let walk = try FileWalk(cut)
        #expect((8000..<12_000).contains(walk.decided))
        let letter = try #require(walk.letters.first { $0.code == .truncatedInput })
        #expect(letter.line > walk.decided)
        #expect(letter.input == cut)
        #expect(letter.expected == "the end of the compressed stream")
        #expect(letter.found.hasPrefix("the end of the file"))
        #expect(walk.letters.count <= 2)
    }

    @Test("A gzip with a damaged middle ends there with a letter")
    func gzipDamaged() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(CompressedTests.lines.joined(separator: "\n"), as: "a")
        try run(#require(find("gzip")), [path])
        var bytes = try folder.read("a.gz")
        for index in bytes.count / 2..<bytes.count / 2 + 200 { bytes[index] ^= 0x5A }
        let walk = try FileWalk(folder.write(bytes, as: "bad.gz"))
        #expect(walk.decided < 20_000)
        #expect(walk.letters.contains { $0.code == .truncatedInput })
    }

    private static let hasZstd = ["/usr/bin/zstd", "/bin/zstd", "/usr/local/bin/zstd"]
        .contains { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(
        "zstd is read whole, with and without a checksum, and cut short says so",
        .enabled(if: hasZstd, "The tool zstd is not installed: zstd input is NOT tested"))
    func zstd() throws {
        let folder = try TemporaryFolder()
        // Sizes step through a block, so that the end falls everywhere in the reader's buffers.
        for extra in stride(from: 0, to: 12_000, by: 600) {
            let count = 2000 + extra
            let padding = String(repeating: "z", count: 60)
            let text = (0..<count).map {
                event("\($0)", data: #""user":"u1","word":"\#(padding)""#)
            }.joined(separator: "\n")
            let path = try folder.write(text, as: "a")
            for check in ["--check", "--no-check"] {
                try run(#require(find("zstd")), ["-q", "-f", check, path])
                let walk = try FileWalk(path + ".zst")
                #expect(walk.decided == count, "\(count) events, \(check)")
                #expect(walk.letters.isEmpty, "\(count) events, \(check)")
            }
        }
        let whole = try folder.read("a.zst")
        let cut = try FileWalk(folder.write(Array(whole.dropLast(9)), as: "cut.zst"))
        #expect(cut.letters.contains { $0.code == .truncatedInput })
    }
}
