import ArgumentParser
import Foundation
import Learning
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct ModelsCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compares two versions on the traffic both scored.",
        discussion: """
            assay models compare fraud --store sqlite:assay.db
            assay models compare fraud 2 3 --store sqlite:assay.db --threshold 0.5 --threshold 0.8

            Without versions they are the live one and the canary, or else the latest in shadow. \
            Events with a label are weighed by 1 / propensity; of several labels of an event the \
            one recorded last counts. The interval of a difference is what 95 % of resamples of \
            the events give, the same for both.
            """)

    @Argument(help: "The model's name.")
    var name: String

    @Argument(help: "Two versions, or none.")
    var versions: [Int] = []

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "A score from which an event is acted on; may be said several times.")
    var threshold: [Double] = [0.5]

    @Option(help: "Name of the labels; what the bundle's facts say, or else fraud.")
    var label: String?

    @Option(help: "Only labels of this source, such as exploration.")
    var labelSource: String?

    @Option(help: "Only events at least so old are judged by labels, such as 30d.")
    var matured: String?

    @Option(help: "Decisions read, from the last one back.")
    var latest = 1_000_000

    @Option(help: "Resamples for the intervals, to 100,000.")
    var resamples = 1000

    @Option(help: "Seed of the resamples.")
    var seed: UInt64 = 1

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard versions.isEmpty || versions.count == 2, Set(versions).count == versions.count else {
            throw ValidationError("Say two versions, or none.")
        }
        guard !threshold.isEmpty, threshold.allSatisfy({ (0...1).contains($0) }) else {
            throw ValidationError("--threshold is from 0 to 1.")
        }
        guard latest > 0, (0...100_000).contains(resamples) else {
            throw ValidationError("--latest is above 0, --resamples from 0 to 100,000.")
        }
        _ = try matured.map { try SpanOption.milliseconds($0, option: "--matured") }
    }

    func run() throws {
        let archive = try ExistingStore.open(store)
        let pair: (ModelRelease, ModelRelease)
        if versions.isEmpty {
            pair = try archive.champions(of: name)
        } else {
            pair = (
                try archive.release(name, versions[0]), try archive.release(name, versions[1])
            )
        }
        var settings = ModelComparison.Settings()
        settings.thresholds = threshold
        settings.latest = latest
        settings.label =
            try label ?? archive.labelName(of: pair.0, or: pair.1) ?? settings.label
        settings.labelSource = labelSource
        settings.resamples = resamples
        settings.seed = seed
        if let matured {
            let now = Int64(Date().timeIntervalSince1970 * 1000)
            settings.maturedUntil =
                now - (try SpanOption.milliseconds(matured, option: "--matured"))
        }
        var progress = Progress("decisions")
        let comparison = try ModelComparison(pair.0, pair.1, store: archive, settings) {
            progress.update(count: $0, share: $1)
        }
        progress.finish()
        if json {
            var writer = ByteWriter()
            comparison.writeJSON(to: &writer)
            return print(writer.text)
        }
        print(ComparisonText(comparison).text)
    }
}
