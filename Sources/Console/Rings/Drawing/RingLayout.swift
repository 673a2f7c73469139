import Foundation

/// Where everything of a ring's picture stands.
///
/// Accounts stand on a circle, whoever shares most beside each other. What few of them share
/// stands outside, near its own; what many share stands inside, amid its own, and so does who is
/// paid: what all accounts pay ends up in the middle.
///
/// No chance and no clock: the same graph is laid out alike. O(accounts³ + values · accounts²) at
/// worst, with few accounts and values: see ``RingGraph`` for how many.
struct RingLayout {
    struct Point: Equatable {
        var x: Double
        var y: Double

        static func + (one: Point, other: Point) -> Point {
            Point(x: one.x + other.x, y: one.y + other.y)
        }
        static func - (one: Point, other: Point) -> Point {
            Point(x: one.x - other.x, y: one.y - other.y)
        }
        static func * (one: Point, scale: Double) -> Point {
            Point(x: one.x * scale, y: one.y * scale)
        }
        var length: Double { (x * x + y * y).squareRoot() }
        /// In radians, clockwise from the right, as drawings have it.
        var angle: Double { atan2(y, x) }

        static func polar(_ angle: Double, _ radius: Double) -> Point {
            Point(x: cos(angle) * radius, y: sin(angle) * radius)
        }
    }

    /// Of the circle of accounts, and of what few share, around (0, 0).
    static let accountRadius = 236.0
    static let outerRadius = 292.0
    /// How many neighbours before it an account is compared with when its place is sought.
    static let memory = 6
    /// Of the sum of directions to its accounts, from which on a value stands outside.
    private static let together = 0.72
    /// Turns in which what stands too close moves apart.
    private static let turns = 80

    let graph: RingGraph
    /// In step with the graph's nodes.
    private(set) var points: [Point]
    /// Radius of an account's mark.
    private(set) var accountSize = 9.0
    /// By node: whether it stands outside of the circle.
    private(set) var isOutside: [Bool]
    /// Values inside that are no payees.
    private(set) var insideCount = 0

    init(_ graph: RingGraph) {
        self.graph = graph
        points = Array(repeating: Point(x: 0, y: 0), count: graph.nodes.count)
        isOutside = Array(repeating: false, count: graph.nodes.count)
        placeAccounts()
        placeValues()
    }

    // MARK: Accounts

    private mutating func placeAccounts() {
        let nearness = nearness()
        let (order, breaks) = RingLayout.order(nearness)
        // A gap of two places after each part that has nothing to do with the next.
        let gap = breaks.count <= max(2, order.count / 6) ? 2 : 0
        let slots = max(1, order.count + gap * breaks.count)
        var slot = 0
        for (place, account) in order.enumerated() {
            points[account] = .polar(
                (Double(slot) / Double(slots) - 0.25) * 2 * Double.pi, RingLayout.accountRadius)
            slot += breaks.contains(place) ? 1 + gap : 1
        }
        let room = 2 * Double.pi * RingLayout.accountRadius / Double(slots)
        accountSize = max(2.5, min(9, room * 0.42))
    }

    /// By pair of accounts: how much they share.
    private func nearness() -> [[Double]] {
        let count = graph.accountCount
        var near = [[Double]](repeating: Array(repeating: 0, count: count), count: count)
        var owners: [Int: [Int]] = [:]
        for tie in graph.ties {
            switch (tie.from < count, tie.to < count) {
            case (true, true):
                near[tie.from][tie.to] += tie.share / 6
                near[tie.to][tie.from] += tie.share / 6
            case (true, false): owners[tie.to, default: []].append(tie.from)
            case (false, true): owners[tie.from, default: []].append(tie.to)
            case (false, false): continue
            }
        }
        for value in count..<graph.nodes.count {
            guard let own = owners[value], own.count > 1 else { continue }
            let each = (graph.nodes[value].isPaid ? 0.3 : 1) / Double(own.count - 1)
            for one in own {
                for other in own where other != one { near[one][other] += each }
            }
        }
        return near
    }

