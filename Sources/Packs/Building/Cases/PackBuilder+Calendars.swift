import Toolbox
import Vocabulary
import Yams

// When people work, as `cases.yaml` has it.

extension PackBuilder {
    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    private static let holidaysMax = 1000

    /// A calendar: `hours: { mon-fri: 09:00-17:30 }`, several spans of a day as a list.
    func readCalendar(_ item: MappingReader) -> WorkCalendar? {
        let offset = item.int("offset", in: -840...840, default: 0)
        var days: [[WorkCalendar.Hours]] = Array(repeating: [], count: 7)
        if let node = item.required("hours"),
            let hours = MappingReader(node, of: item.file, sink, what: "week", keys: nil)
        {
            for entry in hours.entries {
                guard let range = Self.days(entry.name) else {
                    sink.error(
                        item.file, entry.key, "`\(entry.name)` is no day of the week.",
                        fix: "Write mon, or mon-fri.")
                    continue
                }
                let spans = readHours(hours, entry.name)
                for day in range { days[day] += spans }
            }
            for (day, spans) in zip(Self.weekdays, days) where Self.overlap(spans) {
                sink.error(
                    item.file, node, "The hours of \(day) overlap.", fix: "Name each hour once.")
            }
            if days.allSatisfy(\.isEmpty) {
                sink.error(item.file, node, "Nobody ever works.", fix: "Name some hours.")
            }
        }
        guard let name = item.text("name") else { return nil }
        return WorkCalendar(
            name: name, offsetMinutes: offset,
            days: days.map { $0.sorted { $0.from < $1.from } }, holidays: readHolidays(item))
    }

    /// Indices of `mon` or `mon-fri`, from Monday.
    private static func days(_ text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: "-").map(String.init)
        guard let first = parts.first.flatMap({ weekdays.firstIndex(of: $0) }), parts.count <= 2,
            let last = parts.last.flatMap({ weekdays.firstIndex(of: $0) }), first <= last
        else { return nil }
        return first...last
    }

    private static func overlap(_ spans: [WorkCalendar.Hours]) -> Bool {
        let sorted = spans.sorted { $0.from < $1.from }
        return zip(sorted, sorted.dropFirst()).contains { $0.to > $1.from }
    }

    private func readHours(_ hours: MappingReader, _ key: String) -> [WorkCalendar.Hours] {
        hours.texts(key).compactMap { text, node in
            let parts = text.split(separator: "-").map { Self.minutes(String($0)) }
            if parts.count == 2, let from = parts[0], let to = parts[1], from < to {
                return WorkCalendar.Hours(from: from, to: to)
            }
            sink.error(
                hours.file, node, "`\(text)` are no hours of a day.",
                fix: "Write 09:00-17:30; a day ends at 24:00.")
            return nil
        }
    }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<60).contains(minute),
            (0...24).contains(hour), hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }

    private func readHolidays(_ item: MappingReader) -> [String] {
        let days = item.texts("holidays")
        if days.count > Self.holidaysMax, let node = item.node("holidays") {
            sink.error(
                item.file, node, "`holidays` has at most \(Self.holidaysMax) days.",
                fix: "Keep those to come.")
        }
        for (text, node) in days
        where text.count != 10 || CivilTime(rfc3339: text + "T00:00:00Z") == nil {
            sink.error(item.file, node, "`\(text)` is no day.", fix: "Write it as 2026-12-25.")
        }
        return days.map(\.text)
    }
}
