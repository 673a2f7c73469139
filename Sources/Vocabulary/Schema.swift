package import CEL

/// How much a field says about a person; declared per field, for those who read the pack.
package enum Privacy: String, Sendable, CaseIterable {
    /// Says nothing about a person.
    case none
    /// Names a person only to us, such as an account id.
    case pseudonym
    /// Says something about a person, such as an address.
    case personal
}

/// One field of an event's `data`.
package struct Field: Sendable {
    package var name: String
    package var type: FieldType
    package var isRequired: Bool
    /// UTF-8 bytes a string may have.
    package var bytesMax: Int
    /// Index into ``Schema/entities`` when the field names an entity.
    package var entity: Int?
    package var privacy: Privacy
    /// Whether it says what became of the event: known later, so nothing that decides reads it.
    package var isLabel: Bool
    /// First slot of the row the field is read into; money takes two (amount, currency).
    package var slot: Int

    package init(
        name: String, type: FieldType, isRequired: Bool, bytesMax: Int, entity: Int?,
        privacy: Privacy, isLabel: Bool = false, slot: Int
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.bytesMax = bytesMax
        self.entity = entity
        self.privacy = privacy
        self.isLabel = isLabel
        self.slot = slot
    }
}

/// A type of event: its name, the point of the journey it stands at, and its fields.
package struct EventType: Sendable {
    package var name: String
    /// Index into ``Schema/journeys``.
    package var journey: Int
    package var fields: [Field]

    package init(name: String, journey: Int, fields: [Field]) {
        self.name = name
        self.journey = journey
        self.fields = fields
    }
}

/// What events contain: the part of a pack that intake reads.
///
/// Every field has a slot in the row that features and rules read; two event types that use one
/// field name share its slot and must agree on its type.
package struct Schema: Sendable {
    /// Slots that every event fills, before those of its data.
    package enum Envelope {
        package static let type = 0
        package static let id = 1
        package static let source = 2
        package static let time = 3
        package static let count = 4
    }

    package var types: [EventType]
    /// Kinds of entity, such as `account`.
    package var entities: [String]
    /// Points of the journey, such as `play`.
    package var journeys: [String]
    /// Every slot of an event: name (`event.asn`) and type, in slot order.
    package var variables: [Variable]

    package init(
        types: [EventType], entities: [String], journeys: [String], variables: [Variable]
    ) {
        self.types = types
        self.entities = entities
        self.journeys = journeys
        self.variables = variables
    }

    /// The field of an event type, by its index, that names a kind of entity.
    package func field(naming entity: Int, at type: Int) -> Field? {
        types[type].fields.first { $0.entity == entity }
    }

    /// The most kinds of entity a pack may declare.
    package static let entitiesMax = 16
    /// The most event types a pack may declare.
    package static let typesMax = 256
}
