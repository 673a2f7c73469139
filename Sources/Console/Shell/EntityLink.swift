import API
package import Enforcements
package import Vocabulary

/// An entity as pages name it, by the template `entity`: `{{#subject}}{{>entity}}{{/subject}}`.
package struct EntityLink: Sendable, Hashable {
    package let kind: String
    package let label: String
    /// Nil for who may not know the name.
    package let path: String?
}

/// Whose names and values stand for people, and how who asks may see them.
package struct Masks: Sendable {
    package let masking: Masking
    private let kinds: Set<String>
    /// As expressions write them, such as `event.user`.
    private let fields: Set<String>

    package init(for caller: Caller, schema: Schema) {
        masking = Masking(for: caller)
        var (kinds, fields) = (Set<String>(), Set<String>())
        for field in schema.types.flatMap(\.fields) where field.privacy != .none {
            fields.insert("event.\(field.name)")
            fields.insert("event.data.\(field.name)")
            if let entity = field.entity { kinds.insert(schema.entities[entity]) }
        }
        // Who acts is a person whatever the pack says.
        kinds.insert("account")
        (self.kinds, self.fields) = (kinds, fields)
    }

    private func isHidden(kind: String) -> Bool { masking.isHiding && kinds.contains(kind) }

    package func link(_ entity: EnforcedEntity) -> EntityLink {
        let isHidden = isHidden(kind: entity.kind)
        return EntityLink(
            kind: entity.kind, label: isHidden ? masking.name(entity.name) : entity.name,
            path: isHidden ? nil : Masks.path(entity))
    }

    /// The page of an entity.
    package static func path(_ entity: EnforcedEntity) -> String {
        entity.kind == "ring"
            ? "/rings/\(Query.escaped(entity.name))"
            : "/entities/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))"
    }

    /// A value that a rule or a model read.
    package func value(_ name: String, _ text: String) -> String {
        masking.isHiding && fields.contains(name) ? masking.name(text) : text
    }

    /// A text that names entities; those that stand for people are told by their word.
    package func text(_ text: String, naming entities: [EnforcedEntity]) -> String {
        guard masking.isHiding else { return text }
        var parts = [text]
        for entity in entities where kinds.contains(entity.kind) && !entity.name.isEmpty {
            parts = parts.flatMap { $0.split(entity.name, by: masking.name(entity.name)) }
        }
        return parts.joined()
    }

    /// A reason's text; for who may not see people, without the values that are theirs.
    package func text(_ reason: RecordView.Reason, of view: RecordView) -> String {
        guard masking.isHiding else { return reason.text }
        var parts = [reason.text]
        let named = view.entities.filter { kinds.contains($0.key) }.map(\.value.text)
        let read = reason.values.filter { fields.contains($0.key) }.map(\.value.text)
        for word in Set(named + read).sorted(by: { $0.count > $1.count }) where !word.isEmpty {
            parts = parts.flatMap { $0.split(word, by: masking.name(word)) }
        }
        return parts.joined()
    }
}

extension String {
    /// The text in pieces, each `word` in it as a piece of its own that says `other`.
    fileprivate func split(_ word: String, by other: String) -> [String] {
        var (pieces, rest) = ([String](), self[...])
        while let found = rest.firstRange(of: word) {
            pieces += [String(rest[..<found.lowerBound]), other]
            rest = rest[found.upperBound...]
        }
        return pieces + [String(rest)]
    }
}
