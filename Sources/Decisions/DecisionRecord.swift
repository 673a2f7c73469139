package import CEL
package import Models
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
        /// Of the registry of policies; nil where the pack's own files decide.
        package var policyVersion: Int?

        package init(
            pack: String, packVersion: String, packHash: String, engine: String,
            policyVersion: Int? = nil
        ) {
            self.pack = pack
            self.policyVersion = policyVersion
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
        package var models: ModelFindings
        package var outcome: Outcome

        package init(
            row: UnsafePointer<Value>, type: Int, identity: Hash128, findings: Findings,
            models: ModelFindings, outcome: Outcome
        ) {
            self.row = row
            self.type = type
            self.identity = identity
            self.findings = findings
            self.models = models
            self.outcome = outcome
        }
    }

    private let schema: Schema
    private let rules: RuleSet
    let models: ModelSet
    private let trials: [TrialDefinition]
    /// Names of all slots, as people write them.
    let names: [String]
    private let packSeed: UInt64
    /// By journey: feature slots its rules and models read, in slot order.
    private let featureReads: [[Int]]
    private let places: Places
    /// What the records of this pack have in common.
    package let words: RecordWords

    package init(
        schema: Schema, rules: RuleSet, models: ModelSet, trials: [TrialDefinition] = [],
        names: [String], versions: Versions, featureSlots: Range<Int>
    ) {
        self.trials = trials
        self.schema = schema
        self.rules = rules
        self.models = models
        self.names = names
        packSeed = Hash64.of(versions.packHash)
        let reads = schema.journeys.indices.map { journey in
            Set(rules.indices(atJourney: journey).flatMap { rules.rules[$0].reads })
                .union(models.reads(atJourney: journey))
                .filter { featureSlots.contains($0) }.sorted()
        }
        featureReads = reads
        var list = WordList()
        places = Places(
            schema: schema, names: names, versions: versions, featureReads: reads, to: &list)
        words = RecordWords(list.words)
    }

    /// Name of the decision on an event: the same whenever the same pack decides it.
    package func id(of identity: Hash128) -> String {
        DecisionRecord.id(of: identity, seed: packSeed)
    }

    /// The name that the decision on an event has when a pack, by its hash, decided it.
    package static func id(of identity: Hash128, packHash: String) -> String {
        id(of: identity, seed: Hash64.of(packHash))
    }

    private static func id(of identity: Hash128, seed: UInt64) -> String {
        Hash128(
            high: Hash64.combine(identity.high, seed), low: Hash64.combine(identity.low, seed)
        ).hexadecimal(after: "dec_")
    }

    /// Appends one decision, without a newline.
    package func write(_ parts: Parts, scratch: Scratch, to writer: inout ByteWriter) {
        var out = Out(words: words.words, isPacked: false)
        swap(&out.writer, &writer)
        write(parts, id: id(of: parts.identity), scratch, &out)
        swap(&out.writer, &writer)
    }

    /// Appends one decision with ``words`` packed.
    ///
    /// - Parameter id: what ``id(of:)`` says.
    package func writePacked(
        _ parts: Parts, id: String, scratch: Scratch, to writer: inout ByteWriter
    ) {
        var out = Out(words: words.words, isPacked: true)
        swap(&out.writer, &writer)
        write(parts, id: id, scratch, &out)
        swap(&out.writer, &writer)
    }

    private func write(_ parts: Parts, id: String, _ scratch: Scratch, _ out: inout Out) {
        let type = schema.types[parts.type]
        out.word(places.start)
        out.writer.append(id)
        out.word(places.source)
        parts.row[Schema.Envelope.source].writeJSON(to: &out.writer)
        out.word(places.id)
        parts.row[Schema.Envelope.id].writeJSON(to: &out.writer)
        out.word(places.types[parts.type])
        parts.row[Schema.Envelope.time].writeJSON(to: &out.writer)
        out.word(places.journeys[type.journey])
        out.word(places.actions[parts.outcome.action.rank])
        out.word(places.allActions)
        for (index, action) in parts.outcome.actions.enumerated() {
            if index > 0 { out.writer.append(byte: UInt8(ascii: ",")) }
            out.word(places.actions[action.rank])
        }
        if let draw = parts.outcome.trial {
            write(draw, named: parts.outcome.named, &out.writer)
            out.word(places.scoreBehindTrial)
        } else {
            out.word(places.score)
        }
        out.writer.append(parts.outcome.score)
        out.word(places.entities)
        writeEntities(parts.type, parts.row, &out)
        if parts.findings.saysNothing {
            out.word(places.noFindings)
        } else {
            writeReasons(parts, scratch, &out.writer)
            writeUndecided(parts.findings, &out.writer)
            out.writer.append(",\"features\":{" as StaticString)
        }
        var isFirst = true
        for slot in featureReads[type.journey] {
            out.word(isFirst ? places.firstFeatures[slot] ?? 0 : places.laterFeatures[slot])
            isFirst = false
            parts.row[slot].writeJSON(to: &out.writer)
        }
        if parts.models.scores.isEmpty {
            out.word(places.versions)
        } else {
            writeModels(parts, &out.writer)
            out.word(places.versionsBehindModels)
        }
    }

    private func write(_ draw: Outcome.Draw, named: Action, _ writer: inout ByteWriter) {
        let trial = trials[draw.trial]
        writer.append("],\"trial\":{\"name\":" as StaticString)
        writer.appendQuoted(trial.name)
        writer.append(",\"kind\":" as StaticString)
        writer.appendQuoted(trial.kind.rawValue)
        writer.append(
            draw.isWithheld
                ? ",\"arm\":\"withheld\",\"action\":" as StaticString
                : ",\"arm\":\"enforced\",\"action\":")
        writer.appendQuoted(named.rawValue)
        writer.append(",\"propensity\":" as StaticString)
        writer.append(draw.isWithheld ? trial.share : 1 - trial.share)
    }

    private func writeEntities(_ place: Int, _ row: UnsafePointer<Value>, _ out: inout Out) {
        var isFirst = true
        for field in schema.types[place].fields {
            guard let entity = field.entity, row[field.slot].kind != .absent else { continue }
            out.word(isFirst ? places.firstEntities[entity] : places.laterEntities[entity])
            isFirst = false
            row[field.slot].writeJSON(to: &out.writer)
        }
    }

    private func writeReasons(
        _ parts: Parts, _ scratch: Scratch, _ writer: inout ByteWriter
    ) {
        let rules = rules
        let fired = parts.findings.fired.sorted {
            (rules.rules[$1].weight, $0) < (rules.rules[$0].weight, $1)
        }
        writer.append("},\"reasons\":[" as StaticString)
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
        text.withBytes { writer.appendQuoted($0) }
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

    private func writeKey(_ name: String, _ isFirst: inout Bool, _ writer: inout ByteWriter) {
        if !isFirst { writer.append(byte: UInt8(ascii: ",")) }
        isFirst = false
        writer.appendQuoted(name)
        writer.append(byte: UInt8(ascii: ":"))
    }
}

extension Findings {
    fileprivate var saysNothing: Bool { fired.isEmpty && shadow.isEmpty && undecided.isEmpty }
}
