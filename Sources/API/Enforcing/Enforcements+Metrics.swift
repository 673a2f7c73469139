import Enforcements
import Toolbox

/// What of enforcements waits, as Prometheus reads it.
struct EnforcementMetrics {
    private let waiting: Int
    private let behind: Int64

    /// It blocks.
    init(of store: any EnforcementStore) throws {
        let (waiting, place) = try store.readingEnforcements {
            (try $0.waitingCount(), try $0.carriedUpTo())
        }
        self.waiting = waiting
        behind = try place.map { max(0, try store.lastSequence() - $0) } ?? 0
    }

    func write(to writer: inout ByteWriter) {
        for (name, help, value) in [
            ("waiting", "Enforcements that wait for a second person.", Int64(waiting)),
            ("behind", "Events whose decisions are not carried out yet.", behind),
        ] {
            let name = "assay_enforcements_\(name)"
            writer.append("# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n")
        }
    }
}
