import Deliveries
import Detection
import Monitoring
import Pipeline
import Verifications

/// What runs beside a service, each on a thread of its own.
struct ServedBeside: Sendable {
    let detection: DetectionSchedule?
    let watch: WatchSchedule?
    let verifying: Verifying?
    let enforcing: Rounds?
    let working: Rounds?
    let deliveries: DeliverySchedule?
    let figures: Rounds

    /// All but detection and the watch, which begin once requests are accepted.
    func begin() {
        enforcing?.begin()
        working?.begin()
        deliveries?.begin()
        verifying?.schedule.begin()
        figures.begin()
    }

    /// Ends all of it; returns when nothing uses the store any more. Calling it again does nothing.
    func stop() {
        detection?.stop()
        watch?.stop()
        verifying?.schedule.stop()
        enforcing?.stop()
        working?.stop()
        deliveries?.stop()
        figures.stop()
    }
}
