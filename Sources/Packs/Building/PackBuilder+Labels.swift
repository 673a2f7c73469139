import CEL
import Vocabulary
import Yams

// A label says what became of an event. Nothing that decides may read one: it would look perfect in
// every replay and see nothing in live traffic.

extension PackBuilder {
    /// Remembers a field that is a label, and reports what a label cannot be.
    mutating func takeLabel(_ field: Field, _ reader: MappingReader, _ key: Node) {
        let isKnown = labels[field.slot] != nil
        let isShared = schema.types.contains { $0.fields.contains { $0.slot == field.slot } }
        if isShared, isKnown != field.isLabel {
            sink.error(
                reader.file, reader.node("label") ?? key,
                "`\(field.name)` is a label in one event and none in another.",
                fix: "Write `label: true` in both, or use another name.")
        }
        guard field.isLabel else { return }
        labels[field.slot] = field.name
        if field.type == .money { labels[field.slot + 1] = field.name }
        if field.isRequired, let node = reader.node("required") {
            sink.error(
                reader.file, node, "A label is not known when the event comes.",
                fix: "Drop `required`.")
        }
        if field.entity != nil, let node = reader.node("entity") {
            sink.error(
                reader.file, node, "A label cannot name an entity, since windows would wait on it.",
                fix: "Drop `entity` or `label`.")
        }
    }

    /// Reports every place where a program that decides, or that is evaluated as the event comes,
    /// reads a label.
    ///
    /// - Parameters:
    ///   - offset: where the expression begins in the scalar's text, UTF-8.
    ///   - fix: what to do; nil for what a feature can do.
    func checkLabels(
        _ program: Program, in scalar: Node.Scalar, of file: PackFile, offset: Int = 0,
        fix: String? = nil
    ) {
        guard !labels.isEmpty else { return }
        for place in program.places(reading: Set(labels.keys)) {
            sink.add(
                Diagnostic(
                    at: file.location(inside: scalar, offset: offset + place.range.lower),
                    length: place.range.upper - place.range.lower,
                    "`\(labels[place.slot] ?? "")` is a label: it is known only after the event.",
                    fix: fix
                        ?? "Aggregate it in a feature with `delay:`, as long as it takes to be "
                        + "known, and read that."))
        }
    }
}
