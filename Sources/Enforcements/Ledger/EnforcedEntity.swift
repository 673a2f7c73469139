/// Whom an enforcement is about.
package struct EnforcedEntity: Sendable, Hashable, Codable, Comparable {
    /// Such as `account`.
    package var kind: String
    package var name: String

    package init(kind: String, name: String) {
        (self.kind, self.name) = (kind, name)
    }

    /// From `account=u1`; nil when it is not written so.
    package init?(text: String) {
        guard let mark = text.firstIndex(of: "="), mark != text.startIndex else { return nil }
        let name = text[text.index(after: mark)...]
        guard !name.isEmpty else { return nil }
        self.init(kind: String(text[..<mark]), name: String(name))
    }

    /// Such as `account=u1`.
    package var text: String { "\(kind)=\(name)" }

    package static func < (left: EnforcedEntity, right: EnforcedEntity) -> Bool {
        (left.kind, left.name) < (right.kind, right.name)
    }
}
