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
        guard let kept = try SQLiteStore(url: store).decision(id: decision) else {
            throw Fault(
                .notFound, "There is no decision \(decision) in \(store).",
                fix: "List some at the service's address, or replay with --store.")
        }
        print(json ? kept.record : try Explanation(record: kept.record).text)
    }
}
