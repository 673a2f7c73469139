import ArgumentParser
import Foundation
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Tells in words what was decided, and why.")

    @Argument(help: "Id of the decision, such as dec_0f3c….")
    var decision: String

    @Option(help: "The store that keeps it, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print the record as it is kept.")
    var json = false

    func run() throws {
        guard let kept = try ExistingStore.open(store).decision(id: decision) else {
            throw Fault(
                .notFound, "There is no decision \(decision) in \(store).",
                fix: "Copy an id from the service's pages, or from a file of --decisions.")
        }
        print(json ? kept.record : try Explanation(record: kept.record).text)
    }
}
