/// Reads indicators over days from what was counted.
package struct IndicatorBook {
    private let tables: any OperationsTables
    /// The last day read is that of this time, milliseconds since 1970.
    private let now: Int64

    /// - Parameter now: milliseconds since 1970.
    package init(tables: any OperationsTables, now: Int64) {
        (self.tables, self.now) = (tables, now)
    }

    /// All indicators, of all queues together or of one.
    ///
    /// - Parameters:
    ///   - days: up to now, at most ``OperationsBounds/daysMax``.
    ///   - queue: nil for all together.
    package func series(days: Int64, queue: String? = nil) throws -> [IndicatorSeries] {
        let last = FigureSpan.day.number(of: now)
        let first = last - min(max(1, days), OperationsBounds.daysMax) + 1
        let targets = try tables.targets()
        let backlog =
            try queue == nil
            ? tables.cases.loads(at: now).reduce(0) {
                $0 + $1.open + $1.assigned + $1.snoozed + $1.approving
            } : 0
        var read: [Figure: [Int64: FigureSum]] = [:]
        return try Indicator.allCases.filter { queue == nil || $0.hasQueues }.map { indicator in
            for figure in indicator.figures where read[figure] == nil {
                read[figure] = try sums(of: figure, queue, first, last)
            }
            let medians: [Int64: Double] =
                try indicator == .detectionToAction
                ? tables.spreads(.actHours, part: "", from: first, to: last)
                    .compactMapValues { $0.quantile(0.5) } : [:]
            let target =
                targets.first { $0.indicator == indicator && $0.queue == queue ?? "" }?.value
                ?? targets.first { $0.indicator == indicator && $0.queue.isEmpty }?.value
            return IndicatorSeries(
                indicator, queue: queue ?? "", days: first...last, figures: read,
                medians: medians, backlogNow: backlog, target: target)
        }
    }

    /// All indicators of all queues together and of each, or of one.
    ///
    /// - Parameter queue: nil for all.
    package func series(
        days: Int64, queue: String?, of queues: [String]
    ) throws -> [IndicatorSeries] {
        if let queue { return try series(days: days, queue: queue) }
        return try queues.reduce(series(days: days)) { try $0 + series(days: days, queue: $1) }
    }

    private func sums(
        of figure: Figure, _ queue: String?, _ first: Int64, _ last: Int64
    ) throws -> [Int64: FigureSum] {
        if let queue {
            let rows = try tables.figures(figure, part: queue, by: .day, from: first, to: last)
            return Dictionary(rows.map { ($0.at, $0.sum) }) { $0 + $1 }
        }
        // Of what is counted of all together and by queue, only the former.
        if figure == .overturned {
            let rows = try tables.figures(figure, part: "", by: .day, from: first, to: last)
            return Dictionary(rows.map { ($0.at, $0.sum) }) { $0 + $1 }
        }
        return try tables.totals(figure, by: .day, from: first, to: last)
    }
}

/// An indicator in words.
package enum IndicatorWords {
    /// Such as `97.3 %`, `4.5 h`, `3.5 d` or `1,204`; a dash for nothing.
    package static func value(_ value: Double?, _ unit: Indicator.Unit) -> String {
        guard let value, value.isFinite else { return "–" }
        switch unit {
        case .share: return "\(decimal(value * 100, digits: 1)) %"
        case .hours:
            if value < 1 { return "\(decimal(value * 60, digits: 0)) min" }
            return value < 48
                ? "\(decimal(value, digits: 1)) h" : "\(decimal(value / 24, digits: 1)) d"
        case .rate: return decimal(value, digits: 1)
        case .count: return decimal(value, digits: 0)
        }
    }

    /// With so many digits behind the point, and commas between thousands.
    package static func decimal(_ value: Double, digits: Int) -> String {
        let scale = digits == 0 ? 1.0 : 10.0
        let units = Int64(clamping: Int((min(9e15, abs(value)) * scale).rounded()))
        var whole = String(units / Int64(scale))
        var at = whole.count - 3
        while at > 0 {
            whole.insert(",", at: whole.index(whole.startIndex, offsetBy: at))
            at -= 3
        }
        let rest = digits == 0 ? "" : ".\(units % 10)"
        return (value < 0 && units > 0 ? "−" : "") + whole + rest
    }

    /// A day as `2026-11-22`.
    package static func day(_ number: Int64) -> String {
        CivilDay.text(number)
    }

    /// A table of days for spreadsheets, RFC 4180; shares as numbers from 0 to 1.
    package static func csv(_ series: [IndicatorSeries]) -> String {
        var lines = ["day,queue,indicator,unit,value,count,target,change"]
        for one in series {
            for (place, day) in one.days.enumerated() {
                lines.append(
                    [
                        CivilDay.text(day.day), quoted(one.queue), one.indicator.rawValue,
                        one.indicator.unit.rawValue, number(day.value), String(day.count),
                        number(one.target), one.changes.contains(place) ? "1" : "0",
                    ].joined(separator: ","))
            }
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    /// A field that no spreadsheet takes for a formula.
    private static func quoted(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t\r".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
