package import Pipeline
package import Vocabulary

extension LabelArchive {
    /// Labels one read asks for.
    private var labelsPerPage: Int { 10_000 }

    /// Every label, in the order they were kept. O(labels); memory of a page.
    package func forEachLabel(_ body: (Label) throws -> Void) throws {
        var place: Int64 = 0
        while true {
            let page = try labels(after: place, limit: labelsPerPage)
            guard let last = page.last else { return }
            for item in page { try body(item.label) }
            place = last.sequence
        }
    }
}

/// What a source says under a name, in numbers.
package struct LabelStatistics: Sendable {
    package var name: String
    package var source: String
    package var count = 0
    package var positives = 0
    /// Of all: milliseconds from what happened until it was known, a half and nine of ten of them
    /// at most.
    package var delayMedian: Int64 = 0
    package var delayNinety: Int64 = 0
    /// The least and the greatest.
    package var propensity: ClosedRange<Double> = 1...1

    /// Of every name and source, in their order. O(n log n) in labels; 8 bytes of memory each.
    package static func of(_ archive: any LabelArchive) throws -> [LabelStatistics] {
        struct Key: Hashable { var name, source: String }
        var found: [Key: (statistics: LabelStatistics, delays: [Int64])] = [:]
        try archive.forEachLabel { label in
            let key = Key(name: label.name, source: label.source)
            var entry =
                found.removeValue(forKey: key)
                ?? (
                    LabelStatistics(
                        name: label.name, source: label.source,
                        propensity: label.propensity...label.propensity), []
                )
            entry.statistics.count += 1
            if label.isPositive { entry.statistics.positives += 1 }
            let range = entry.statistics.propensity
            entry.statistics.propensity =
                min(range.lowerBound, label.propensity)...max(range.upperBound, label.propensity)
            entry.delays.append(label.recordedAt - label.time)
            found[key] = entry
        }
        return found.values.map { entry in
            var statistics = entry.statistics
            let sorted = entry.delays.sorted()
            statistics.delayMedian = sorted[(sorted.count - 1) / 2]
            statistics.delayNinety = sorted[(sorted.count - 1) * 9 / 10]
            return statistics
        }.sorted { ($0.name, $0.source) < ($1.name, $1.source) }
    }

    private init(name: String, source: String, propensity: ClosedRange<Double>) {
        (self.name, self.source, self.propensity) = (name, source, propensity)
    }
}

/// The loudest label of each event under one name: the one recorded last, of equals the one kept
/// last.
package struct EventLabels {
    /// An event, by what makes it unique.
    package struct Event: Hashable, Sendable {
        package var source: String
        package var id: String

        package init(source: String, id: String) { (self.source, self.id) = (source, id) }
    }

    /// By event; empty where events are asked for one by one.
    package private(set) var byEvent: [Event: Label] = [:]
    private let archive: any LabelArchive
    private let name: String
    private let source: String?
    private let isReadAtOnce: Bool

    /// O(labels) and memory of those under the name, if they are read at once.
    ///
    /// - Parameter source: only what this source says; nil for all.
    package init(
        _ archive: any LabelArchive, name: String, source: String? = nil,
        isReadAtOnce: Bool = true
    ) throws {
        (self.archive, self.name, self.source) = (archive, name, source)
        self.isReadAtOnce = isReadAtOnce
        guard isReadAtOnce else { return }
        try archive.forEachLabel { label in
            guard isAsked(label), case .event(let origin, let id) = label.subject else { return }
            let event = Event(source: origin, id: id)
            byEvent[event] = EventLabels.louder(byEvent[event], label)
        }
    }

    private func isAsked(_ label: Label) -> Bool {
        label.name == name && (source == nil || label.source == source)
    }

    /// - Parameter known: kept before `other`.
    private static func louder(_ known: Label?, _ other: Label) -> Label {
        guard let known, known.recordedAt > other.recordedAt else { return other }
        return known
    }

    /// The loudest label of an event; nil without one.
    package func label(of event: Event) throws -> Label? {
        if isReadAtOnce { return byEvent[event] }
        return try archive.labels(of: .event(source: event.source, id: event.id))
            .filter(isAsked).reduce(nil) { EventLabels.louder($0, $1) }
    }
}
