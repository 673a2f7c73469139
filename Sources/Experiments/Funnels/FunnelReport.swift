package import Vocabulary

/// Who gets through a journey, how fast, and what stood in the way: the honest against the rest.
package struct FunnelReport: Sendable, Codable {
    package struct Step: Sendable, Codable {
        package var name: String
        package var entities: Int
        /// Of those who began, and of those who did the step before.
        package var shareOfAll: Double
        package var shareOfLast: Double
        /// From the step before, milliseconds: of half, and of nine in ten.
        package var timeHalf: Int64?
        package var timeNinety: Int64?
        /// While it was waited for, per thousand who waited.
        package var challengesPerThousand: Double
        package var blocksPerThousand: Double
    }

    package struct Part: Sendable, Codable {
        /// `honest`, `bad` or `all`.
        package var group: String
        /// Empty for all segments together.
        package var segment: String
        package var began: Int
        package var completed: Double
        package var low: Double
        package var high: Double
        package var steps: [Step]
        /// Completion of those who met a challenge or a block, and how many they are.
        package var hindered: Int
        package var completedHindered: Double?
        package var completedFree: Double?
    }

    package var funnel: String
    package var unit: String
    /// Whose time is not over yet; they are not counted.
    package var waiting: Int
    package var parts: [Part]
    /// Segments not shown, and entities in them.
    package var otherSegments: Int
    package var otherEntities: Int

    /// Segments shown, the largest first.
    package static let segmentsMax = 12

    /// - Parameter isLabelled: whether labels were given; without them nobody is told apart.
    package init(_ watch: FunnelWatch, schema: Schema, isLabelled: Bool) {
        let definition = watch.definition
        funnel = definition.name
        unit = schema.entities[definition.unit]
        let over = watch.ways.filter { watch.latest - $0.doneAt[0] >= definition.within }
        waiting = watch.ways.count - over.count
        parts = []
        (otherSegments, otherEntities) = (0, 0)
        func add(_ ways: [FunnelWatch.Way], _ segment: String) {
            if !isLabelled { return parts.append(Part("all", segment, ways, definition)) }
            parts.append(Part("honest", segment, ways.filter { !$0.isBad }, definition))
            let bad = ways.filter(\.isBad)
            if !bad.isEmpty { parts.append(Part("bad", segment, bad, definition)) }
        }
        add(over, "")
        guard definition.segment != nil else { return }
        let segments = Dictionary(grouping: over, by: \.segment)
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        for (segment, ways) in segments.prefix(Self.segmentsMax) {
            add(ways, segment.isEmpty ? "(none)" : segment)
        }
        let others = segments.dropFirst(Self.segmentsMax)
        (otherSegments, otherEntities) = (others.count, others.reduce(0) { $0 + $1.value.count })
    }
}

extension FunnelReport.Part {
    init(
        _ group: String, _ segment: String, _ ways: [FunnelWatch.Way],
        _ definition: FunnelDefinition
    ) {
        (self.group, self.segment, began) = (group, segment, ways.count)
        let all = definition.steps.count
        let done = ways.count { $0.doneAt.count == all }
        let bounds = ShareInterval.score(
            Double(done) / Double(max(1, ways.count)), of: Double(max(1, ways.count)))
        (completed, low, high) = (bounds.value, bounds.low, bounds.high)
        steps = definition.steps.indices.map { index in
            FunnelReport.Step(definition.steps[index].name, index, ways)
        }
        func isHindered(_ way: FunnelWatch.Way) -> Bool {
            way.challenges.contains { $0 > 0 } || way.blocks.contains { $0 > 0 }
        }
        let met = ways.filter(isHindered)
        hindered = met.count
        let metDone = met.count { $0.doneAt.count == all }
        completedHindered = met.isEmpty ? nil : Double(metDone) / Double(met.count)
        let free = ways.count - met.count
        completedFree = free == 0 ? nil : Double(done - metDone) / Double(free)
    }
}

extension FunnelReport.Step {
    init(_ name: String, _ index: Int, _ ways: [FunnelWatch.Way]) {
        self.name = name
        let done = ways.filter { $0.doneAt.count > index }
        let waited = index == 0 ? ways : ways.filter { $0.doneAt.count >= index }
        entities = done.count
        shareOfAll = Double(done.count) / Double(max(1, ways.count))
        shareOfLast = Double(done.count) / Double(max(1, waited.count))
        (challengesPerThousand, blocksPerThousand) = (0, 0)
        guard index > 0 else { return }
        let times = done.map { $0.doneAt[index] - $0.doneAt[index - 1] }.sorted()
        if !times.isEmpty {
            timeHalf = times[times.count / 2]
            timeNinety = times[times.count * 9 / 10]
        }
        let scale = 1000 / Double(max(1, waited.count))
        challengesPerThousand =
            scale * Double(waited.reduce(0) { $0 + $1.challenges[index - 1] })
        blocksPerThousand = scale * Double(waited.reduce(0) { $0 + $1.blocks[index - 1] })
    }
}
