import Toolbox

/// A table's file, packed as its name says.
final class TableFile {
    private let file: TextFile
    let packing: Packing

    /// - Throws: ``Fault`` `unavailable` when it cannot be made.
    init(path: String, header: [UInt8]) throws {
        file = try TextFile(path: path)
        packing = Packing(name: path)
        // A packed file has a member even if it has no row.
        if packing != .plain || !header.isEmpty { try file.append(packing.pack(header)) }
    }

    /// Appends bytes that ``packing`` made.
    func append(packed bytes: [UInt8]) throws { try file.append(bytes) }

    func finish() throws { try file.finish() }
}

/// Writes a row of a ``FeatureTable`` for every decision or event that the table takes.
package final class FeaturesFile: ReplaySink, @unchecked Sendable {
    let table: FeatureTable
    private let file: TableFile
    /// Rows written so far.
    package private(set) var rows = 0
    package let wantsDecisions = false

    /// Every feature of every event, as CSV.
    package convenience init(path: String, evaluator: Evaluator) throws {
        try self.init(path: path, table: FeatureTable(of: evaluator.pack))
    }

    /// - Throws: ``Fault`` `unavailable` when the file cannot be made.
    package init(path: String, table: FeatureTable) throws {
        self.table = table
        file = try TableFile(path: path, header: table.header())
    }

    var packing: Packing { file.packing }

    package func take(_ flight: DecidedBatch) throws {
        for part in flight.parts where part.featureRows > 0 {
            rows += part.featureRows
            try file.append(packed: packing == .plain ? part.features.bytes : part.packedFeatures)
        }
    }

    package func finish() throws { try file.finish() }
}
