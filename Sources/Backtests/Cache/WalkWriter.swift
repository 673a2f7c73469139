import CEL
import Foundation
import Packs
package import Pipeline
import Toolbox
package import Vocabulary

/// Keeps what a walk for features fills its rows with: a column a slot, and beside them times,
/// types, identities and the numbers of entities.
///
/// It takes batches in order, on one thread at a time.
package final class WalkWriter: ReplaySink, @unchecked Sendable {
    package let wantsDecisions = false
    private let folder: String
    private let schema: Schema
    private let slots: [ColumnWriter]
    private let base: [String: ColumnWriter]
    private var entities: [EntityBox]
    private let names: [EntityNames]
    private let entityColumns: [ColumnWriter]
    private(set) var rows = 0
    private(set) var columns: [String: Int] = [:]

    private final class EntityBox { var index = EntityIndex() }

    /// Rows taken column by column at a time, so that they stay near the processor.
    private static let stripRows = 32

    /// - Parameter folder: where the files go; it is there and empty.
    init(folder: String, pack: Pack) throws {
        self.folder = folder
        schema = pack.schema
        slots = try WalkColumns.slots(of: pack).map {
            try ColumnWriter(path: "\(folder)/\(WalkColumns.slot($0))")
        }
        var base: [String: ColumnWriter] = [:]
        for name in WalkColumns.base { base[name] = try ColumnWriter(path: "\(folder)/\(name)") }
        self.base = base
        entities = schema.entities.map { _ in EntityBox() }
        names = schema.entities.map { EntityNames(of: $0, schema: pack.schema) }
        entityColumns = try schema.entities.indices.map {
            try ColumnWriter(path: "\(folder)/\(WalkColumns.entity($0))")
        }
    }

    package func take(_ flight: DecidedBatch) throws { try take(flight.batch) }

    /// Takes the accepted rows of a batch whose features and formulas are filled.
    package func take(_ batch: EventBatch) throws {
        var strip: [Int] = []
        strip.reserveCapacity(WalkWriter.stripRows)
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            strip.append(index)
            if strip.count == WalkWriter.stripRows {
                try take(batch, strip)
                strip.removeAll(keepingCapacity: true)
            }
        }
        try take(batch, strip)
    }

    private func take(_ batch: EventBatch, _ strip: [Int]) throws {
        for (slot, column) in slots.enumerated() {
            for index in strip { try column.append(batch.row(index)[slot]) }
        }
        for index in strip {
            try base[WalkColumns.time]?.append(.int(batch.times[index]))
            try base[WalkColumns.type]?.append(.int(Int64(batch.types[index])))
            try base[WalkColumns.high]?.append(.uint(batch.identities[index].high))
            try base[WalkColumns.low]?.append(.uint(batch.identities[index].low))
        }
        for kind in entityColumns.indices {
            for index in strip {
                try entityColumns[kind].append(.uint(UInt64(number(kind, index, batch))))
            }
        }
        rows += strip.count
    }

    private func number(_ kind: Int, _ index: Int, _ batch: EventBatch) -> UInt32 {
        let hash = batch.entities(index)[kind]
        if hash == 0 { return 0 }
        let found = entities[kind].index.number(of: hash)
        if found.isNew {
            entities[kind].index.name(
                names[kind].name(row: batch.row(index), type: Int(batch.types[index])))
        }
        return found.number
    }

    package func finish() throws {
        for (slot, column) in slots.enumerated() { try close(column, WalkColumns.slot(slot)) }
        for (name, column) in base { try close(column, name) }
        for (kind, column) in entityColumns.enumerated() {
            try close(column, WalkColumns.entity(kind))
            let name = WalkColumns.entityNames(kind)
            columns[name] = try entities[kind].index.write(to: "\(folder)/\(name)")
        }
    }

    private func close(_ column: ColumnWriter, _ name: String) throws {
        try column.finish()
        columns[name] = column.bytesWritten
    }
}

/// Names of the files of a walk.
enum WalkColumns {
    static let time = "time.col"
    static let type = "type.col"
    static let high = "identity-high.col"
    static let low = "identity-low.col"
    static let base = [time, type, high, low]

    /// Slots of the events and the features; they lie before all others.
    static func slots(of pack: Pack) -> Range<Int> { 0..<pack.featureSlots.upperBound }

    static func slot(_ slot: Int) -> String { "slot-\(slot).col" }
    static func entity(_ kind: Int) -> String { "entity-\(kind).col" }
    static func entityNames(_ kind: Int) -> String { "entity-\(kind).names" }
}
