import Foundation

enum ProcessSeed {
    /// What `ASSAY_SEED` says, if anything.
    static let given = ProcessInfo.processInfo.environment["ASSAY_SEED"].flatMap { UInt64($0) }
}
