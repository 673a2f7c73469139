/// What holdouts say, version by version of the policy, with what they cost.
package struct HoldoutReport: Sendable, Codable {
    package struct Row: Sendable, Codable {
        /// Of the policy; nil where the pack's own files decided.
        package var policyVersion: Int?
        /// `all` for every action of the version.
        package var action: String
        package var estimate: HoldoutEstimate
        /// Events acted on outside of any trial, or under another than the chosen one; in the row
        /// of all.
        package var outside: Int?
    }

    package var rows: [Row]
    package var bill: HoldoutBill
    package var costs: HoldoutCosts
    /// What waiting events may still lose.
    package var mayLose: Double
    /// What a day costs on the mean.
    package var aDay: Double?
    package var records: Int
    package var young: Int

    package init(_ gathering: HoldoutGathering) {
        rows = []
        var highest = 0.0
        for (number, version) in gathering.versions.sorted(by: { $0.key < $1.key }) {
            let whole = HoldoutEstimate(version.whole, letThrough: version.letThrough)
            highest = max(highest, whole.precision?.high ?? (whole.withheld > 0 ? 1 : 0))
            rows.append(
                Row(
                    policyVersion: number == 0 ? nil : number, action: "all", estimate: whole,
                    outside: version.outside))
            for (action, counts) in version.byAction.sorted(by: { $0.key < $1.key })
            where version.byAction.count > 1 {
                rows.append(
                    Row(
                        policyVersion: number == 0 ? nil : number, action: action,
                        estimate: HoldoutEstimate(
                            counts, of: version.whole, letThrough: version.letThrough)))
            }
        }
        (bill, costs) = (gathering.bill, gathering.settings.costs)
        mayLose = bill.mayLose(highest, costs)
        let seen = bill.bad + bill.good
        aDay = seen > 0 ? bill.aDay(Double(bill.bad) / Double(seen), costs) : nil
        (records, young) = (gathering.records, gathering.young)
    }
}
