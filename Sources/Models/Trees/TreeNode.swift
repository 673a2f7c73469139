/// A node of a tree that is scored: it compares the value in a slot of the prepared row.
///
/// Its children stand beside each other, `step` behind it. A leaf has step 0 and slot 0, which is
/// always −∞, so that a walk that has arrived stays; its threshold is the leaf's value.
protocol TreeNode: BitwiseCopyable, Sendable {
    associatedtype Value: BinaryFloatingPoint & Sendable & BitwiseCopyable
    var threshold: Value { get }
    var slot: Int { get }
    var step: Int { get }
    init(threshold: Value, slot: Int, step: Int)
    static func value(_ number: Double) -> Value
    static func double(_ value: Value) -> Double
}

/// XGBoost's: single precision, eight bytes. A slot fits 13 bits, a step 19.
struct SingleNode: TreeNode {
    let threshold: Float
    private let packed: UInt32

    @inline(__always)
    var slot: Int { Int(truncatingIfNeeded: packed & 0x1fff) }
    @inline(__always)
    var step: Int { Int(truncatingIfNeeded: packed >> 13) }

    init(threshold: Float, slot: Int, step: Int) {
        self.threshold = threshold
        packed = UInt32(truncatingIfNeeded: step << 13 | slot)
    }

    @inline(__always)
    static func value(_ number: Double) -> Float { Float(number) }
    @inline(__always)
    static func double(_ value: Float) -> Double { Double(value) }
}

/// Everybody else's: double precision, sixteen bytes.
struct DoubleNode: TreeNode {
    let threshold: Double
    private let place: UInt32
    private let distance: UInt32

    @inline(__always)
    var slot: Int { Int(truncatingIfNeeded: place) }
    @inline(__always)
    var step: Int { Int(truncatingIfNeeded: distance) }

    init(threshold: Double, slot: Int, step: Int) {
        self.threshold = threshold
        place = UInt32(truncatingIfNeeded: slot)
        distance = UInt32(truncatingIfNeeded: step)
    }

    @inline(__always)
    static func value(_ number: Double) -> Double { number }
    @inline(__always)
    static func double(_ value: Double) -> Double { value }
}
