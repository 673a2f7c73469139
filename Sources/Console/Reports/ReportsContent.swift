import API
import Cases
import Enforcements
import Packs
import Vocabulary

/// What `cases/reports.mustache` shows.
struct ReportsContent {
    struct Line {
        let subject: EntityLink
        let what: String
        let text: String
        let at: Moment
        let by: String
        /// Whose it is, for who reads those of all; nil for the community's.
        let party: String?
        /// Where it stands, in plain words.
        let state: String
        let mark: String
        /// Its case, for who may read it; partners learn only how it stands.
        let casePath: String?
        let caseName: String
    }

    let party: String?
    let lines: [Line]
    let isFull: Bool
    let count: String
    let kinds: [String]
    /// What may be reported, in words.
    let known: [String]
    /// Whose reports may be chosen; none for a partner.
    let parties: [PartyChoice]
    let token: String
    /// Whether who looks may report, too.
    let mayTell: Bool
    let textMax = CaseBounds.textMax

    struct PartyChoice {
        let value: String
        let name: String
        let isOn: Bool
    }

    /// In the address for what no party told.
    private static let community = ":community"

    /// Of whom an address asks for reports; nil for all, empty for the community.
    static func party(_ asked: String) -> String? {
        asked.isEmpty ? nil : asked == community ? "" : asked
    }

    /// - Parameters:
    ///   - reports: the latest first, each with its case.
    ///   - parties: those to choose from; none for a partner.
    ///   - asked: of whom the address asks.
    init(
        _ reports: [(Report, Case?)], parties: [String], asked: String, pack: Pack, caller: Caller,
        now: Int64
    ) throws {
        let choices =
            [("", "everybody"), (ReportsContent.community, "the community")]
            + parties.map { ($0, $0) }
        self.parties =
            caller.partner.isEmpty
            ? choices.map { PartyChoice(value: $0, name: $1, isOn: $0 == asked) } : []
        known = (pack.cases ?? .usual).reports.map(PlainWords.of)
        party = caller.partner.isEmpty ? nil : caller.partner
        let masks = Masks(for: caller, schema: pack.schema)
        // Words of one's own party are shown as it wrote them.
        let isOwn = !caller.partner.isEmpty
        let mayRead = caller.may(.casesRead)
        lines = reports.map { report, one in
            let (state, mark) = Self.words(one?.state)
            return Line(
                subject: isOwn
                    ? EntityLink(
                        kind: report.subject.kind, label: report.subject.name, path: nil)
                    : masks.link(report.subject),
                what: PlainWords.of(report.kind),
                text: isOwn ? report.text : masks.masking.text(report.text),
                at: Moment(report.at, now: now),
                by: isOwn ? report.by : masks.masking.name(report.by),
                party: isOwn || report.partner.isEmpty ? nil : report.partner, state: state,
                mark: mark,
                casePath: mayRead ? one.map { "/cases/\(Query.escaped($0.id))" } : nil,
                caseName: one.map { CaseNumber.short($0.id) } ?? "")
        }
        isFull = reports.count >= ReportPageRoutes.shownMax
        count = Counted.words(reports.count, "report", "reports")
        kinds = pack.schema.entities
        token = caller.formToken
        mayTell = caller.may(.reportsSend)
    }

    /// What somebody outside is told of a case: whether it is looked at, not what was found.
    static func words(_ state: Case.State?) -> (words: String, mark: String) {
        switch state {
        case nil, .open, .snoozed: ("waits to be looked at", "")
        case .assigned: ("somebody looks at it", "info")
        case .approving: ("is being decided", "info")
        case .closed, .merged: ("looked at and decided", "good")
        }
    }

    /// `Artificial streaming` as a kind has it: `artificial_streaming`.
    static func kind(_ words: String) -> String {
        words.lowercased().split { $0.isWhitespace || $0 == "-" || $0 == "_" }
            .joined(separator: "_")
    }
}
