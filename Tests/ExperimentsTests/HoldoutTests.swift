import Experiments
import TestKit
import Testing
import Vocabulary

@Suite("Holdout estimates")
struct HoldoutTests {
    static func record(
        _ id: Int, action: String, trial: String? = nil, version: Int? = nil, day: Int = 1
    ) -> String {
        let member = trial.map { #","trial":\#($0)"# } ?? ""
        let versions = version.map { #","policyVersion":\#($0)"# } ?? ""
        return #"{"id":"dec_\#(id)","event":{"source":"test","id":"e\#(id)","type":"thing.done","#
            + #""time":"2026-01-0\#(day)T00:00:00Z"},"journey":"doing","action":"\#(action)","#
            + #""actions":["\#(action)"]\#(member),"score":0.5,"entities":{"account":"u\#(id)"},"#
            + #""reasons":[],"shadow":[],"undecided":[],"features":{},"#
            + #""versions":{"pack":"small"\#(versions)}}"#
    }

    private static func trial(_ arm: String, _ action: String, _ propensity: Double) -> String {
        #"{"name":"small","kind":"holdout","arm":"\#(arm)","action":"\#(action)","#
            + #""propensity":\#(propensity)}"#
    }

    private static func labels(_ bad: Set<Int>, of ids: Range<Int>) -> KnownLabels {
        var labels = KnownLabels()
        for id in ids {
            labels.take(
                Label(
                    subject: .event(source: "test", id: "e\(id)"), name: "fraud",
                    isPositive: bad.contains(id), source: "case", time: 0, recordedAt: 1))
        }
        return labels
    }

    @Test("A glance reads what the whole reading reads")
    func glance() throws {
        let texts = [
            Self.record(1, action: "allow"), Self.record(2, action: "review", version: 7),
            Self.record(3, action: "allow", trial: Self.trial("withheld", "block", 0.1)),
            Self.record(4, action: "allow").replacing("u4", with: #"u\"4"#),
            Self.record(5, action: "allow").replacing(#""u5""#, with: "55"),
        ]
        for text in texts {
            let glance = try RecordGlance(text)
            let view = try RecordView(record: text)
            #expect(glance.source == view.event.source && glance.id == view.event.id)
            #expect(glance.entities == view.entities.mapValues(\.text))
            #expect(glance.action.rawValue == view.action)
            #expect(glance.policyVersion == view.policyVersion)
            #expect(glance.trial?.propensity == view.trial?.propensity)
        }
        #expect(throws: Fault.self) { try RecordGlance("{}") }
    }

    @Test("Precision and recall by hand, with no label of an enforced event read")
    func byHand() throws {
        // 90 enforced and 10 withheld at 0.1; 8 of the withheld are bad; 1,000 let through, 20 bad.
        var settings = HoldoutGathering.Settings()
        settings.costs = HoldoutCosts(loss: 10, friction: 1)
        let bad = Set(90..<98).union(100..<120).union(0..<90)
        var gathering = HoldoutGathering(labels: Self.labels(bad, of: 0..<1100), settings)
        for id in 0..<1100 {
            let text: String
            switch id {
            case ..<90:
                text = Self.record(
                    id, action: "block", trial: Self.trial("enforced", "block", 0.9))
            case ..<100:
                text = Self.record(
                    id, action: "allow", trial: Self.trial("withheld", "block", 0.1))
            default: text = Self.record(id, action: "allow")
            }
            gathering.take(try RecordGlance(text))
        }
        let report = HoldoutReport(gathering)
        let estimate = try #require(report.rows.first).estimate
        #expect(estimate.named == 100 && estimate.withheld == 10 && estimate.labelled == 10)
        let precision = try #require(estimate.precision)
        #expect(abs(precision.value - 0.8) < 1e-12)
        // Wilson's of 8 in 10, narrower by the tenth of the population that was seen.
        #expect(precision.low > 0.49 && precision.low < 0.53)
        let recall = try #require(estimate.recall)
        #expect(abs(recall.value - 80.0 / 100) < 1e-12)
        #expect(abs(recall.low - 100 * precision.low / (100 * precision.low + 20)) < 1e-9)
        #expect(abs((estimate.recallHT ?? 0) - 0.8) < 1e-9)
        #expect(abs((estimate.prevalence?.value ?? 0) - 0.02) < 1e-12)
        #expect(report.bill.lost == 80 && report.bill.spared == 2 && report.bill.waiting == 0)
    }

    @Test("What another trial withheld was not let through by the chosen one")
    func otherTrial() throws {
        var settings = HoldoutGathering.Settings()
        settings.trial = "small"
        var gathering = HoldoutGathering(labels: Self.labels(Set(0..<30), of: 0..<100), settings)
        for id in 0..<100 {
            let trial = Self.trial("withheld", "block", 0.5)
            switch id {
            case ..<10:
                gathering.take(try RecordGlance(Self.record(id, action: "allow", trial: trial)))
            case ..<40:
                let other = trial.replacing("small", with: "other")
                gathering.take(try RecordGlance(Self.record(id, action: "allow", trial: other)))
            default: gathering.take(try RecordGlance(Self.record(id, action: "allow")))
            }
        }
        let report = HoldoutReport(gathering)
        let row = try #require(report.rows.first)
        #expect(row.estimate.named == 10 && row.outside == 30)
        #expect(row.estimate.prevalence?.value == 0 && report.bill.withheld == 10)
    }

    @Test("Versions and actions stand apart, and what no trial covers is told")
    func parts() throws {
        var gathering = HoldoutGathering(
            labels: Self.labels(Set(0..<30), of: 0..<200), HoldoutGathering.Settings())
        for id in 0..<200 {
            let version = id % 2 + 1
            let action = id % 4 < 2 ? "block" : "limit"
            let text: String
            switch id {
            case ..<60:
                text = Self.record(
                    id, action: "allow", trial: Self.trial("withheld", action, 0.5),
                    version: version)
            case ..<120:
                text = Self.record(
                    id, action: action, trial: Self.trial("enforced", action, 0.5), version: version
                )
            case ..<125: text = Self.record(id, action: "block", version: version)
            default: text = Self.record(id, action: "allow", version: version)
            }
            gathering.take(try RecordGlance(text))
        }
        let report = HoldoutReport(gathering)
        #expect(report.rows.map(\.policyVersion) == [1, 1, 1, 2, 2, 2])
        #expect(report.rows.map(\.action) == ["all", "block", "limit", "all", "block", "limit"])
        #expect(report.rows.compactMap(\.outside).reduce(0, +) == 5)
        for row in report.rows where row.action == "all" {
            #expect(row.estimate.named == 60)
            let parts = report.rows.filter {
                $0.policyVersion == row.policyVersion && $0.action != "all"
            }
            let recall = parts.reduce(0) { $0 + ($1.estimate.recallHT ?? 0) }
            #expect(abs(recall - (row.estimate.recallHT ?? 9)) < 1e-9)
        }
    }

    @Test("Without labels of what was let through there is a precision, and no recall")
    func censored() throws {
        var gathering = HoldoutGathering(
            labels: Self.labels([1, 2], of: 0..<5), HoldoutGathering.Settings())
        for id in 0..<50 {
            gathering.take(
                try RecordGlance(
                    id < 5
                        ? Self.record(
                            id, action: "allow", trial: Self.trial("withheld", "hold", 0.05))
                        : Self.record(id, action: "allow")))
        }
        let estimate = try #require(HoldoutReport(gathering).rows.first).estimate
        #expect(abs((estimate.precision?.value ?? 0) - 0.4) < 1e-12)
        #expect(estimate.recall == nil && estimate.prevalence == nil)
    }
}
