import Synchronization
package import Toolbox

/// What became of a vendor's callback.
package enum CallbackOutcome: String, Sendable, CaseIterable {
    case taken, repeated, shadow
    /// Refused: a vendor the pack does not have.
    case unknownVendor = "unknown_vendor"
    /// Refused: no signature, or one that does not fit.
    case forged
    /// Refused: signed too long ago, or ahead of now.
    case stale
    case unreadable
    /// Refused: an id that was used for another message.
    case replayed
    case unknownReference = "unknown_reference"
    case otherVendor = "other_vendor"
    case otherAccount = "other_account"
    /// Refused: the verification does not wait for it, or not any more.
    case outOfOrder = "out_of_order"
    /// Not done, for a reason of ours.
    case failed
}

/// Callbacks since the start, by vendor and outcome.
package final class CallbackCounts: Sendable {
    private struct Key: Hashable {
        var vendor: String
        var outcome: CallbackOutcome
    }

    private let counts = Mutex<[Key: Int]>([:])

    package init() {}

    /// - Parameter vendor: of the pack; empty for any other, so that nobody makes numbers up.
    func count(_ outcome: CallbackOutcome, vendor: String) {
        counts.withLock { $0[Key(vendor: vendor, outcome: outcome), default: 0] += 1 }
    }

    package func count(of outcome: CallbackOutcome) -> Int {
        counts.withLock { $0.filter { $0.key.outcome == outcome }.values.reduce(0, +) }
    }

    /// Appends the numbers as Prometheus reads them.
    package func writeMetrics(to writer: inout ByteWriter) {
        let counts = counts.withLock { $0 }
        guard !counts.isEmpty else { return }
        writer.append(
            "# HELP assay_vendor_callbacks_total Callbacks of vendors, by what became of them.\n"
                + "# TYPE assay_vendor_callbacks_total counter\n")
        let sorted = counts.sorted {
            ($0.key.vendor, $0.key.outcome.rawValue) < ($1.key.vendor, $1.key.outcome.rawValue)
        }
        for (key, count) in sorted {
            writer.append(
                "assay_vendor_callbacks_total{vendor=\"\(key.vendor)\",outcome=\""
                    + "\(key.outcome.rawValue)\"} \(count)\n")
        }
    }
}
