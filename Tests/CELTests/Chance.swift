import Foundation

/// Random numbers from a seed that a test prints; `ASSAY_SEED` repeats a run.
struct Chance {
    let seed: UInt64
    private var state: UInt64

    init(_ usual: UInt64) {
        let given = ProcessInfo.processInfo.environment["ASSAY_SEED"].flatMap { UInt64($0) }
        seed = given ?? usual
        state = seed
    }

    mutating func draw() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(draw() >> 1) % bound }

    mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}
