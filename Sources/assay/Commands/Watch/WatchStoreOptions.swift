import ArgumentParser
import Foundation
import Monitoring
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

/// Watches what a service kept, as it does itself.
struct WatchStoreOptions: ParsableArguments {
    @Option(help: "In place of a table: the store of a service, such as sqlite:assay.db.")
    var store: String?

    @Option(help: "With --store: the pack's folder, for owners of models.")
    var pack: String?

    @Option(help: "With --store: the one model to watch; all unless said.")
    var model: String?

    @Option(help: "With --store: how many whole days to judge, the last ones.")
    var days: Int?

    static let daysUsual = 14
    /// As far as what is compared may lie apart; more is read at a price.
    static let daysMax = 90

    func validate() throws {
        guard store != nil || (pack == nil && model == nil && days == nil) else {
            throw ValidationError("--pack, --model and --days go with --store.")
        }
        guard (1...Self.daysMax).contains(days ?? Self.daysUsual) else {
            throw ValidationError("--days is a number from 1 to \(Self.daysMax).")
        }
    }

    /// - Throws: ``Fault`` `notFound` without a model to watch, ``ExitCode`` when an alarm stands.
    func run(_ url: String, owner: String?, json: Bool) throws {
        let store = try ExistingStore.open(url)
        let pack = try pack.map { try PackCommand.load($0) }
        let all = try WatchedModel.all(in: store) { owner ?? WatchOwner.of($0, in: pack) }
        let models = all.filter { model == nil || $0.release.name == model }
        guard !models.isEmpty else { throw try nothing(store, all.map(\.release.name)) }
        var settings = StoreWatchSettings()
        settings.days = days ?? Self.daysUsual
        let clock = Int64(Date().timeIntervalSince1970 * 1000)
        // An old store is judged as of its last decision.
        let last = try store.decisions(DecisionFilter(limit: 1)).first?.time
        let summary = try StoreWatch(store: store, labels: store, settings: settings)
            .run(models, now: min(clock, last ?? clock)) { try $0() }
        try store.close()
        print(json ? try JSONText.of(summary) : WatchSummaryText(summary: summary).text)
        if summary.models.contains(where: { !$0.alarms.isEmpty }) {
            throw ExitCode(Exit.findings.rawValue)
        }
    }

    private func nothing(_ store: SQLiteStore, _ watched: [String]) throws -> Fault {
        let releases = try store.modelReleases()
        if let model, !releases.contains(where: { $0.name == model }) {
            return Fault(
                .notFound, "The registry has no model \(model).",
                fix: "It has: \(Set(releases.map(\.name)).sorted().joined(separator: ", ")).")
        }
        return Fault(
            .notFound,
            "No model of the registry that is not retired has a \(DriftReference.fileName)"
                + (model.map { " and is called \($0)." } ?? "."),
            fix: watched.isEmpty
                ? "Train with `assay train`, which writes it, and register the bundle."
                : "Watched can be: \(Set(watched).sorted().joined(separator: ", ")).")
    }
}
