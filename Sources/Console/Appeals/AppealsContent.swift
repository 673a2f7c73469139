import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// What `appeals.mustache` shows: appeals of a state, and how often appeals are right, by what
/// caused the measure.
struct AppealsContent {
    struct Chip {
        let name: String
        let path: String
        let isHere: Bool
    }

    struct Row {
        let id: String
        let path: String
        let entity: String
        let measure: String
        let measureName: String
        let waited: String
        let at: Moment
        let text: String
        let state: String
        let decidedBy: String?
        /// Such as `case_12`, where it is worked; nil where no case was opened yet.
        let caseID: String?
        let casePath: String?
    }

    struct Rate {
        /// What caused the measures, such as a rule, in words; and its page where it has one.
        let scope: String
        let path: String?
        let applied: String
        let appealed: String
        let decided: String
        let overturned: String
        let rate: String
        let share: Int
    }

    /// Appeals that are read, and listed.
    static let appealsMax = EnforcementFilter.limitMax
    static let rowsMax = 100
    static let ratesMax = 20

    let chips: [Chip]
    let rows: [Row]
    let hasRows: Bool
    let isOpen: Bool
    let left: String?
    let kinds: [Chip]
    let rates: [Rate]
    let hasRates: Bool
    let entry: AppealEntry

    init(_ state: Appeal.State, by kind: String, _ parts: ConsoleParts, _ call: Call) throws {
        let now = parts.now()
        isOpen = state == .open
        chips = Appeal.State.allCases.map {
            Chip(
                name: $0.rawValue, path: "/appeals?state=\($0.rawValue)&by=\(kind)",
                isHere: $0 == state)
        }
        kinds = OverturnKinds.all.map {
            Chip(name: $0, path: "/appeals?state=\(state.rawValue)&by=\($0)", isHere: $0 == kind)
        }
        entry = try AppealEntry(parts, call)
        let masks = Masks(for: call.caller, schema: parts.pack().schema)
        let (rows, count, rates) = try parts.store.readingCases { cases in
            let tables = cases.enforcements
            let found = try tables.appeals(
                AppealFilter(state: state, limit: AppealsContent.appealsMax))
            // Open ones by their clock: who waits longest comes first.
            let ordered = state == .open ? found.reversed() : found
            return (
                try ordered.prefix(AppealsContent.rowsMax).map {
                    try Row($0, in: cases, masks, now: now)
                }, found.count,
                try tables.overturns(by: kind, limit: AppealsContent.ratesMax)
            )
        }
        self.rows = rows
        hasRows = !rows.isEmpty
        left =
            count > rows.count
            ? "\(Counted.grouped(count - rows.count)) more follow as these are decided." : nil
        self.rates = rates.map { Rate($0) }
        hasRates = !rates.isEmpty
    }
}

extension AppealsContent.Row {
    fileprivate init(
        _ appeal: Appeal, in cases: any CaseTables, _ masks: Masks, now: Int64
    ) throws {
        let (tables, masking) = (cases.enforcements, masks.masking)
        id = appeal.id
        path = "/appeals/\(Query.escaped(appeal.id))"
        let against = try tables.enforcement(id: appeal.enforcement)
        entity =
            against.map { "\($0.entity.kind) \(masking.name($0.entity.name))" }
            ?? appeal.enforcement
        measureName = against?.measure.rawValue ?? ""
        measure = PlainWords.of(measureName)
        waited = Moment.span(max(0, (appeal.decidedAt ?? now) - appeal.openedAt))
        at = Moment(appeal.openedAt, now: now)
        text = masking.text(String(appeal.text.prefix(200)))
        state = appeal.state.rawValue
        decidedBy = appeal.decidedBy.isEmpty ? nil : appeal.decidedBy
        var filter = CaseFilter(limit: 1)
        (filter.cause, filter.order) = (appeal.id, .latest)
        let one = try cases.cases(filter).first
        caseID = one?.shortID
        casePath = one.map { "/cases/\(Query.escaped($0.id))" }
    }
}

extension AppealsContent.Rate {
    fileprivate init(_ count: OverturnCount) {
        let view = OverturnView(count)
        let parts = count.scope.split(separator: ":", maxSplits: 1).map(String.init)
        let (kind, name) = (parts.first ?? "", parts.last ?? "")
        scope = kind == "policy" ? PlainWords.of(name) : name
        path =
            kind == "rule"
            ? RegistryContent.path(name)
            : kind == "version"
                ? "/rules/versions/\(Query.escaped(name))"
                : kind == "ring" ? "/rings/\(Query.escaped(name))" : nil
        (applied, appealed) = (Counted.grouped(count.applied), Counted.grouped(count.appealed))
        (decided, overturned) = (Counted.grouped(count.decided), Counted.grouped(count.overturned))
        share = Int(((view.rate ?? 0) * 100).rounded())
        rate =
            view.rate.map {
                "\(Counted.share($0)), likely \(Counted.share(view.low ?? 0)) to "
                    + Counted.share(view.high ?? 1)
            } ?? "none decided"
    }
}
