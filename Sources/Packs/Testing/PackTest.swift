package import CEL
package import Vocabulary

/// One case of a pack's own tests: an event with feature values, and what must come of it.
package struct PackTest: Sendable {
    package var name: String
    package var location: SourceLocation
    /// Feature slot → its value; features not named are missing, counts and sums 0.
    package var given: [(slot: Int, value: Program)]
    /// The event as JSON.
    package var event: String
    package var expected: Expectation

    /// What a test demands; nil demands nothing.
    package struct Expectation: Sendable {
        package var action: Action?
        package var fires: [String] = []
        package var not: [String] = []
        package var undecided: [String]?
        /// Words that some reason must contain.
        package var reason: String?
    }
}

/// How one test went.
package struct PackTestResult: Sendable {
    package var test: PackTest
    /// Empty when it passed; else one sentence a fault.
    package var faults: [String]

    package init(test: PackTest, faults: [String]) {
        self.test = test
        self.faults = faults
    }

    package var passed: Bool { faults.isEmpty }
}
