import Vocabulary
import Yams

// How people's work is organised, as `cases.yaml` has it.

extension PackBuilder {
    private static let itemsMax = 64
    private static let linesMax = 50
    private static let keys = [
        "unit", "label", "queues", "calendars", "dispositions", "escalations", "openings",
        "four_eyes", "amounts", "reports",
    ]

    /// Reads `cases.yaml`; nil without it.
    func readCases() -> CasesDefinition? {
        guard let file = files["cases.yaml"],
            let reader = root(of: file, what: "cases file", keys: PackBuilder.keys),
            files["events.yaml"]?.root != nil
        else { return nil }
        let calendars = named(reader, "calendars", PackBuilder.itemsMax, \.name, readCalendar)
        let dispositions = named(
            reader, "dispositions", PackBuilder.itemsMax, \.name, readDisposition)
        let queues = named(reader, "queues", PackBuilder.itemsMax, \.name) {
            readQueue($0, calendars.map(\.name))
        }
        let escalations = named(reader, "escalations", PackBuilder.itemsMax, \.name) {
            readEscalation($0, queues.map(\.name))
        }
        let openings = listed(reader, "openings", readOpening)
        var cases = CasesDefinition(
            queues: queues, calendars: calendars, dispositions: dispositions,
            escalations: escalations, openings: openings, fourEyes: measures(reader))
        cases.unit = reader.optionalText("unit") ?? cases.unit
        cases.amounts = listed(reader, "amounts", readAmount)
        cases.label = reader.optionalText("label") ?? cases.label
        if !Label.isName(cases.label), let node = reader.node("label") {
            sink.error(
                file, node, "`\(cases.label)` is no label.",
                fix: "Use small letters, digits and _.")
        }
        if reader.node("reports") != nil { cases.reports = reports(reader) }
        if queues.isEmpty, let node = reader.node("queues") {
            sink.error(file, node, "There is no queue.", fix: "Declare one.")
        }
        checkDispositions(dispositions, reader)
        return cases
    }

    private func checkDispositions(_ held: [DispositionReason], _ reader: MappingReader) {
        for disposition in [Disposition.confirmed, .cleared]
        where !held.contains(where: { $0.disposition == disposition }) {
            sink.error(
                reader.file, reader.node("dispositions") ?? reader.node,
                "No disposition means \(disposition.rawValue).",
                fix: "Add one, so that a case can come to either end.")
        }
    }

    /// Items of a list that may be left out.
    private func listed<Item>(
        _ reader: MappingReader, _ key: String, _ read: (MappingReader) -> Item?
    ) -> [Item] {
        guard let node = reader.node(key) else { return [] }
        let items = reader.items(key)
        if items.count > PackBuilder.itemsMax {
            sink.error(
                reader.file, node,
                "`\(key)` has \(items.count) items; \(PackBuilder.itemsMax) are the most.",
                fix: "Put some together.")
        }
        return items.prefix(PackBuilder.itemsMax).compactMap {
            MappingReader(
                $0, of: reader.file, sink, what: String(key.dropLast()),
                keys: PackBuilder.itemKeys[key]
            ).flatMap(read)
        }
    }

    private static let itemKeys = [
        "queues": [
            "name", "description", "skills", "routes", "assignment", "calendar", "first_touch",
            "close", "warning", "second_review", "checklist", "held",
        ],
        "routes": ["origins", "subjects", "causes", "loss"],
        "calendars": ["name", "offset", "hours", "holidays"],
        "dispositions": ["name", "description", "means"],
        "escalations": ["name", "severity", "tells", "runbook", "within", "queue"],
        "openings": ["origin", "actions", "journeys", "score", "subject", "quiet"],
        "amounts": ["origins", "journeys", "each", "value"],
    ]

    /// Items with names of their own, at least one.
    private func named<Item>(
        _ reader: MappingReader, _ key: String, _ most: Int, _ name: KeyPath<Item, String>,
        _ read: (MappingReader) -> Item?
    ) -> [Item] {
        _ = key == "escalations" ? reader.node(key) : reader.required(key)
        var held: [Item] = []
        for item in listed(reader, key, read) {
            if held.contains(where: { $0[keyPath: name] == item[keyPath: name] }),
                let node = reader.node(key)
            {
                sink.error(
                    reader.file, node, "Two of `\(key)` are named `\(item[keyPath: name])`.",
                    fix: "Give one of them another name.")
                continue
            }
            held.append(item)
        }
        return held
    }

    private func name(_ item: MappingReader) -> String? {
        guard let name = item.text("name"), let node = item.node("name") else { return nil }
        return checkName(
            name, node, of: item.file, taken: [], what: item.what, mayHaveDots: false)
            ? name : nil
    }

    private func readQueue(_ item: MappingReader, _ calendars: [String]) -> QueueDefinition? {
        let name = name(item)
        let calendar = item.text("calendar")
        if let calendar, let node = item.node("calendar") {
            _ = item.index(of: calendar, node, among: calendars, key: "calendar")
        }
        _ = item.required("first_touch")
        _ = item.required("close")
        let (touch, close) = (item.span("first_touch") ?? 1, item.span("close") ?? 1)
        if touch > close, let node = item.node("first_touch") {
            sink.error(
                item.file, node, "A case is touched before it is closed.",
                fix: "Make `first_touch` no longer than `close`.")
        }
        let assignment = item.choice(
            "assignment", of: QueueDefinition.Assignment.self, default: .pull)
        guard let name, let calendar, let description = item.text("description") else {
            return nil
        }
        return QueueDefinition(
            name: name, description: description, skills: item.texts("skills").map(\.text),
            routes: listed(item, "routes", readRoute), assignment: assignment ?? .pull,
            calendar: calendar, firstTouch: max(1, touch), close: max(1, close),
            warning: share(item, "warning", default: 0.75),
            secondReview: share(item, "second_review", default: 0),
            checklist: lines(item, "checklist"),
            heldMax: item.int("held", in: 1...10_000, default: 20))
    }

