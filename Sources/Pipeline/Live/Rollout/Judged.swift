/// What became of the rows of one group: who decided each, and what came of it.
package final class Judged: @unchecked Sendable {
    /// Of whoever decided.
    package let results: Results
    /// Of one that judges beside; of the last alone.
    lazy var beside = Results(capacity: capacity)
    private let capacity: Int
    private var servers: [Server]
    private(set) var hasCanary = false

    private enum Server: UInt8 {
        case live, canary, slowCanary
    }

    package init(capacity: Int) {
        self.capacity = capacity
        results = Results(capacity: capacity)
        servers = Array(repeating: .live, count: capacity)
    }

    func begin(_ count: Int) {
        if hasCanary { for index in 0..<capacity { servers[index] = .live } }
        hasCanary = false
    }

    /// The canary decides a row.
    func serve(_ index: Int, isSlow: Bool) {
        hasCanary = true
        servers[index] = isSlow ? .slowCanary : .canary
    }

    package func isOfCanary(_ index: Int) -> Bool { servers[index] != .live }

    func isSlow(_ index: Int) -> Bool { servers[index] == .slowCanary }
}
