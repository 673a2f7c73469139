package import CEL
import Toolbox

/// Finds the entity of one kind that an event names.
package struct EntityNames: Sendable {
    /// By event type: the slot that names it.
    private let slots: [Int?]

    /// - Parameter kind: such as `account`; a schema without it names none.
    package init(of kind: String, schema: Schema) {
        let entity = schema.entities.firstIndex(of: kind)
        slots = schema.types.map { type in
            entity.flatMap { entity in type.fields.first { $0.entity == entity }?.slot }
        }
    }

    /// The name as people write it; empty where the event names none.
    package func name(row: UnsafePointer<Value>, type: Int) -> String {
        guard let slot = slots[type], row[slot].kind != .absent else { return "" }
        if row[slot].kind == .string { return row[slot].text }
        var writer = ByteWriter(capacity: 64)
        row[slot].writeText(to: &writer)
        return writer.text
    }
}
