package import Toolbox

/// One column: a number for each record's value, and what is known of each distinct value.
///
/// Values that fold to the same text are one value.
package final class ValueColumn: @unchecked Sendable {
    /// Units of a value that are kept; more say nothing new.
    package static let unitsMax = 255

    package let name: String
    package let kind: ValueKind
    private let missing: Set<String>
    /// What stood in the file, by its number, and the number by record.
    private var raw = NameNumbers()
    private var rawCodes: [UInt32] = []
    /// By record: 0 is missing, else the value's number from 1. Set by ``close()``.
    package private(set) var codes = Flat<UInt32>([])
    private var units = Flat<UInt16>([])
    private var ends = Flat<Int>([])
    /// By value of a date: days since 1970-01-01; of a number: itself; `nan` where it is none.
    package private(set) var amounts = Flat<Double>([])
    /// By value of an address of e-mail: where its local part ends.
    package private(set) var cuts = Flat<Int32>([])
    /// Records by value; 0 for the missing.
    package private(set) var counts: [UInt32] = []

    init(name: String, kind: ValueKind, missing: Set<String>) {
        self.name = name
        self.kind = kind
        self.missing = missing
    }

    /// Distinct values and the missing one.
    package var valueCount: Int { ends.count }

    func append(_ cell: UnsafeBufferPointer<UInt8>) { rawCodes.append(raw.number(of: cell)) }

    /// What stood in the file.
    package func rawText(_ record: Int) -> String { raw.name(rawCodes[record]) }

    /// Calls `body` with the bytes that stood in the file.
    package func withRaw<Answer>(
        _ record: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
    ) -> Answer { raw.withName(rawCodes[record], body) }

    /// The folded text of a value.
    @inline(__always)
    package func text(_ code: UInt32) -> UnsafeBufferPointer<UInt16> {
        let start = code == 0 ? 0 : ends.base[Int(code) - 1]
        return UnsafeBufferPointer(
            start: units.base + start, count: ends.base[Int(code)] - start)
    }

    /// The folded text of a value, for people.
    package func shown(_ code: UInt32) -> String { String(decoding: text(code), as: UTF16.self) }

    func close() {
        var folded = NameNumbers()
        var byRaw: [UInt32] = []
        var values: [FoldedValue] = [FoldedValue(text: "")]
        for number in 0..<UInt32(raw.count) {
            let value = FoldedValue(raw.name(number), kind: kind, missing: missing)
            if value.text.isEmpty {
                byRaw.append(0)
                continue
            }
            let code = folded.number(of: value.text) + 1
            if Int(code) == values.count { values.append(value) }
            byRaw.append(code)
        }
        var units: [UInt16] = []
        var ends: [Int] = []
        for value in values {
            units.append(contentsOf: value.text.utf16.prefix(ValueColumn.unitsMax))
            ends.append(units.count)
        }
        counts = [UInt32](repeating: 0, count: values.count)
        let codes = rawCodes.map { byRaw[Int($0)] }
        for code in codes { counts[Int(code)] += 1 }
        self.codes = Flat(codes)
        self.units = Flat(units)
        self.ends = Flat(ends)
        if kind == .date || kind == .number { amounts = Flat(values.map(\.amount)) }
        if kind == .email { cuts = Flat(values.map(\.cut)) }
    }

    /// How often each value is among the first `count` records, or all where there are fewer.
    /// O(count).
    package func counts(ofFirst count: Int) -> [UInt32] {
        var counts = [UInt32](repeating: 0, count: valueCount)
        for record in 0..<min(max(0, count), codes.count) { counts[Int(codes.base[record])] += 1 }
        return counts
    }

    /// A column whose values stand already as texts, for tests.
    package convenience init(name: String, kind: ValueKind, texts: [String]) {
        self.init(name: name, kind: kind, missing: [])
        for text in texts { rawCodes.append(raw.number(of: text)) }
        close()
    }
}
