import API
import Backtests
import Features
import Packs
import Rules
import Vocabulary

/// What the page of one rule says.
struct RuleContent {
    struct Read {
        let name: String
        let about: String?
        let others: String
    }

    struct Link {
        let name: String
        let path: String
        let words: String
    }

    let id: String
    let description: String
    let owner: String
    let mode: String
    let severity: String
    let signal: String
    let weight: String
    let journeys: String
    let text: String?
    let tests: String?
    let reads: [Read]
    let steps: [RuleLinks.Step]
    let hasSteps: Bool
    let sameSignal: [Link]
    let hasSame: Bool
    let alike: [Link]
    let hasAlike: Bool
    let lately: String
    let acted: String
    let measures: String
    let measuresPath: String
    let precision: String?
    let hits: String?
    let known: String?
    let editPath: String?
    let cost: String
    let budget: String

    /// Rules told beside it.
    private static let besideMax = 10

    init(
        _ rule: RuleDefinition, in pack: Pack, hits recently: RecentHits, impact: Impact?,
        mayWrite: Bool
    ) {
        let links = RuleLinks(rule, in: pack)
        let recent = recently.rules[rule.id] ?? RecentHits.Line()
        (id, description, owner) = (rule.id, rule.description, rule.owner)
        (mode, severity) = (rule.mode.rawValue, rule.severity.rawValue)
        (signal, weight) = (pack.rules.signals[rule.signal], "\(rule.weight)")
        journeys = pack.schema.journeys.indices.filter { rule.journeys[$0] }
            .map { pack.schema.journeys[$0] }.joined(separator: ", ")
        text = RuleContent.item(rule.id, pack)?.text
        let found = RuleContent.tests(rule.id, pack)
        tests = found.isEmpty ? nil : DraftTexts.shown(found)
        let abouts = Dictionary(
            pack.features.map { ("features." + $0.name, $0.description) },
            uniquingKeysWith: { first, _ in first })
        reads = zip(rule.reads, links.reads).map { slot, name in
            let others = pack.rules.rules.count { $0.id != rule.id && $0.reads.contains(slot) }
            return Read(
                name: name, about: abouts[name],
                others: Counted.words(others, "other rule", "other rules"))
        }
        steps = links.steps
        hasSteps = !steps.isEmpty
        sameSignal = links.sameSignal.map {
            Link(name: $0, path: RegistryContent.path($0), words: "")
        }
        hasSame = !sameSignal.isEmpty
        alike = (impact?.pairs ?? []).filter { $0.rule == rule.id || $0.other == rule.id }
            .prefix(RuleContent.besideMax).map {
                let other = $0.rule == rule.id ? $0.other : $0.rule
                return Link(
                    name: other, path: RegistryContent.path(other),
                    words: "\(Counted.share($0.jaccard)) alike, "
                        + "\(Counted.grouped($0.both)) events of both")
            }
        hasAlike = !alike.isEmpty
        lately =
            recent.decisions == 0
            ? "in none of the latest \(Counted.grouped(recently.read)) decisions"
            : "in \(Counted.grouped(recent.decisions)) of the latest "
                + "\(Counted.grouped(recently.read)) decisions"
        acted = Counted.words(recent.acted, "decision", "decisions")
        measures = Counted.words(recent.measures, "measure", "measures")
        measuresPath = "/enforcements?scope=\(Query.escaped("rule:" + rule.id))"
        precision = recent.precision.map {
            "\(Counted.share($0)) of \(Counted.grouped(recent.bad + recent.good)) labelled "
                + "accounts were bad"
        }
        let line = impact?.report.before.rules.first { $0.rule == rule.id }
        hits = line.map {
            "\(Counted.words($0.events.events, "event", "events")) of "
                + Counted.words($0.people, "person", "people")
        }
        known = line.flatMap {
            $0.events.bad + $0.events.good == 0
                ? nil
                : "\(Counted.grouped($0.events.bad)) bad, \(Counted.grouped($0.events.good)) good, "
                    + "\(Counted.grouped($0.events.unknown)) unknown"
        }
        editPath = mayWrite ? "/rules/edit?rule=\(Query.escaped(rule.id))" : nil
        (cost, budget) = (Counted.grouped(rule.cost), Counted.grouped(pack.budget))
    }

    /// The rule as it is written; nil where the file is not told apart by lines.
    static func item(_ id: String, _ pack: Pack) -> ItemList.Item? {
        ItemList(pack.files["rules.yaml"] ?? "", key: "rules")?.items
            .first { $0.value("id") == id }
    }

    static func tests(_ id: String, _ pack: Pack) -> [ItemList.Item] {
        (ItemList(pack.files["tests.yaml"] ?? "", key: "tests")?.items ?? [])
            .filter { $0.mentions(id) }
    }
}
