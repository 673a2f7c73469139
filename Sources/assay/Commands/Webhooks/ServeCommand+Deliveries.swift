import Deliveries
import Foundation
import StoreSQLite

extension ServeCommand {
    /// What sends the outbox beside the service, not begun; nil where that was not wanted.
    func makeDeliveries(_ store: SQLiteStore) -> DeliverySchedule? {
        guard deliver else { return nil }
        let settings = DeliverySettings()
        return DeliverySchedule(
            archive: store, transport: WebhookClient(settings: settings), settings: settings,
            seed: UInt64.random(in: 0...UInt64.max), now: { WebhooksCommand.now },
            notice: { Terminal.complain("assay: \($0)") })
    }
}
