import Cases
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Vocabulary

extension ServeCommand {
    /// From the end of one count of figures to the next, milliseconds.
    private static let figuresEvery: Int64 = 2000

    /// Counts figures beside the service; not begun.
    func makeFigures(_ service: DecisionService, _ store: SQLiteStore) -> Rounds {
        Rounds.figures(
            store: store, every: Self.figuresEvery, definition: { service.pack.cases ?? .usual },
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
    }
}
