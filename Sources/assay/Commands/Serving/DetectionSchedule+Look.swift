import Console
import Detection

extension DetectionSchedule {
    /// What the page of rings tells of it.
    var look: DetectionLook {
        let standing = stands
        return DetectionLook(
            every: every, isRunning: standing.isRunning, nextAt: standing.nextAt,
            begin: { self.hurry() })
    }
}
