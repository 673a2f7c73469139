extension Label {
    /// Characters a name or a source has at most.
    package static let nameMax = 64
    /// Bytes each part of a subject has at most.
    package static let subjectBytesMax = 1024

    /// What is wrong with a label, as the member that is and what was expected there; nil for none.
    /// O(length of its texts).
    package var flaw: (member: String, expected: String)? {
        let isEvent: Bool
        let parts: (String, String)
        switch subject {
        case .event(let source, let id): (isEvent, parts) = (true, (source, id))
        case .entity(let kind, let name): (isEvent, parts) = (false, (kind, name))
        }
        let text = "a text of 1 to \(Label.subjectBytesMax) bytes"
        if !Label.isSubject(parts.0) { return (isEvent ? "subject_source" : "entity", text) }
        if !Label.isSubject(parts.1) { return (isEvent ? "subject_id" : "name", text) }
        if !Label.isName(name) {
            return ("label", "1 to \(Label.nameMax) of small letters, digits and `_`")
        }
        if source.isEmpty || source.count > Label.nameMax || source.contains(where: \.isNewline) {
            return ("label_source", "who says so, in at most \(Label.nameMax) characters")
        }
        if !(confidence > 0 && confidence <= 1) { return ("confidence", "above 0, at most 1") }
        if !(propensity > 0 && propensity <= 1) { return ("propensity", "above 0, at most 1") }
        if recordedAt < time { return ("recorded_at", "a time not before `time`") }
        return nil
    }

    private static func isSubject(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= subjectBytesMax
    }

    /// Whether `name` is 1 to ``nameMax`` small letters, digits and `_`.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameMax
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "_")
            }
    }
}
