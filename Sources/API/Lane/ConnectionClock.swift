import NIOCore

/// When a connection last moved, and when its request began to come in.
struct ConnectionClock {
    private let idle: TimeAmount
    private let slow: TimeAmount
    private var movedAt = NIODeadline.now()
    private var beganAt = NIODeadline.now()

    init(limits: ServerLimits) {
        idle = .seconds(Int64(limits.idleSeconds))
        slow = .seconds(Int64(limits.bodySeconds))
    }

    /// Time between two looks.
    var pause: TimeAmount { .nanoseconds(max(50_000_000, min(idle, slow).nanoseconds / 4)) }

    mutating func moved() { movedAt = .now() }
    mutating func began() { beganAt = movedAt }

    /// Whether nothing has moved for too long.
    var isIdle: Bool { .now() - movedAt >= idle }
    /// Whether the request takes too long to come in.
    var isSlow: Bool { .now() - beganAt >= slow }
}
