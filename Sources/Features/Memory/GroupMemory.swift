import Toolbox

/// What a group counts of its memory, and the blocks it was given back.
final class GroupMemory {
    /// Bytes its entities need, where there is a limit; see ``EntityState/bytesNeeded``.
    var counted = 0
    /// Blocks without an entity; in which order they are used again changes no value.
    var free: [UnsafeMutableRawPointer] = []
    /// Entities given back with nothing left in any window.
    var expired = 0
    /// Entities forgotten to stay within the limit.
    var forgotten = 0
}

/// How a group's memory stands; O(1) to ask.
package struct GroupNumbers: Sendable {
    /// Kinds of entity that together are its key.
    package var key: [Int]
    package var entities: Int
    /// Entities given back with nothing left in any window: nobody can tell.
    package var expired: Int
    /// Entities forgotten to stay within the limit, which begin anew.
    package var forgotten: Int
    /// Bytes counted and the most there may be; 0 where there is no limit.
    package var counted: Int
    package var share: Int
}

extension FeatureGroup {
    package var numbers: GroupNumbers {
        GroupNumbers(
            key: (0..<plan.key.count).map { plan.key.base[$0] }, entities: table.count,
            expired: memory.expired, forgotten: memory.forgotten, counted: memory.counted,
            share: share)
    }
}
