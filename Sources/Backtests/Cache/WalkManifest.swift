import Foundation
import Pipeline
import Vocabulary

/// What a walk that was kept was of; a cache is used only where all of it is as it would be now.
package struct WalkManifest: Codable, Sendable {
    /// Raised when files of a cache are laid out or named otherwise.
    static let format = 2
    static let name = "walk.json"

    var format = WalkManifest.format
    var engine = Evaluator.engineVersion
    /// The program that walked: one that was built anew may evaluate otherwise.
    var program: String
    package var walkHash: String
    package var log: LogIdentity
    /// Events that were admitted; a row each.
    package var rows = 0
    /// Columns by name, with the bytes of their files.
    var columns: [String: Int] = [:]
    package var deadLetters = 0
    package var duplicates = 0
    /// What the walk took.
    package var seconds = 0.0

    init(walkHash: String, log: LogIdentity, program: String) {
        (self.walkHash, self.log, self.program) = (walkHash, log, program)
    }

    /// The folder of the walk within a cache: another log, pack's walk or program has another.
    var folder: String {
        "walk-" + Digest.of(["\(format)", engine, program, walkHash, log.hash]).prefix(24)
    }

    /// Reads the manifest of a walk's folder; nil where there is none that is this walk's, or where
    /// a file of it is not as large as it was.
    static func read(_ folder: String, expecting walk: WalkManifest) -> WalkManifest? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
            let held = try? JSONDecoder().decode(WalkManifest.self, from: data),
            held.format == walk.format, held.engine == walk.engine,
            held.program == walk.program, held.walkHash == walk.walkHash,
            held.log.hash == walk.log.hash
        else { return nil }
        let isWhole = held.columns.allSatisfy { column, bytes in
            fileBytes("\(folder)/\(column)") == bytes
        }
        return isWhole ? held : nil
    }

    private static func fileBytes(_ path: String) -> Int {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        return (facts?[.size] as? NSNumber)?.intValue ?? -1
    }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(self).write(
            to: URL(fileURLWithPath: "\(folder)/\(WalkManifest.name)"), options: .atomic)
    }
}
