import Toolbox

/// Rehearses the watch on a past of which it is known, or assumed, that nothing went wrong.
///
/// **False alarms:** every span of 1 to 4 weeks of the table is taken for a reference, and every
/// whole week behind it judged day by day, as a service would.
/// **Shifts:** with each reference something goes wrong from one day of a later week on, drawn by
/// the seed; it is judged when that day is over, and the days after it.
package struct Rehearsal {
    private let table: WatchTable
    private let judge: DayJudge
    private let seed: UInt64
    /// Rows by day.
    private let rowsOfDay: [Int: [Int]]
    /// Days of the whole weeks, from the first.
    private let days: [Int]

    package static let referenceWeeksMax = 4
    /// Days for which a shift lasts.
    private static let shiftDays = 7

    package init(table: WatchTable, settings: WatchSettings, seed: UInt64) {
        self.table = table
        judge = DayJudge(settings: settings)
        self.seed = seed
        rowsOfDay = Dictionary(grouping: 0..<table.rows) { DriftReference.day(table.times[$0]) }
        let whole = WholeDays(times: table.times)
        let first = rowsOfDay.keys.filter { whole.contains($0) }.min() ?? 0
        let last = rowsOfDay.keys.filter { whole.contains($0) }.max() ?? -1
        days = Array((first..<max(first, first + (last + 1 - first) / 7 * 7)))
    }

    package var weeks: Int { days.count / 7 }

    /// O(references · days · rows of a day).
    ///
    /// - Throws: ``Fault`` `invalid` where a reference has no rows.
    package func run(progress: (Int, Double) -> Void) throws -> RehearsalReport {
        var report = RehearsalReport()
        var done = 0
        let all = (1...Self.referenceWeeksMax).reduce(0) { $0 + max(0, weeks - $1) }
        for length in 1...Self.referenceWeeksMax {
            for start in 0..<max(0, weeks - length) {
                let span = days[start * 7..<(start + length) * 7]
                let reference = try table.rows(span.flatMap { rowsOfDay[$0] ?? [] }).reference()
                var watched = WatchedDays(reference: reference)
                let later = days[((start + length) * 7)...]
                for day in later { count(day, into: &watched) }
                let quiet = quietWeeks(later, watched, &report)
                shifted(later, watched, quiet, &report, seed: UInt64(start * 8 + length))
                done += 1
                progress(done, Double(done) / Double(all))
            }
        }
        return report
    }

    private func count(_ day: Int, into watched: inout WatchedDays) {
        for row in rowsOfDay[day] ?? [] {
            watched.add(table.row(row), score: table.score(row), time: table.times[row])
        }
    }

    private func quietWeeks(
        _ days: ArraySlice<Int>, _ watched: WatchedDays, _ report: inout RehearsalReport
    ) -> [Int: [Comparison]] {
        var quiet: [Int: [Comparison]] = [:]
        let plain = PlainRule(reference: watched.reference)
        for week in stride(from: days.startIndex, to: days.endIndex, by: 7) {
            var (alarmed, plainAlarmed) = (false, false)
            for day in days[week..<week + 7] {
                let comparisons = judge.judge(day, of: watched)
                let alarms = comparisons.filter { $0.level > .none }
                quiet[day] = comparisons
                report.comparisons += comparisons.count
                report.days += 1
                report.alarmedDays += alarms.isEmpty ? 0 : 1
                for alarm in alarms {
                    report.falseAlarms["\(alarm.kind.rawValue) \(alarm.subject)", default: 0] += 1
                }
                alarmed = alarmed || !alarms.isEmpty
                plainAlarmed = plainAlarmed || plain.alarms(watched.days[day])
            }
            report.weeks += 1
            report.alarmedWeeks += alarmed ? 1 : 0
            report.plainAlarmedWeeks += plainAlarmed ? 1 : 0
        }
        return quiet
    }

    private func shifted(
        _ later: ArraySlice<Int>, _ watched: WatchedDays, _ quiet: [Int: [Comparison]],
        _ report: inout RehearsalReport, seed step: UInt64
    ) {
        var random = SplitMix64(seed: seed, stream: step)
        let starts = later.count - Self.shiftDays + 1
        guard starts > 0 else { return }
        let reference = watched.reference
        var all: [(subject: String, place: Int?, shift: Shift, must: Bool)] = []
        for (place, input) in reference.inputs.enumerated() {
            all += Shift.ofInputs.map { (input.name, place, $0.shift, $0.must) }
        }
        if reference.score != nil {
            all += Shift.ofScore.map { ("score", nil, $0.shift, $0.must) }
        }
        all += Shift.ofRows.map { ("", nil, $0.shift, $0.must) }
        for (subject, place, shift, must) in all {
            let from = later.startIndex + random.below(starts)
            var wrong = Wrong(subject: subject, place: place, shift: shift)
            var watched = watched
            var days: Int?
            for (past, day) in later[from..<from + Self.shiftDays].enumerated() {
                alter(&watched, day, &wrong, &random)
                if past == 0, wrong.changed == 0 { days = 0 }
                guard days == nil else { break }
                if alarms(day, watched, wrong, quiet) { days = past + 1 }
            }
            report.add(shift, subject, must: must, days)
        }
    }

    /// What goes wrong, and in how many rows it did so far.
    private struct Wrong {
        let subject: String
        /// Of the input; nil for the score and for rows.
        let place: Int?
        let shift: Shift
        var changed = 0
    }

    private func alter(
        _ watched: inout WatchedDays, _ day: Int, _ wrong: inout Wrong, _ random: inout SplitMix64
    ) {
        let high = watched.reference.score?.facets.first { $0.kind == .top01 }?.cut ?? 1
        let rows = rowsOfDay[day] ?? []
        var counted = WatchedDays(reference: watched.reference)
        var values: [Double] = []
        values.reserveCapacity(rows.count)
        for row in rows {
            let before =
                wrong.place.map { table.values[row * table.columns.count + $0] }
                ?? table.score(row)
            guard let after = wrong.shift.applied(to: before, high: high.nextUp, &random) else {
                wrong.changed += 1
                continue
            }
            if after != before, !(after.isNaN && before.isNaN) { wrong.changed += 1 }
            values.append(after)
            if wrong.subject.isEmpty {
                counted.add(table.row(row), score: table.score(row), time: table.times[row])
            }
        }
        if wrong.subject.isEmpty {
            watched.replace(day, with: counted.days[day] ?? counted.empty)
        } else {
            watched.recount(wrong.subject, on: day, values)
        }
    }

    /// Whether something about what went wrong alarms.
    private func alarms(
        _ day: Int, _ watched: WatchedDays, _ wrong: Wrong, _ quiet: [Int: [Comparison]]
    ) -> Bool {
        let judged: [Comparison]
        if wrong.subject.isEmpty {
            judged = judge.judge(day, of: watched)
        } else {
            let others = (quiet[day] ?? []).filter { $0.subject != wrong.subject }
            judged = judge.judged(
                others + judge.comparisons(day, of: watched, subject: wrong.subject))
        }
        return judged.contains { $0.level > .none && $0.subject == wrong.subject }
    }
}

/// The rule of thumb that is used elsewhere, to compare with: any input's PSI of a day against all
/// rows of the reference is above 0.1.
private struct PlainRule {
    private let limit = 0.1
    /// By facet; nil where it counts no values.
    private let shares: [[Double]?]

    init(reference: DriftReference) {
        let all = reference.inputs + (reference.score.map { [$0] } ?? [])
        shares = all.flatMap { input in
            input.facets.map { facet in
                guard facet.kind == .values, let first = facet.counts.first else { return nil }
                var sums = [Int](repeating: 0, count: first.count)
                for row in facet.counts { for bin in row.indices { sums[bin] += row[bin] } }
                return Self.shares(sums)
            }
        }
    }

    private static func shares(_ counts: [Int]) -> [Double] {
        let all = Double(max(1, counts.reduce(0, +)))
        return counts.map { Double($0) / all }
    }

    func alarms(_ day: WatchedDays.Day?) -> Bool {
        guard let day else { return true }
        return zip(day.counts, shares).contains { counts, usual in
            usual.map { FacetJudge.psi(Self.shares(counts), $0) > limit } ?? false
        }
    }
}
