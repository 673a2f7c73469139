import ArgumentParser
import Foundation
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tells in words what was decided, and why.",
        discussion: """
            assay explain dec_… --store sqlite:assay.db
            assay explain dec_… --store sqlite:assay.db --rules
            assay explain dec_… --store sqlite:assay.db --rule looped_tracks

            With --rules, every part of every rule is shown with its value, and for each that did \
            not fire the fewest comparisons that kept it from firing, and by how much.
            """)

    @Argument(help: "Id of the decision, such as dec_0f3c….")
    var decision: String

    @Option(help: "The store that keeps it, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Show every rule of the journey, part by part.")
    var rules = false

    @Option(help: "Show this rule only, part by part.")
    var rule: String?

    @Flag(help: "Rebuild the values from the whole log, even where the record tells them.")
    var fromLog = false

    @Flag(help: "Print JSON: the record as it is kept, or the rules.")
    var json = false

    func run() throws {
        if rules || rule != nil { return try showRules() }
        guard let kept = try ExistingStore.open(store).decision(id: decision) else {
            throw Fault(
                .notFound, "There is no decision \(decision) in \(store).",
                fix: "Copy an id from the service's pages, or from a file of --decisions.")
        }
        print(json ? kept.record : try Explanation(record: kept.record).text)
    }

    private func showRules() throws {
        let trace = try DecisionTrace.run(
            id: decision, store: try ExistingStore.open(store), fromLog: fromLog)
        let known = trace.rules.map(\.id)
        if let rule, !known.contains(rule) {
            let nearest = EditDistance.suggestion(for: rule, among: known)
            throw Fault(
                .notFound, "No rule `\(rule)` was asked about \(decision).",
                fix: nearest.map { "Did you mean `\($0)`?" }
                    ?? "At its journey there are \(known.joined(separator: ", ")).")
        }
        let shown = TraceText(trace, rule: rule)
        print(json ? shown.json : shown.text)
    }
}
