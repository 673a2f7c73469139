import Toolbox

/// The records to be resolved: who they are and their values, as numbers by column.
///
/// Filled once, then read by several threads.
package final class RecordTable: @unchecked Sendable {
    /// Records of a run at most, so that pairs of them have numbers of 31 bits.
    package static let recordsMax = 100_000_000

    package let columns: [ValueColumn]
    /// By record: 0 is the first table, 1 the one it is linked with.
    package private(set) var sources: [UInt8] = []
    /// The first byte of a name is its source.
    private var names = NameNumbers()

    package init(columns: [(name: String, kind: ValueKind)], missing: Set<String>) {
        self.columns = columns.map { ValueColumn(name: $0.name, kind: $0.kind, missing: missing) }
    }

    package var count: Int { sources.count }

    /// Adds a record; false, and nothing added, where the table has one of that name already.
    package func append(
        id: UnsafeBufferPointer<UInt8>, source: UInt8,
        cells: ArraySlice<UnsafeBufferPointer<UInt8>>
    ) -> Bool {
        precondition(count < RecordTable.recordsMax, "whoever reads records bounds them first")
        let number = names.number(of: String(source) + String(decoding: id, as: UTF8.self))
        guard number == sources.count else { return false }
        sources.append(source)
        for (column, cell) in zip(columns, cells) { column.append(cell) }
        return true
    }

    /// To be called once, behind the last record: folds the values. O(bytes of distinct values).
    package func close(threads: Int) {
        _ = concurrently(columns, threads: threads) { $0.close() }
    }

    package func id(_ record: Int) -> String { String(names.name(UInt32(record)).dropFirst()) }

    /// The record of a name, if there is one.
    package func record(id: String, source: UInt8) -> Int? {
        var name = String(source) + id
        return name.withUTF8 { names.find($0) }.map(Int.init)
    }

    /// Where the column of a name stands.
    package func place(_ column: String) -> Int? { columns.firstIndex { $0.name == column } }

    /// Pairs that could be the same: all, or across the two tables.
    package func possiblePairs(isLink: Bool) -> Double {
        let all = Double(count)
        guard isLink else { return all * (all - 1) / 2 }
        let right = Double(sources.count { $0 == 1 })
        return right * (all - right)
    }
}
