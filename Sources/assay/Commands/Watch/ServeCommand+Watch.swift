import Foundation
import Models
import Monitoring
import Packs
import Pipeline
import StoreSQLite

extension ServeCommand {
    /// The watch of the models, not begun; nil for none.
    func makeWatch(_ service: DecisionService, _ store: SQLiteStore) throws -> WatchSchedule? {
        guard watchEvery != "0" else { return nil }
        let said = watchOwner
        return WatchSchedule(
            watch: StoreWatch(store: store, labels: store),
            every: try SpanOption.milliseconds(watchEvery, option: "--watch-every"),
            models: {
                let pack = service.pack
                return try WatchedModel.all(in: store) { said ?? WatchOwner.of($0, in: pack) }
            },
            now: { Int64(Date().timeIntervalSince1970 * 1000) },
            notice: { Terminal.complain("assay: \($0)") })
    }
}

/// Who is told of a model.
enum WatchOwner {
    /// The owner that the pack declares.
    static func of(_ model: String, in pack: Pack?) -> String {
        let owner = pack?.models.models.first { $0.name == model }?.owner ?? ""
        return owner.isEmpty ? "nobody named (owner in the pack's models.yaml)" : owner
    }
}
