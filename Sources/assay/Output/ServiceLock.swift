import Glibc
import Vocabulary

/// Held by the one service that writes to a store's file, for as long as its process lives.
final class ServiceLock {
    private let descriptor: Int32

    /// - Parameter path: of the store; the lock is an empty file beside it.
    /// - Throws: ``Fault`` `conflict` when another service holds it, `unavailable` when it cannot
    ///   be made.
    init(beside path: String) throws {
        let place = path + "-serving"
        descriptor = open(place, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                .unavailable, "Cannot open \(place): \(String(cString: strerror(errno))).",
                fix: "See that the service may write beside the store.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Fault(
                .conflict, "Another `assay serve` writes to \(path).",
                fix: "One store serves one service: stop the other, or name another store.")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
