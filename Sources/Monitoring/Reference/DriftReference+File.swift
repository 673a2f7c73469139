package import Foundation
package import Vocabulary

extension DriftReference {
    /// Its name in a bundle.
    package static let fileName = "reference.json"
    /// Bytes of a file at most.
    private static let bytesMax = 64 << 20

    /// Reads a reference and checks that its parts fit each other. O(bytes).
    ///
    /// - Parameter path: what errors call the file.
    /// - Throws: ``Fault`` `invalid` for what is none, `unsupported` for another version.
    package static func read(_ bytes: some DataProtocol, path: String) throws(Fault)
        -> DriftReference
    {
        guard bytes.count <= bytesMax else {
            throw Fault(.tooLarge, "\(path) has more than \(bytesMax) bytes.")
        }
        let reference: DriftReference
        do {
            reference = try JSONDecoder().decode(DriftReference.self, from: Data(bytes))
        } catch {
            throw Fault(
                .invalid, "\(path) is no reference of a model: \(error)",
                fix: "Make it anew with `assay train`.")
        }
        guard reference.assayReference == current else {
            throw Fault(
                .unsupported, "\(path) has version \(reference.assayReference), not \(current).",
                fix: "Make it anew with `assay train`.")
        }
        guard reference.isSound else {
            throw Fault(
                .invalid, "\(path): counts, bins and days do not fit each other.",
                fix: "Make it anew with `assay train`.")
        }
        return reference
    }

    /// Days that fit milliseconds, with room.
    private static let dayRange = -(1 << 32)...(1 << 32)

    private var isSound: Bool {
        guard !days.isEmpty, days.count <= Self.daysMax, days.count == rows.count,
            days.count == isWhole.count, zip(days, days.dropFirst()).allSatisfy({ $0 < $1 }),
            days.allSatisfy(Self.dayRange.contains), rows.allSatisfy({ $0 > 0 && $0 < 1 << 40 })
        else { return false }
        return (inputs + (score.map { [$0] } ?? [])).allSatisfy { input in
            input.isSound && input.facets.allSatisfy { $0.isSound(days: days.count, of: input) }
        }
    }
}

extension InputReference {
    fileprivate var isSound: Bool {
        [bins, unusualBins].compactMap { $0 }.allSatisfy { bins in
            zip(bins.values, bins.values.dropFirst()).allSatisfy { $0 < $1 }
                && zip(bins.edges, bins.edges.dropFirst()).allSatisfy { $0 < $1 }
        }
    }
}

extension Facet {
    fileprivate func isSound(days: Int, of input: InputReference) -> Bool {
        let bins = kind == .unusual ? input.unusualBins?.count : input.bins.count
        let width = kind.isShare ? 2 : bins
        return counts.count == days
            && counts.allSatisfy { row in
                row.count == width && row.allSatisfy { $0 >= 0 && $0 < 1 << 40 }
            } && [design.day, design.week, design.all, dispersion ?? 1].allSatisfy { $0 >= 1 }
    }
}
