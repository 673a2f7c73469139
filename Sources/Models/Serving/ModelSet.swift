package import CEL

/// The models of a pack, ready to be asked about one row after another.
package struct ModelSet: Sendable {
    package let models: [ServingModel]
    /// By journey: models that have a version there.
    private let byJourney: [[Int]]
    private let widest: Int

    package static let none = ModelSet([], journeyCount: 0)

    package init(_ models: [ServingModel], journeyCount: Int) {
        self.models = models
        byJourney = (0..<journeyCount).map { journey in
            models.indices.filter { models[$0].journeys[journey] && !models[$0].versions.isEmpty }
        }
        widest = models.flatMap(\.versions).map(\.model.inputCount).max() ?? 0
    }

    /// Whether any version scores at a journey.
    package func scores(atJourney journey: Int) -> Bool {
        byJourney.indices.contains(journey) && !byJourney[journey].isEmpty
    }

    /// Slots that the versions read at a journey.
    package func reads(atJourney journey: Int) -> Set<Int> {
        guard scores(atJourney: journey) else { return [] }
        return Set(byJourney[journey].flatMap { models[$0].versions.flatMap(\.slots) })
    }

    /// Scores a row by every version of the models at its journey, so that versions are compared on
    /// the same traffic, and writes the served score to the model's slot; without one it stays
    /// absent.
    ///
    /// - Parameter type: index of the event's type.
    package func score(
        _ row: UnsafeMutablePointer<Value>, type: Int, journey: Int, scratch: ServingScratch,
        into findings: inout ModelFindings
    ) {
        findings.removeAll()
        guard !models.isEmpty else { return }
        scratch.reserve(inputs: widest)
        for index in byJourney[journey] {
            let model = models[index]
            row[model.slot] = .absent
            let served = model.served(row, type: type)
            for version in model.versions.indices {
                let value = score(row, model.versions[version], scratch)
                let start = findings.reasons.count
                if value >= model.reasons.from {
                    explain(model.versions[version].model, model.reasons.most, scratch, &findings)
                }
                findings.scores.append(
                    ModelFindings.Score(
                        model: index, version: version, value: value,
                        isServed: version == served, reasons: start..<findings.reasons.count))
                if version == served, !value.isNaN { row[model.slot] = .double(value) }
            }
        }
    }

    private func score(
        _ row: UnsafePointer<Value>, _ version: ServingVersion, _ scratch: ServingScratch
    ) -> Double {
        let inputs = scratch.inputs
        for (place, slot) in version.slots.enumerated() { inputs[place] = row[slot].asInput }
        return version.model.score(inputs, scratch.model)
    }

    /// Adds the strongest contributions to what was scored last.
    private func explain(
        _ model: Model, _ most: Int, _ scratch: ServingScratch, _ findings: inout ModelFindings
    ) {
        guard model.explains, most > 0 else { return }
        let values = scratch.contributions
        model.contributions(scratch.inputs, into: values, scratch.model)
        let start = findings.reasons.count
        for input in 0..<model.inputCount where values[input] != 0 {
            let reason = ModelFindings.Reason(input: input, contribution: values[input])
            var place = findings.reasons.count
            while place > start,
                abs(findings.reasons[place - 1].contribution) < abs(reason.contribution)
            {
                place -= 1
            }
            guard place - start < most else { continue }
            findings.reasons.insert(reason, at: place)
            if findings.reasons.count - start > most { findings.reasons.removeLast() }
        }
    }
}

/// The working memory of one thread for the models of a pack.
package final class ServingScratch: @unchecked Sendable {
    let model = ModelScratch()
    private(set) var inputs = UnsafeMutablePointer<Double>.allocate(capacity: 1)
    private(set) var contributions = UnsafeMutablePointer<Double>.allocate(capacity: 2)
    private var capacity = 1

    package init() {}

    func reserve(inputs count: Int) {
        guard count > capacity else { return }
        inputs.deallocate()
        contributions.deallocate()
        inputs = .allocate(capacity: count)
        contributions = .allocate(capacity: count + 1)
        capacity = count
    }

    deinit {
        inputs.deallocate()
        contributions.deallocate()
    }
}

extension Value {
    /// What a model reads of it, in training and when it serves: numbers, and 1 or 0 for true or
    /// false; NaN for all else.
    package var asInput: Double {
        switch kind {
        case .double: asDouble
        case .int: Double(asInt)
        case .uint: Double(asUInt)
        case .bool: asBool ? 1 : 0
        default: .nan
        }
    }
}
