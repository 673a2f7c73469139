/// The most that a model's file may hold; what is above is refused by name before memory is taken.
package struct ModelLimits: Sendable {
    /// Bytes of a model's file.
    package var bytes = 64 << 20
    /// Bytes of a manifest.
    package var manifestBytes = 4 << 20
    package var trees = 100_000
    /// Nodes of all trees together.
    package var nodes = 1 << 22
    /// Nodes of one tree; a node names its children in 19 bits.
    package var treeNodes = 1 << 19
    /// Splits from a root to a leaf; an explanation needs memory by its square.
    package var depth = 256
    package var inputs = 4_096
    /// Points of an isotonic calibration.
    package var calibrationPoints = 1 << 20

    package init() {}

    package static let standard = ModelLimits()
}
