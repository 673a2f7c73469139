import CEL
import Toolbox
import Vocabulary

/// The conditions (`where`) of all streams of a pack, each evaluated once a row.
///
/// Whether one holds is a bit of the row's marks; groups read the bits. Which types of event need
/// which condition is known beforehand, so others are not evaluated.
final class RowMarks: @unchecked Sendable {
    private struct Condition {
        var program: Unmanaged<Program>
        var bit: Int
    }

    private let programs: [Program]
    /// By event type.
    private let conditions: [Flat<Condition>]
    private let scratch = Scratch()

    /// - Parameter recipes: those of a pack whose events have `typeCount` types.
    init(_ recipes: [FeatureDefinition.Aggregate], typeCount: Int) {
        var programs: [Program] = []
        var types: [Set<Int>] = []
        for recipe in recipes {
            guard let filter = recipe.filter else { continue }
            if let held = programs.firstIndex(where: { $0 === filter }) {
                types[held].formUnion(recipe.types)
            } else {
                programs.append(filter)
                types.append(Set(recipe.types))
            }
        }
        self.programs = programs
        conditions = (0..<typeCount).map { type in
            Flat(
                programs.indices.filter { types[$0].contains(type) }.map {
                    Condition(program: .passUnretained(programs[$0]), bit: $0)
                }, keeping: programs)
        }
    }

    /// Words of marks that a row needs.
    var wordCount: Int { RowMarks.wordCount(bits: programs.count) }

    static func wordCount(bits: Int) -> Int { max(1, (bits + 63) / 64) }

    /// The bit of a condition.
    func bit(of filter: Program) -> Int? { programs.firstIndex { $0 === filter } }

    /// Marks every admitted row. O(rows × conditions). One batch at a time.
    func mark(_ batch: EventBatch) {
        precondition(batch.markWords >= wordCount, "A batch has room for its pack's marks")
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            mark(
                batch.row(index), type: Int(batch.types[index]), time: batch.times[index],
                in: batch.marks(index))
        }
    }

    @inline(__always)
    private func mark(
        _ row: UnsafeMutablePointer<Value>, type: Int, time: Int64,
        in marks: UnsafeMutablePointer<UInt64>
    ) {
        for word in 0..<wordCount { marks[word] = 0 }
        let known = conditions[type]
        guard known.count > 0 else { return }
        scratch.time = time
        for index in 0..<known.count {
            let held = known.base[index].program._withUnsafeGuaranteedRef {
                $0.evaluate(row, scratch)
            }
            if held.kind == .bool, held.asBool {
                let bit = known.base[index].bit
                marks[bit >> 6] |= 1 << UInt64(bit & 63)
            }
        }
        scratch.reset()
    }
}
