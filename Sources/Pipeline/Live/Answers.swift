package import Vocabulary

/// What became of the events of one group, which the answers to many requests share.
final class GroupAnswers: Sendable {
    let decisions: [StoredDecision]
    /// By event of the group: which decision is its answer, or else −1 − which of the others.
    let places: [Int]
    let others: [Result<Answer, Fault>]

    init(decisions: [StoredDecision], places: [Int], others: [Result<Answer, Fault>]) {
        self.decisions = decisions
        self.places = places
        self.others = others
    }

    /// One fault for all.
    convenience init(all fault: Fault, events: Int) {
        self.init(
            decisions: [], places: Array(repeating: -1, count: events), others: [.failure(fault)])
    }

    subscript(event: Int) -> Result<Answer, Fault> {
        let place = places[event]
        return place >= 0 ? .success(.decided(decisions[place])) : others[-1 - place]
    }
}

/// The answers to the events of one request, in the order of the events.
package struct Answers: Sendable {
    private struct Part: Sendable {
        let group: GroupAnswers
        let range: Range<Int>
    }

    private var first: Part?
    /// Parts behind the first; there are few requests with more than one.
    private var more: [Part] = []
    package private(set) var count = 0

    package init() {}

    mutating func append(_ group: GroupAnswers, _ range: Range<Int>) {
        count += range.count
        let part = Part(group: group, range: range)
        if first == nil { first = part } else { more.append(part) }
    }

    /// All answers, copied.
    package var results: [Result<Answer, Fault>] {
        var results: [Result<Answer, Fault>] = []
        results.reserveCapacity(count)
        forEachPart { part in
            for event in part.range { results.append(part.group[event]) }
        }
        return results
    }

    /// Calls `decided` with each event's decision, and `other` with what became of the rest, in
    /// order. Nothing is copied.
    package func forEach(
        decided: (borrowing StoredDecision) throws -> Void,
        other: (Result<Answer, Fault>) throws -> Void
    ) rethrows {
        try forEachPart { part in
            for event in part.range {
                let place = part.group.places[event]
                if place >= 0 {
                    try decided(part.group.decisions[place])
                } else {
                    try other(part.group.others[-1 - place])
                }
            }
        }
    }

    private func forEachPart(_ body: (Part) throws -> Void) rethrows {
        if let first { try body(first) }
        for part in more { try body(part) }
    }
}
