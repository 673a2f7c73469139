import Foundation
package import Toolbox

/// The seed of a run's random tests: a new one every run, or that of `ASSAY_SEED` to repeat one.
package enum Seed {
    package static let value: UInt64 =
        ProcessInfo.processInfo.environment["ASSAY_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 0...0xFFFF_FFFF)

    /// What a failed random test says, so that it can be run again.
    package static var hint: String { "again with ASSAY_SEED=\(value)" }

    /// A stream of its own for each test and round.
    package static func random(_ test: UInt64, round: Int = 0) -> SplitMix64 {
        SplitMix64(seed: value, stream: test, step: UInt64(round))
    }
}

extension SplitMix64 {
    /// One of the choices, each as likely as the others.
    package mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[below(choices.count)]
    }
}
