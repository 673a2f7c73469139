import CEL
import Packs
import Synchronization
import Toolbox
import Vocabulary

/// By what figures are divided: each row's value of each segment.
struct Segments: Sendable {
    let names: [String]
    let columns: [CodeColumn]
    /// What values beyond those that fit are called, and those that cannot be had.
    private static let others = "(others)"
    private static let none = "(none)"

    /// O(rows) for one that is new to the cache.
    init(
        _ segments: [CostsDefinition.Segment], _ walk: Walk, _ pack: Pack, _ sources: Sources,
        threads: Int
    ) throws {
        let closures = Closures(pack)
        names = segments.map(\.name)
        columns = try segments.map { segment in
            let path = walk.made("segment", closures.expression(segment.program))
            if let held = CodeColumn(path: path, count: walk.rows) { return held }
            let made = try Segments.column(segment.program, walk, pack, sources, threads)
            try made.write(to: path)
            return made
        }
    }

    private static func column(
        _ program: Program, _ walk: Walk, _ pack: Pack, _ sources: Sources, _ threads: Int
    ) throws -> CodeColumn {
        let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, walk.rows))
        defer { hashes.deallocate() }
        nonisolated(unsafe) let place = hashes
        let words = Words()
        try forEachBlock(
            rows: walk.rows, threads: threads, stride: pack.stride,
            try sources.columns(for: program.references)
        ) { reader, rows in
            let scratch = Scratch()
            var seen: [UInt64: Bool] = [:]
            for index in rows {
                reader.fill(index - rows.lowerBound)
                scratch.time = walk.times.base[index]
                let value = program.evaluate(reader.row, scratch)
                var hash: UInt64 = 0
                if value.kind == .string { hash = Hash64.of(value.asBytes) }
                if value.kind != .string, value.kind != .error {
                    hash = Hash64.of(Segments.text(value))
                }
                place[index] = hash
                if hash != 0, seen.updateValue(true, forKey: hash) == nil {
                    words.add(Segments.text(value), hash)
                }
                scratch.reset()
            }
        }
        // Codes follow the alphabet, so that they do not depend on threads.
        let kept = words.all.sorted { $0.value < $1.value }.prefix(CodeColumn.wordsMax - 2)
        let isCut = words.all.count > kept.count
        let codes = Dictionary(
            uniqueKeysWithValues: kept.enumerated().map { ($1.key, UInt8($0 + 1)) })
        let made = CodeColumn(
            count: walk.rows, words: [none] + kept.map(\.value) + (isCut ? [others] : []))
        for row in 0..<walk.rows where hashes[row] != 0 {
            made.codes[row] = codes[hashes[row]] ?? UInt8(kept.count + 1)
        }
        return made
    }

    private static func text(_ value: Value) -> String {
        if value.kind == .string { return value.text }
        var writer = ByteWriter(capacity: 32)
        value.writeText(to: &writer)
        return writer.text
    }

    /// Texts met so far, by hash.
    private final class Words: Sendable {
        private let held = Mutex<[UInt64: String]>([:])

        func add(_ text: String, _ hash: UInt64) { held.withLock { $0[hash] = text } }

        var all: [UInt64: String] { held.withLock { $0 } }
    }
}
