import CEL
import Events
import Glibc
import Vocabulary

/// Makes rows of a block's events, with what was decided behind them. One a thread.
final class RowReader {
    let language: QueryLanguage
    let batch: EventBatch
    private let parser: EventParser
    /// Values that are the same in every row.
    private let constants = Arena(blockBytes: 4096)
    private let actions: [Value]
    private let first: Int

    init(_ language: QueryLanguage) {
        self.language = language
        parser = EventParser(schema: language.schema, limits: IntakeLimits())
        // A row at a time: what a row points at is in the block, or lives as long as the row.
        batch = EventBatch(
            capacity: 1, stride: language.stride, entityCount: language.schema.entities.count,
            markWords: 1)
        let constants = constants
        actions = Action.allCases.map { constants.string($0.rawValue) }
        first = language.schema.variables.count
    }

    /// The row of one event; nil where it does not fit the pack. Valid until the next is read.
    ///
    /// - Parameters:
    ///   - texts, bytes: of the block, alive while the row is read.
    func row(
        _ index: Int, of content: BlockContent, _ texts: UnsafeBufferPointer<UInt8>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> UnsafeMutablePointer<Value>? {
        batch.reset()
        parser.parse(
            UnsafeBufferPointer(rebasing: texts[content.ranges[index]]), line: 1, into: batch)
        guard batch.count == 1 else { return nil }
        let row = batch.row(0)
        guard index < content.decided.count else { return row }
        let decided = content.decided[index]
        func text(_ range: Range<Int>) -> Value {
            .string(UnsafeBufferPointer(rebasing: bytes[range]))
        }
        row[first + 0] = actions[Int(decided.rank)]
        row[first + 1] = .double(decided.score)
        row[first + 2] = batch.arena.string(content.journeys[Int(decided.journey)])
        row[first + 3] = text(decided.account)
        row[first + 4] = text(decided.id)
        let record = UnsafeBufferPointer(rebasing: bytes[decided.record])
        (row[first + 5], row[first + 6]) = RowReader.fired(record, batch.arena)
        return row
    }

    /// Rules that fired, and their signals, as a record's bytes tell. Reasons are written out also
    /// where words are packed, and a quote within a text has a backslash before it, so none of what
    /// is looked for here can stand in one.
    private static func fired(
        _ record: UnsafeBufferPointer<UInt8>, _ arena: Arena
    ) -> (Value, Value) {
        guard let start = find("\"reasons\":[", at: "[", in: record, from: 0) else {
            return (.emptyList, .emptyList)
        }
        let end = find("],\"shadow\":[", at: "[", in: record, from: start) ?? record.count
        var rules: [Value] = []
        var signals: [Value] = []
        var cursor = start
        while let rule = find("{\"rule\":\"", at: "{", in: record, from: cursor), rule < end {
            guard let ruleEnd = quote(record, from: rule),
                has("\",\"signal\":\"", record, at: ruleEnd),
                let signalEnd = quote(record, from: ruleEnd + 12)
            else { break }
            rules.append(.string(UnsafeBufferPointer(rebasing: record[rule..<ruleEnd])))
            signals.append(
                .string(UnsafeBufferPointer(rebasing: record[ruleEnd + 12..<signalEnd])))
            cursor = signalEnd
        }
        return (arena.list(rules), arena.list(signals))
    }

    /// Where a text ends that is in another; sought by one of its characters, which is rare.
    private static func find(
        _ needle: StaticString, at rare: Unicode.Scalar, in text: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) -> Int? {
        guard let base = text.baseAddress else { return nil }
        let rare = UInt8(ascii: rare)
        let bytes = UnsafeBufferPointer(start: needle.utf8Start, count: needle.utf8CodeUnitCount)
        let offset = bytes.firstIndex(of: rare) ?? 0
        var from = start
        while from < text.count, let found = memchr(base + from, Int32(rare), text.count - from) {
            let place = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if place >= offset, has(needle, text, at: place - offset) {
                return place - offset + bytes.count
            }
            from = place + 1
        }
        return nil
    }

    private static func has(
        _ needle: StaticString, _ text: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> Bool {
        let count = needle.utf8CodeUnitCount
        guard let base = text.baseAddress, place + count <= text.count else { return false }
        return memcmp(base + place, needle.utf8Start, count) == 0
    }

    private static func quote(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        text[start...].firstIndex(of: UInt8(ascii: "\""))
    }
}
