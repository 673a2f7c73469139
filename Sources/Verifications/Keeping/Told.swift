import Synchronization

/// What rounds have told already, so that each trouble is told once.
final class Told: Sendable {
    private struct Held {
        var vendors: Set<String> = []
        var old = 0
        var hasToldOld = false
    }

    private let held = Mutex(Held())

    /// Whether nothing was told of a vendor since it last took a request; told from now on.
    func isNewTrouble(with vendor: String) -> Bool {
        held.withLock { $0.vendors.insert(vendor).inserted }
    }

    func endTrouble(with vendor: String) {
        held.withLock { _ = $0.vendors.remove(vendor) }
    }

    /// Counts decisions that are too old to ask for anything.
    func count(old: Int) {
        held.withLock { $0.old += old }
    }

    /// How many were too old, the first time there are any; nil afterwards.
    func oldToTell() -> Int? {
        held.withLock { held in
            if held.old == 0 || held.hasToldOld { return nil }
            held.hasToldOld = true
            return held.old
        }
    }
}