    private func readRoute(_ item: MappingReader) -> CaseRoute? {
        CaseRoute(
            origins: origins(item), subjects: item.texts("subjects").map(\.text),
            causes: item.texts("causes").map { text, node in
                let known = ruleIDs + signals
                // Reports bring kinds of their own.
                if !known.contains(text), item.node("origins") == nil {
                    _ = item.index(of: text, node, among: known, key: "rule or signal")
                }
                return text
            }, lossMin: amount(item, "loss").map { Int64($0.rounded()) } ?? 0)
    }

    private func origins(_ item: MappingReader) -> [CaseOrigin] {
        item.texts("origins").compactMap { text, node in
            let names = CaseOrigin.allCases.map(\.rawValue)
            return item.index(of: text, node, among: names, key: "origin")
                .map { CaseOrigin.allCases[$0] }
        }
    }

    private func readDisposition(_ item: MappingReader) -> DispositionReason? {
        guard let name = name(item), let description = item.text("description"),
            let means = item.choice("means", of: Disposition.self)
        else { return nil }
        return DispositionReason(name: name, description: description, disposition: means)
    }

    private func readEscalation(_ item: MappingReader, _ queues: [String]) -> EscalationPath? {
        let queue = item.optionalText("queue") ?? ""
        if !queue.isEmpty, let node = item.node("queue") {
            _ = item.index(of: queue, node, among: queues, key: "queue")
        }
        _ = item.required("severity")
        _ = item.required("within")
        _ = item.required("tells")
        _ = item.required("runbook")
        guard let name = name(item) else { return nil }
        return EscalationPath(
            name: name, severity: item.int("severity", in: 1...5, default: 3),
            tells: item.texts("tells").map(\.text), runbook: lines(item, "runbook"),
            within: max(1, item.span("within") ?? 1), queue: queue)
    }

    private func readOpening(_ item: MappingReader) -> CaseOpening? {
        guard let origin = item.choice("origin", of: CaseOrigin.self) else { return nil }
        let actions = Action.allCases.map(\.rawValue)
        let subject = item.optionalText("subject") ?? (origin == .ring ? "ring" : "account")
        if origin == .policy {
            _ = item.required("actions")
            if let node = item.node("subject") ?? item.node("origin") {
                _ = item.index(of: subject, node, among: schema.entities, key: "entity")
            }
        }
        var opening = CaseOpening(
            origin: origin,
            actions: item.texts("actions").map { text, node in
                _ = item.index(of: text, node, among: actions, key: "action")
                return text
            },
            journeys: journeys(item), scoreMin: share(item, "score", default: 0), subject: subject)
        opening.quiet = item.span("quiet") ?? opening.quiet
        return opening
    }

    private func journeys(_ item: MappingReader) -> [String] {
        item.texts("journeys").map { text, node in
            _ = item.index(of: text, node, among: schema.journeys, key: "journey")
            return text
        }
    }

    private func readAmount(_ item: MappingReader) -> CaseAmount? {
        _ = item.required("each")
        return CaseAmount(
            origins: origins(item), journeys: journeys(item),
            each: amount(item, "each") ?? 0,
            value: item.optionalText("value") ?? "")
    }

    private func measures(_ reader: MappingReader) -> [EnforcementMeasure] {
        reader.texts("four_eyes").compactMap { text, node in
            let names = EnforcementMeasure.nameable.map(\.rawValue)
            return reader.index(of: text, node, among: names, key: "measure")
                .map { EnforcementMeasure.nameable[$0] }
        }
    }

    /// Kinds of reports, each a name.
    private func reports(_ reader: MappingReader) -> [String] {
        let kinds = reader.texts("reports")
        for (text, node) in kinds where !Label.isName(text) {
            sink.error(
                reader.file, node, "`\(text)` is no kind of report.",
                fix: "Use small letters, digits and _.")
        }
        if kinds.isEmpty || kinds.count > PackBuilder.itemsMax, let node = reader.node("reports") {
            sink.error(
                reader.file, node, "There are 1 to \(PackBuilder.itemsMax) kinds of reports.",
                fix: "Leave `reports` out for the usual ones.")
        }
        return kinds.map(\.text)
    }

    private func lines(_ item: MappingReader, _ key: String) -> [String] {
        let lines = item.texts(key).map(\.text)
        if lines.count > PackBuilder.linesMax, let node = item.node(key) {
            sink.error(
                item.file, node, "`\(key)` has at most \(PackBuilder.linesMax) lines.",
                fix: "Keep those that matter most.")
        }
        return lines
    }

    private func share(_ item: MappingReader, _ key: String, default value: Double) -> Double {
        guard let node = item.node(key) else { return value }
        if let number = node.scalar.flatMap({ Double($0.string) }), (0...1).contains(number) {
            return number
        }
        sink.error(item.file, node, "`\(key)` is a share from 0 to 1.", fix: "Write 0.75 or so.")
        return value
    }

    /// An amount from 0 up, in units; as minor units.
    private func amount(_ item: MappingReader, _ key: String) -> Double? {
        guard let node = item.node(key) else { return nil }
        if let number = node.scalar.flatMap({ Double($0.string) }), number >= 0, number < 1e12 {
            return number * 100
        }
        sink.error(item.file, node, "`\(key)` is an amount from 0 up.", fix: "Write a number.")
        return nil
    }
}
