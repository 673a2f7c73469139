import Deliveries
import Toolbox

/// How deliveries stand, as Prometheus reads them. Names of endpoints need no escaping.
struct DeliveryMetrics {
    let standings: [EndpointStanding]
    let now: Int64

    func write(to writer: inout ByteWriter) {
        guard !standings.isEmpty else { return }
        func gauge(
            _ name: String, _ help: String, _ value: (EndpointStanding) -> String
        ) {
            writer.append("# HELP \(name) \(help)\n# TYPE \(name) gauge\n")
            for standing in standings {
                writer.append(
                    "\(name){endpoint=\"\(standing.endpoint.name)\"} \(value(standing))\n")
            }
        }
        gauge("assay_deliveries_backlog", "Messages not delivered yet.") { "\($0.backlog)" }
        gauge("assay_deliveries_oldest_seconds", "Age of the oldest of them; 0 without one.") {
            "\($0.oldestAt.map { Double(max(0, now - $0)) / 1000 } ?? 0)"
        }
        gauge("assay_deliveries_dead", "Messages given up, to be replayed by hand.") {
            "\($0.dead)"
        }
        gauge("assay_deliveries_on", "1 while messages are sent; 0 disabled or circuit open.") {
            $0.endpoint.state == .on && $0.endpoint.openUntil <= now ? "1" : "0"
        }
        let name = "assay_delivery_attempts_total"
        writer.append("# HELP \(name) Attempts, by what came of them.\n# TYPE \(name) counter\n")
        for standing in standings {
            for result in DeliveryAttempt.Result.allCases {
                writer.append(
                    "\(name){endpoint=\"\(standing.endpoint.name)\",result="
                        + "\"\(result.rawValue)\"} \(standing.attempts[result] ?? 0)\n")
            }
        }
    }
}
