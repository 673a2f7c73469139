import Foundation
import Packs
import Pipeline
import Vocabulary

/// What is near one node of a ring in the log: of an account the entities its latest events name,
/// of anything else the accounts whose latest events name it.
///
/// O(``eventsMax`` events); of a value also O(blocks of the log), for the filter of each.
struct RingNeighbours: Encodable {
    struct Node: Encodable {
        let id: String
        let kind: String
        let name: String
        /// Events in which it was met.
        let events: Int
    }

    static let eventsMax = 60
    static let nodesMax = 40

    let of: String
    let nodes: [Node]
    /// Events that were read; where they are ``eventsMax`` there may be more.
    let read: Int
    let isAll: Bool

    /// - Throws: ``Fault`` `invalid` for a kind that the pack does not have.
    init(kind: String, name: String, _ store: any ConsoleParts.Store, _ pack: Pack) throws {
        of = "\(kind):\(name)"
        var met: [String: (kind: String, name: String, events: Int)] = [:]
        func meet(_ kind: String, _ name: String) {
            met["\(kind):\(name)", default: (kind, name, 0)].events += 1
        }
        if kind == "account" {
            let found = try store.decisions(
                DecisionFilter(account: name, limit: RingNeighbours.eventsMax))
            for decision in found {
                for (other, value) in try RecordView(record: decision.record).entities {
                    if other != "account" { meet(other, value.text) }
                }
            }
            read = found.count
        } else {
            let found = try EntityEvents(store: store, pack: pack).latest(
                kind: kind, name: name, before: .max, limit: RingNeighbours.eventsMax,
                reach: .page
            ).events
            for event in found {
                if let account = RingNeighbours.account(of: event, pack.schema) {
                    meet("account", account)
                }
            }
            read = found.count
        }
        isAll = read < RingNeighbours.eventsMax && met.count <= RingNeighbours.nodesMax
        nodes = met.sorted { ($1.value.events, $0.key) < ($0.value.events, $1.key) }
            .prefix(RingNeighbours.nodesMax)
            .map {
                Node(id: $0.key, kind: $0.value.kind, name: $0.value.name, events: $0.value.events)
            }
    }

    /// Whom an event names as its account; nil where it names none.
    private static func account(of event: LoggedEvent, _ schema: Schema) -> String? {
        guard let kind = schema.entities.firstIndex(of: "account"),
            let read = try? JSONSerialization.jsonObject(with: Data(event.text)),
            let event = read as? [String: Any], let data = event["data"] as? [String: Any],
            let type = schema.types.firstIndex(where: { $0.name == event["type"] as? String }),
            let field = schema.field(naming: kind, at: type), let value = data[field.name]
        else { return nil }
        return value as? String ?? (value as? NSNumber).map { "\($0)" }
    }
}
