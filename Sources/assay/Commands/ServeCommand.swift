import ArgumentParser
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Decides events sent over HTTP.")

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db or sqlite::memory:.")
    var store = "sqlite:assay.db"

    @Option(help: "Where to listen, as HOST:PORT.")
    var listen = "127.0.0.1:8080"

    func run() async throws {
    }
}
