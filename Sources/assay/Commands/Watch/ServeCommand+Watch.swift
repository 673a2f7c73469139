import Foundation
import Monitoring
import Pipeline
import StoreSQLite

extension ServeCommand {
    /// The watch of the models, not begun; nil for none.
    func makeWatch(_ store: SQLiteStore) throws -> WatchSchedule? {
        guard watchEvery != "0" else { return nil }
        let owner = watchOwner
        return WatchSchedule(
            watch: StoreWatch(store: store, labels: store),
            every: try SpanOption.milliseconds(watchEvery, option: "--watch-every"),
            models: { try WatchedModel.all(in: store, owner: owner) },
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
    }
}
