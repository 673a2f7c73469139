import Foundation
package import Pipeline
import Synchronization
import Vocabulary

/// Values of features of many entities of a kind, by which one of them is seen to be usual or not:
/// the latest decision of each entity among the latest decisions of the log.
package struct PeerSample: Sendable {
    /// By `journey/kind`: entities that were read.
    package private(set) var entities: [String: Int] = [:]
    /// By `journey/feature`: values in order.
    package private(set) var values: [String: [Double]] = [:]
    /// Decisions that were read.
    package private(set) var decisions = 0

    /// Decisions that a sample reads.
    package static let decisionsMax = 2000
    private static let pageSize = 500

    /// Reads a sample; O(``decisionsMax``).
    package static func read(_ store: any DecisionArchive) throws -> PeerSample {
        var sample = PeerSample()
        var seen: Set<String> = []
        var filter = DecisionFilter(limit: pageSize)
        while sample.decisions < decisionsMax {
            let page = try store.decisions(filter)
            for decision in page { sample.take(decision, &seen) }
            guard page.count == pageSize, let last = page.last else { break }
            filter.before = last.sequence
        }
        for key in sample.values.keys { sample.values[key]?.sort() }
        return sample
    }

    private mutating func take(_ decision: StoredDecision, _ seen: inout Set<String>) {
        decisions += 1
        guard
            let record = try? JSONSerialization.jsonObject(with: Data(decision.record.utf8))
                as? [String: Any], let named = record["entities"] as? [String: Any],
            let features = record["features"] as? [String: Any]
        else { return }
        let journey = decision.journey
        let fresh = named.compactMap { kind, name in
            seen.insert("\(journey)/\(kind)/\(name)").inserted ? kind : nil
        }
        for kind in fresh {
            entities["\(journey)/\(kind)", default: 0] += 1
            let prefix = "features.\(kind)."
            for (name, value) in features where name.hasPrefix(prefix) {
                guard let number = (value as? NSNumber)?.doubleValue else { continue }
                values["\(journey)/\(name)", default: []].append(number)
            }
        }
    }

    /// Where a value stands among its peers: the share that is less, those equal counted half;
    /// nil for too few peers.
    package func rank(_ value: Double, of feature: String, at journey: String) -> Double? {
        guard let all = values["\(journey)/\(feature)"], all.count >= PeerSample.peersMin else {
            return nil
        }
        let below = all.partitioningPoint { $0 >= value }
        let upTo = all.partitioningPoint { $0 > value }
        return (Double(below) + Double(upTo - below) / 2) / Double(all.count)
    }

    /// The value below which a share of the peers lies; nil for too few.
    package func quantile(_ share: Double, of feature: String, at journey: String) -> Double? {
        guard let all = values["\(journey)/\(feature)"], all.count >= PeerSample.peersMin else {
            return nil
        }
        return all[min(all.count - 1, Int(share * Double(all.count)))]
    }

    /// Fewer say nothing.
    package static let peersMin = 20
}

extension [Double] {
    /// The first place from which on `isBehind` holds, of values in order. O(log n).
    fileprivate func partitioningPoint(_ isBehind: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Keeps the last sample for a while, so that pages do not read the log each time.
final class PeerSamples: Sendable {
    private let kept = Mutex<(at: Int64, sample: PeerSample)?>(nil)

    /// How old a sample may be, milliseconds.
    private static let ageMax: Int64 = 600_000
    /// While there are fewer decisions than a sample takes.
    private static let youngMax: Int64 = 15_000

    /// - Parameter now: milliseconds since 1970.
    func sample(_ store: any DecisionArchive, now: Int64) throws -> PeerSample {
        // Who asks meanwhile waits: the log is read once.
        try kept.withLock { kept in
            if let (at, sample) = kept {
                let isFull = sample.decisions >= PeerSample.decisionsMax
                if now - at < (isFull ? PeerSamples.ageMax : PeerSamples.youngMax) {
                    return sample
                }
            }
            let sample = try PeerSample.read(store)
            kept = (now, sample)
            return sample
        }
    }
}
