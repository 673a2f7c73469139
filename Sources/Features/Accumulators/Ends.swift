/// The earliest and latest event ever seen: what a window without end needs to remember.
struct Ends {
    var firstTime: Int64 = .max
    var lastTime: Int64 = .min
    var firstValue: UInt64 = 0
    var lastValue: UInt64 = 0

    /// Takes in one event; of equal times the first to come stays first, the last to come last.
    @inline(__always)
    mutating func add(_ value: UInt64, time: Int64) {
        if time < firstTime {
            firstTime = time
            firstValue = value
        }
        if time >= lastTime {
            lastTime = time
            lastValue = value
        }
    }

    var isEmpty: Bool { lastTime == .min }
}
