import ArgumentParser
import Events
import Toolbox
import Vocabulary

/// How a file's times count where they are numbers.
enum TimeUnit: String, ExpressibleByArgument, CaseIterable {
    case seconds, milliseconds

    /// Milliseconds since 1970 of a number of this unit or an RFC 3339 time, which without an
    /// offset is UTC; nil where it is neither, or beyond the year 9999.
    func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let size: Double = self == .seconds ? 1000 : 1
        if let number = DecimalText.double(text) {
            let milliseconds = (number * size).rounded()
            return abs(milliseconds) <= TimeUnit.greatest ? Int64(milliseconds) : nil
        }
        return CivilTime(rfc3339: text, assumingUTC: true)?.milliseconds
    }

    /// The end of the year 9999.
    private static let greatest = 253_402_300_799_999.0
}

/// Who acted when: a file of times, by account.
struct TimesTable {
    /// Times of a file at most.
    static let timesMax = 1_000_000_000

    private(set) var accounts = NameNumbers()
    /// By account, as they stand in the file; milliseconds since 1970.
    private(set) var times: [[Int64]] = []
    private(set) var count = 0
    private(set) var left: LeftOut
    private(set) var seconds = 0.0

    /// Reads `account` and `time`. O(bytes).
    init(path: String, unit: TimeUnit) throws {
        let started = monotonicSeconds()
        let file = try ColumnFile(path: path, columns: ["account", "time"])
        left = LeftOut(file)
        var progress = Progress("times")
        try file.forEachRow(progress: { progress.update(count: $0, share: $1) }) { cells, line in
            guard !cells[0].isEmpty else {
                return file.refuse(
                    .missingField, line: line, column: 0, cells: cells, expected: "a name")
            }
            guard let time = unit.milliseconds(cells[1]) else {
                return file.refuse(
                    .wrongType, line: line, column: 1, cells: cells,
                    expected: "\(unit.rawValue) since 1970 to the year 9999 (see --unit), or a "
                        + "time such as 2026-03-02T00:00:08Z")
            }
            let account = Int(accounts.number(of: cells[0]))
            if account == times.count { times.append([]) }
            times[account].append(time)
            count += 1
            guard count <= TimesTable.timesMax else {
                throw Fault(
                    .tooLarge, "\(path) has more than \(TimesTable.timesMax.grouped) times.",
                    fix: "Split it by account.")
            }
        }
        progress.finish()
        left = LeftOut(file)
        seconds = monotonicSeconds() - started
    }
}

/// What is known of accounts: a file of labels.
struct LabelTable {
    /// Different labels at most; more is not a column of labels.
    static let kindsMax = 64

    /// The labels, in the order they first come, and how many accounts have each.
    private(set) var kinds: [(name: String, count: Int)] = []
    /// By account of the times: which of `kinds`; -1 for none.
    private(set) var kindOfAccount: [Int]
    /// Accounts with a label of which there are no times.
    private(set) var withoutTimes = 0
    private(set) var left: LeftOut

    /// Reads `account` and `label`; an account may stand there several times with one label.
    init(path: String, accounts: NameNumbers) throws {
        let file = try ColumnFile(path: path, columns: ["account", "label"])
        left = LeftOut(file)
        kindOfAccount = [Int](repeating: -1, count: accounts.count)
        var names = NameNumbers()
        var strangers = NameNumbers()
        var kindOfStranger: [Int] = []
        try file.forEachRow { cells, line in
            for column in 0...1 where cells[column].isEmpty {
                return file.refuse(
                    .missingField, line: line, column: column, cells: cells, expected: "a name")
            }
            let kind = Int(names.number(of: cells[1]))
            if kind == kinds.count { kinds.append((names.name(UInt32(kind)), 0)) }
            guard kinds.count <= LabelTable.kindsMax else {
                throw Fault(
                    .invalid, "\(path):\(line): there are more than \(LabelTable.kindsMax) labels.",
                    fix: "A label says what an account is, such as `bot` or `human`.")
            }
            var known: Int
            if let account = accounts.find(cells[0]).map({ Int($0) }) {
                known = kindOfAccount[account]
                if known < 0 { kindOfAccount[account] = kind }
            } else {
                let stranger = Int(strangers.number(of: cells[0]))
                known = stranger < kindOfStranger.count ? kindOfStranger[stranger] : -1
                if known < 0 { kindOfStranger.append(kind) }
            }
            if known < 0 {
                kinds[kind].count += 1
                known = kind
            }
            guard known == kind else {
                return file.refuse(
                    .repeatedField, line: line, column: 1, cells: cells,
                    expected: "the label the account has above, \(kinds[known].name)")
            }
        }
        withoutTimes = strangers.count
        left = LeftOut(file)
    }
}
