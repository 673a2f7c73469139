import Learning
import Vocabulary

/// Sorts records into what was named under a trial and what was let through, by policy's version
/// and action.
package struct HoldoutGathering: Sendable {
    package struct Settings: Sendable {
        /// The kind of entity that was held out together; where a record has none it stands alone.
        package var unit = "account"
        /// Whether an event without a label is taken for good, as where only bad ones are reported.
        package var silenceIsGood = false
        /// Only events up to this time count, so that labels had time to come.
        package var maturedUntil = Int64.max
        /// Nil for trials of every name.
        package var trial: String?
        package var costs = HoldoutCosts()

        package init() {}
    }

    /// All of one version of the policy.
    package struct Version: Sendable {
        package var whole = HoldoutEstimate.Counts()
        package var byAction: [String: HoldoutEstimate.Counts] = [:]
        package var letThrough = HoldoutEstimate.LetThrough()
        /// Acted on outside of any trial, or under another than the chosen one, whatever was done
        /// there: of these nothing can be known.
        package var outside = 0
    }

    package let settings: Settings
    private let labels: KnownLabels
    /// By version; 0 where the pack's own files decided.
    package private(set) var versions: [Int: Version] = [:]
    package private(set) var bill = HoldoutBill()
    package private(set) var records = 0
    package private(set) var young = 0
    private var clusters: [String: Int] = [:]

    package init(labels: KnownLabels, _ settings: Settings) {
        (self.labels, self.settings) = (labels, settings)
    }

    /// O(its entities).
    package mutating func take(_ record: RecordGlance) {
        records += 1
        let isMature = record.time <= settings.maturedUntil
        let trial = record.trial.flatMap { trial in
            settings.trial == nil || settings.trial == trial.name ? trial : nil
        }
        if trial?.arm == "withheld" { bill.take(at: record.time) }
        guard isMature else {
            young += 1
            if trial?.arm == "withheld" { bill.waiting += 1 }
            return
        }
        var version = versions[record.policyVersion ?? 0] ?? Version()
        if let trial {
            take(trial, record, into: &version)
        } else if record.trial == nil, record.action <= .review {
            takeLetThrough(record, into: &version)
        } else {
            version.outside += 1
        }
        versions[record.policyVersion ?? 0] = version
    }

    private mutating func take(
        _ trial: RecordView.Trial, _ record: RecordGlance, into version: inout Version
    ) {
        var counts = version.byAction[trial.action] ?? HoldoutEstimate.Counts()
        counts.named += 1
        version.whole.named += 1
        if trial.arm == "withheld" {
            counts.withheld += 1
            version.whole.withheld += 1
            if let answer = answer(record) {
                let item = SampleEstimate.Case(
                    isPositive: answer.isPositive, isActedOn: true,
                    propensity: min(1, max(1e-9, trial.propensity * answer.propensity)),
                    cluster: record.entities[settings.unit].map { cluster($0) })
                counts.cases.append(item)
                version.whole.cases.append(item)
                bill.take(isBad: answer.isPositive, settings.costs)
            } else {
                bill.waiting += 1
            }
        }
        version.byAction[trial.action] = counts
    }

    private func takeLetThrough(_ record: RecordGlance, into version: inout Version) {
        version.letThrough.events += 1
        guard let answer = answer(record) else { return }
        if answer.propensity >= 1 {
            version.letThrough.certain += 1
            if answer.isPositive { version.letThrough.certainBad += 1 }
        } else {
            version.letThrough.cases.append(
                SampleEstimate.Case(
                    isPositive: answer.isPositive, isActedOn: false,
                    propensity: answer.propensity))
        }
    }

    private func answer(_ record: RecordGlance) -> KnownLabels.Answer? {
        labels.answer(record)
            ?? (settings.silenceIsGood
                ? KnownLabels.Answer(isPositive: false, propensity: 1, recordedAt: 0) : nil)
    }

    private mutating func cluster(_ name: String) -> Int {
        if let number = clusters[name] { return number }
        clusters[name] = clusters.count
        return clusters.count - 1
    }
}
