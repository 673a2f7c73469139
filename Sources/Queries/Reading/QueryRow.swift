import CEL
import Toolbox
package import Vocabulary

/// One event that matches, as pages show it.
package struct QueryRow: Sendable, Hashable {
    package var sequence: Int64
    /// Event time, milliseconds since 1970.
    package var time: Int64
    package var type: String
    package var decision: String
    package var account: String
    package var action: Action
    package var score: Double
    package var rules: [String]
    /// Fields that the event has, by name, in the schema's order.
    package var fields: [Field]

    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String
        package var isHidden: Bool
    }
}

extension QueryRow {
    init(
        _ row: UnsafePointer<Value>, at index: Int, of content: BlockContent,
        _ language: QueryLanguage
    ) {
        let decided = content.decided[index]
        func text(_ value: Value) -> String {
            var writer = ByteWriter(capacity: 64)
            value.writeText(to: &writer)
            return writer.text
        }
        func place(_ place: QueryLanguage.Place) -> Value { row[language.slot(place)] }
        sequence = content.place.firstSequence + Int64(index)
        time = decided.time
        type = text(row[Schema.Envelope.type])
        decision = text(place(.id))
        account = text(place(.account))
        action = Action.allCases[Int(decided.rank)]
        score = decided.score
        rules = place(.rules).items.map(text)
        fields = language.schema.variables.compactMap { variable in
            guard variable.slot >= Schema.Envelope.count, row[variable.slot].kind != .absent else {
                return nil
            }
            return Field(
                name: String(variable.name.dropFirst("event.".count)),
                value: text(row[variable.slot]),
                isHidden: language.hiddenSlots.contains(variable.slot))
        }
    }
}
