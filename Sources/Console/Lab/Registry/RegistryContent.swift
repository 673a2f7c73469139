import API
import Backtests
import Packs
import Rules
import Vocabulary

/// What the page of all rules says.
struct RegistryContent {
    struct Line {
        let id: String
        let path: String
        let description: String
        let mode: String
        let isOff: Bool
        let signal: String
        let weight: String
        let severity: String
        let journeys: String
        let lately: String
        /// Of the accounts it fired on lately and that have a label, the share that is bad.
        let precision: String?
        let precisionOf: String?
        /// Of all the log: decisions that acted with it as a reason, and measures these led to.
        let acted: String
        let measures: String
        let hits: String?
        let stake: String?
        let people: String?
        let isQuiet: Bool
        /// What fired most lately stands first; what is off last.
        let rank: Int
    }

    struct Pair {
        let rule: String
        let other: String
        let rulePath: String
        let otherPath: String
        let both: String
        let alike: String
        let onlyRule: String
        let onlyOther: String
    }

    struct Choice {
        let title: String
        let path: String
        let isOn: Bool
    }

    let rules: [Line]
    let choices: [Choice]
    let text: String?
    let show: String
    let mayWrite: Bool
    let token: String
    let pack: String
    let count: String
    let decisions: String
    let since: Moment?
    let asOf: Moment?
    let unit: String?
    let labels: String?
    let pairs: [Pair]
    let hasPairs: Bool
    /// Whether a preview told figures of all the log.
    let hasFigures: Bool
    let waiting: Int
    let versions: Int

    static let shows = [
        ("", "All"), ("live", "Live"), ("shadow", "In shadow"), ("off", "Off"),
        ("quiet", "Not lately"),
    ]

    struct Given {
        var pack: Pack
        var hits: RecentHits
        var impact: Impact?
        var show: String
        var text: String
        var now: Int64
        var mayWrite: Bool
        var token: String
        var waiting: Int
        var versions: Int
    }

    init(_ given: Given) {
        let (pack, impact) = (given.pack, given.impact)
        let unit = impact?.report.unit ?? ""
        let figures = Dictionary(
            (impact?.report.before.rules ?? []).map { ($0.rule, $0) },
            uniquingKeysWith: { first, _ in first })
        let lines = pack.rules.rules.map { rule in
            RegistryContent.line(
                rule, pack, given.hits.rules[rule.id] ?? RecentHits.Line(), figures[rule.id],
                unit: impact?.hasLabels == true ? unit : "")
        }
        rules = lines.filter { RegistryContent.isShown($0, given.show, given.text) }
            .sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
        choices = RegistryContent.shows.map { word, title in
            let count = lines.count { RegistryContent.isShown($0, word, "") }
            return Choice(
                title: "\(title) \(count)", path: word.isEmpty ? "/rules" : "/rules?show=\(word)",
                isOn: word == given.show)
        }
        text = given.text.isEmpty ? nil : given.text
        show = given.show
        (mayWrite, token) = (given.mayWrite, given.token)
        self.pack = "\(pack.name) \(pack.version)"
        count = Counted.words(pack.rules.rules.count, "rule", "rules")
        decisions = Counted.words(given.hits.read, "decision", "decisions")
        since = given.hits.since.map { Moment($0, now: given.now) }
        asOf = impact.map { Moment($0.asOf, now: given.now) }
        self.unit = unit.isEmpty ? nil : unit
        labels = impact?.hasLabels == true ? impact?.report.labels : nil
        pairs = (impact?.pairs ?? []).filter { $0.jaccard >= RegistryContent.alikeMin }.map {
            Pair(
                rule: $0.rule, other: $0.other, rulePath: RegistryContent.path($0.rule),
                otherPath: RegistryContent.path($0.other), both: Counted.grouped($0.both),
                alike: Counted.share($0.jaccard), onlyRule: Counted.grouped($0.onlyRule),
                onlyOther: Counted.grouped($0.onlyOther))
        }
        (hasPairs, hasFigures) = (!pairs.isEmpty, impact != nil)
        (waiting, versions) = (given.waiting, given.versions)
    }

    /// From which share of common events on two rules are told side by side.
    private static let alikeMin = 0.2

    static func path(_ rule: String) -> String { "/rules/\(Query.escaped(rule))" }

    private static func isShown(_ line: Line, _ show: String, _ text: String) -> Bool {
        let fits =
            switch show {
            case "live", "shadow", "off": line.mode == show
            case "quiet": line.isQuiet && !line.isOff
            default: true
            }
        guard fits, !text.isEmpty else { return fits }
        let words = "\(line.id) \(line.signal) \(line.description) \(line.journeys)".lowercased()
        return words.contains(text.lowercased())
    }

    private static func line(
        _ rule: RuleDefinition, _ pack: Pack, _ recent: RecentHits.Line,
        _ figures: BacktestReport.RuleLine?, unit: String
    ) -> Line {
        let journeys = pack.schema.journeys.indices.filter { rule.journeys[$0] }
        return Line(
            id: rule.id, path: path(rule.id), description: rule.description,
            mode: rule.mode.rawValue, isOff: rule.mode == .off,
            signal: pack.rules.signals[rule.signal], weight: "\(rule.weight)",
            severity: rule.severity.rawValue,
            journeys: journeys.map { pack.schema.journeys[$0] }.joined(separator: ", "),
            lately: Counted.grouped(recent.decisions),
            precision: recent.precision.map(Counted.share),
            precisionOf: recent.precision.map { _ in
                "of \(Counted.grouped(recent.bad + recent.good))"
            },
            acted: Counted.grouped(recent.acted), measures: Counted.grouped(recent.measures),
            hits: figures.map { Counted.grouped($0.events.events) },
            stake: unit.isEmpty
                ? nil
                : figures.map { Money(minor: Int64(($0.stake * 100).rounded()), unit: "").words },
            people: figures.map { Counted.grouped($0.people) },
            isQuiet: recent.decisions == 0,
            rank: rule.mode == .off ? 1 : -recent.decisions)
    }
}
