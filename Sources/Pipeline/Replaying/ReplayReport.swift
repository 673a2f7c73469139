import Events
package import Insights
package import Vocabulary

/// What a replay came to.
package struct ReplayReport: Sendable {
    /// Events walked.
    package private(set) var events = 0
    /// Of what was decided; nothing where events are walked for their features.
    package private(set) var counts: DecisionCounts
    package internal(set) var duplicates = 0
    /// Dead letters by code.
    package private(set) var deadLetters: [DeadLetter.Code: Int] = [:]
    /// The first of them, for people.
    package private(set) var firstDeadLetters: [DeadLetter] = []
    /// Fields that no schema knows, with how often they were met; they were passed over.
    package private(set) var unknownFields: [String: Int] = [:]

    /// Dead letters kept to be shown.
    static let deadLettersShownMax = 20

    init(ruleCount: Int) { counts = DecisionCounts(ruleCount: ruleCount) }

    package var deadLetterCount: Int { deadLetters.values.reduce(0, +) }

    mutating func add(_ flight: Flight) {
        let batch = flight.batch
        for part in flight.parts { counts.add(part.counts) }
        for index in 0..<batch.count where batch.admissions[index] == .accepted { events += 1 }
        for letter in batch.deadLetters {
            deadLetters[letter.code, default: 0] += 1
            if firstDeadLetters.count < ReplayReport.deadLettersShownMax {
                firstDeadLetters.append(letter)
            }
        }
        unknownFields.merge(batch.unknownFields, uniquingKeysWith: +)
    }
}