    /// A round in which neighbours share much: next comes whoever shares most with the last few;
    /// where nobody does, whoever shares most with those before is put between them.
    ///
    /// - Returns: accounts in order, and the places behind which a part with ties of its own ends.
    private static func order(_ near: [[Double]]) -> (order: [Int], breaks: Set<Int>) {
        var order: [Int] = []
        var breaks: Set<Int> = []
        var isPlaced = [Bool](repeating: false, count: near.count)
        let sums = near.map { $0.reduce(0, +) }
        while order.count < near.count {
            if let next = nearest(near, isPlaced, to: order.suffix(memory).reversed()) {
                isPlaced[next] = true
                order.append(next)
            } else if let next = nearest(near, isPlaced, to: order, aging: false) {
                isPlaced[next] = true
                order.insert(next, at: gap(for: near[next], in: order))
            } else {
                if let last = order.last, sums[last] > 0 { breaks.insert(order.count - 1) }
                let start = near.indices.filter { !isPlaced[$0] }
                    .max { (sums[$0], $1) < (sums[$1], $0) }
                guard let start else { break }
                isPlaced[start] = true
                order.append(start)
            }
        }
        return (order, breaks)
    }

    /// Who is not placed and shares most with the others.
    ///
    /// - Parameter aging: whether those count most that come first.
    private static func nearest(
        _ near: [[Double]], _ isPlaced: [Bool], to others: some Sequence<Int>, aging: Bool = true
    ) -> Int? {
        var best: Int?
        var most = 0.0
        for account in near.indices where !isPlaced[account] {
            var sum = 0.0
            for (age, other) in others.enumerated() {
                sum += near[account][other] / (aging ? Double(age + 1) : 1)
            }
            if sum > most { (best, most) = (account, sum) }
        }
        return best
    }

    /// Before whom an account stands best: between the two it shares most with.
    private static func gap(for near: [Double], in order: [Int]) -> Int {
        var best = order.count
        var most = 0.0
        for place in order.indices {
            let sum = near[order[place]] + (place > 0 ? near[order[place - 1]] : 0)
            if sum > most { (best, most) = (place, sum) }
        }
        return best
    }

    // MARK: What they share

    private mutating func placeValues() {
        var owners = [[Int]](repeating: [], count: graph.nodes.count)
        for tie in graph.ties {
            if tie.from < graph.accountCount { owners[tie.to].append(tie.from) }
            if tie.to < graph.accountCount { owners[tie.from].append(tie.to) }
        }
        var outside: [Int] = []
        var inside: [Int] = []
        for value in graph.accountCount..<graph.nodes.count {
            let own = owners[value]
            let sum = own.reduce(Point(x: 0, y: 0)) { $0 + points[$1] }
            points[value] = sum * (1 / Double(max(1, own.count)))
            let spread = points[value].length / RingLayout.accountRadius
            isOutside[value] = !graph.nodes[value].isPaid && spread >= RingLayout.together
            if isOutside[value] { outside.append(value) } else { inside.append(value) }
        }
        insideCount = inside.count { !graph.nodes[$0].isPaid }
        spreadOut(outside)
        spreadOut(within: inside)
    }

    /// Moves what stands outside apart along its circle, in the order it has.
    private mutating func spreadOut(_ values: [Int]) {
        let sorted = values.sorted { (points[$0].angle, $0) < (points[$1].angle, $1) }
        var angles = sorted.map { points[$0].angle }
        let count = angles.count
        let least = min(0.075, 2 * Double.pi / Double(max(1, count)) * 0.95)
        for _ in 0..<(count > 1 ? RingLayout.turns : 0) {
            for place in 0..<count {
                let next = (place + 1) % count
                let gap = angles[next] - angles[place] + (next == 0 ? 2 * Double.pi : 0)
                guard gap < least else { continue }
                angles[place] -= (least - gap) / 2
                angles[next] += (least - gap) / 2
            }
        }
        for (place, value) in sorted.enumerated() {
            points[value] = .polar(angles[place], RingLayout.outerRadius)
        }
    }

    /// Moves what stands inside apart, and holds it within the circle.
    private mutating func spreadOut(within values: [Int]) {
        let least = values.count > 12 ? 34.0 : 62.0
        let most = RingLayout.accountRadius - 40
        for _ in 0..<(values.count > 1 ? RingLayout.turns : 1) {
            for (place, one) in values.enumerated() {
                for other in values[(place + 1)...] {
                    var apart = points[other] - points[one]
                    if apart.length < 0.01 { apart = .polar(Double(place) * 2.4 + 1.2, 1) }
                    let missing = least - apart.length
                    if missing <= 0 { continue }
                    let step = apart * (missing / 2 / apart.length)
                    points[one] = points[one] - step
                    points[other] = points[other] + step
                }
            }
            for value in values where points[value].length > most {
                points[value] = points[value] * (most / points[value].length)
            }
        }
    }
}
