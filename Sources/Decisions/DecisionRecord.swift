package import CEL
package import Rules
package import Toolbox
package import Vocabulary

/// Writes decisions as JSON, always the same bytes for the same event, pack and history.
///
/// The record carries no clock but the event's own and no latency: those belong to the envelope
/// around it, so that a replay can be compared byte by byte.
package struct DecisionRecord: Sendable {
    /// The part that is the same for every decision of a pack.
    package struct Versions: Sendable, Hashable {
        package var pack: String
        package var packVersion: String
        /// SHA-256 of the pack's files, hexadecimal.
        package var packHash: String
        package var engine: String

        package init(pack: String, packVersion: String, packHash: String, engine: String) {
            self.pack = pack
            self.packVersion = packVersion
            self.packHash = packHash
            self.engine = engine
        }
    }

    /// What one decision is made of.
    package struct Parts {
        package var row: UnsafePointer<Value>
        package var type: Int
        package var identity: Hash128
        package var findings: Findings
        package var outcome: Outcome

        package init(
            row: UnsafePointer<Value>, type: Int, identity: Hash128, findings: Findings,
            outcome: Outcome
        ) {
            self.row = row
            self.type = type
            self.identity = identity
            self.findings = findings
            self.outcome = outcome
        }
    }

    private let schema: Schema
    private let rules: RuleSet
    /// Names of all slots, as people write them.
    private let names: [String]
    private let versions: Versions
    private let packSeed: UInt64
    /// By journey: feature slots its rules read, in slot order.
    private let featureReads: [[Int]]

    package init(
        schema: Schema, rules: RuleSet, names: [String], versions: Versions,
        featureSlots: Range<Int>
    ) {
        self.schema = schema
        self.rules = rules
        self.names = names
        self.versions = versions
        packSeed = Hash64.of(versions.packHash)
        featureReads = schema.journeys.indices.map { journey in
            Set(rules.indices(atJourney: journey).flatMap { rules.rules[$0].reads })
                .filter { featureSlots.contains($0) }.sorted()
        }
    }

    /// Name of the decision on an event: the same whenever the same pack decides it.
    package func id(of identity: Hash128) -> String {
        "dec_"
            + Hash128(
                high: Hash64.combine(identity.high, packSeed),
                low: Hash64.combine(identity.low, packSeed)
            ).hexadecimal
    }

    /// Appends one decision, without a newline.
    package func write(_ parts: Parts, scratch: Scratch, to writer: inout ByteWriter) {
        let type = schema.types[parts.type]
        writer.append("{\"id\":\"" as StaticString)
        writer.append(id(of: parts.identity))
        writer.append("\",\"event\":{\"source\":" as StaticString)
        parts.row[Schema.Envelope.source].writeJSON(to: &writer)
        writer.append(",\"id\":" as StaticString)
        parts.row[Schema.Envelope.id].writeJSON(to: &writer)
        writer.append(",\"type\":" as StaticString)
        writer.appendQuoted(type.name)
        writer.append(",\"time\":" as StaticString)
        parts.row[Schema.Envelope.time].writeJSON(to: &writer)
        writer.append("},\"journey\":" as StaticString)
        writer.appendQuoted(schema.journeys[type.journey])
        writer.append(",\"action\":" as StaticString)
        writer.appendQuoted(parts.outcome.action.rawValue)
        writer.append(",\"actions\":[" as StaticString)
        for (index, action) in parts.outcome.actions.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendQuoted(action.rawValue)
        }
        writer.append("],\"score\":" as StaticString)
        writer.append(parts.outcome.score)
        writeEntities(type, parts.row, &writer)
        writeReasons(parts, scratch, &writer)
        writeUndecided(parts.findings, &writer)
        writeFeatures(journey: type.journey, parts.row, &writer)
        writeVersions(&writer)
        writer.append(byte: UInt8(ascii: "}"))
    }

    private func writeEntities(
        _ type: EventType, _ row: UnsafePointer<Value>, _ writer: inout ByteWriter
    ) {
        writer.append(",\"entities\":{" as StaticString)
        var isFirst = true
        for field in type.fields {
            guard let entity = field.entity, row[field.slot].kind != .absent else { continue }
            writeKey(schema.entities[entity], &isFirst, &writer)
            row[field.slot].writeJSON(to: &writer)
        }
        writer.append(byte: UInt8(ascii: "}"))
    }

    private func writeReasons(
        _ parts: Parts, _ scratch: Scratch, _ writer: inout ByteWriter
    ) {
        let fired = parts.findings.fired.sorted {
            (rules.rules[$1].weight, $0) < (rules.rules[$0].weight, $1)
        }
        writer.append(",\"reasons\":[" as StaticString)
        for (index, rule) in fired.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writeReason(rules.rules[rule], parts.row, scratch, &writer)
        }
        writer.append("],\"shadow\":[" as StaticString)
        for (index, rule) in parts.findings.shadow.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.appendQuoted(rules.rules[rule].id)
        }
        writer.append(byte: UInt8(ascii: "]"))
    }

    private func writeReason(
        _ rule: RuleDefinition, _ row: UnsafePointer<Value>, _ scratch: Scratch,
        _ writer: inout ByteWriter
    ) {
        writer.append("{\"rule\":" as StaticString)
        writer.appendQuoted(rule.id)
        writer.append(",\"signal\":" as StaticString)
        writer.appendQuoted(rules.signals[rule.signal])
        writer.append(",\"weight\":" as StaticString)
        writer.append(rule.weight)
        writer.append(",\"severity\":" as StaticString)
        writer.appendQuoted(rule.severity.rawValue)
        writer.append(",\"text\":" as StaticString)
        var text = ByteWriter(capacity: 128)
        rule.reason.write(row: row, scratch: scratch, to: &text)
        text.bytes.withUnsafeBufferPointer { writer.appendQuoted($0) }
        writer.append(",\"values\":{" as StaticString)
        var isFirst = true
        for slot in rule.reads {
            writeKey(names[slot], &isFirst, &writer)
            row[slot].writeJSON(to: &writer)
        }
        writer.append("}}" as StaticString)
    }

    private func writeUndecided(_ findings: Findings, _ writer: inout ByteWriter) {
        writer.append(",\"undecided\":[" as StaticString)
        for (index, item) in findings.undecided.enumerated() {
            if index > 0 { writer.append(byte: UInt8(ascii: ",")) }
            writer.append("{\"rule\":" as StaticString)
            writer.appendQuoted(rules.rules[item.rule].id)
            writer.append(",\"why\":" as StaticString)
            writer.appendQuoted(words(for: item))
            writer.append(byte: UInt8(ascii: "}"))
        }
        writer.append(byte: UInt8(ascii: "]"))
    }

    private func words(for item: Findings.Undecided) -> String {
        item.missing.map { "missing \(names[$0])" } ?? "\(item.error)"
    }

    private func writeFeatures(
        journey: Int, _ row: UnsafePointer<Value>, _ writer: inout ByteWriter
    ) {
        writer.append(",\"features\":{" as StaticString)
        var isFirst = true
        for slot in featureReads[journey] {
            writeKey(names[slot], &isFirst, &writer)
            row[slot].writeJSON(to: &writer)
        }
        writer.append(byte: UInt8(ascii: "}"))
    }

    private func writeVersions(_ writer: inout ByteWriter) {
        writer.append(",\"versions\":{\"pack\":" as StaticString)
        writer.appendQuoted(versions.pack)
        writer.append(",\"packVersion\":" as StaticString)
        writer.appendQuoted(versions.packVersion)
        writer.append(",\"packHash\":" as StaticString)
        writer.appendQuoted(versions.packHash)
        writer.append(",\"engine\":" as StaticString)
        writer.appendQuoted(versions.engine)
        writer.append(byte: UInt8(ascii: "}"))
    }

    private func writeKey(_ name: String, _ isFirst: inout Bool, _ writer: inout ByteWriter) {
        if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
        isFirst = false
        writer.appendQuoted(name)
        writer.append(byte: UInt8(ascii: ":"))
    }
}
