import TestKit
import Testing
import Toolbox

/// Times as text and back.
@Suite struct CivilTimeTests {
    @Test("Every time of four-digit years goes to text and back unchanged")
    func roundTrips() {
        var random = Seed.random(30)
        for _ in 0..<20_000 {
            let seconds = Int64(random.within(-62_167_219_200...253_402_300_799))
            let nanoseconds = random.pick([0, 1, 250_000_000, 1000, 999_999_999])
            let time = CivilTime(seconds: seconds, nanoseconds: UInt32(nanoseconds))
            #expect(CivilTime(rfc3339: time.rfc3339) == time, "\(time.rfc3339) \(Seed.hint)")
        }
    }

    @Test("Days and dates agree over four centuries")
    func daysAndDates() {
        var expected: (year: Int64, month: Int64, day: Int64) = (1900, 1, 1)
        let first = CivilTime.days(year: 1900, month: 1, day: 1)
        for days in first..<first + 146_097 {
            let date = CivilTime.date(days: days)
            #expect(date == expected)
            #expect(CivilTime.days(year: date.year, month: date.month, day: date.day) == days)
            expected = dayAfter(expected)
        }
        #expect(expected == (2300, 1, 1))
    }

    private func dayAfter(
        _ date: (year: Int64, month: Int64, day: Int64)
    ) -> (year: Int64, month: Int64, day: Int64) {
        let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < lengths[Int(date.month) - 1] { return (date.year, date.month, date.day + 1) }
        return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
    }

    @Test("Texts in all their spellings name the same instant")
    func spellings() {
        let instant = CivilTime(seconds: 1_772_409_608, nanoseconds: 250_000_000)
        for text in [
            "2026-03-02T00:00:08.25Z", "2026-03-02t00:00:08.250z", "2026-03-02 00:00:08.25Z",
            "2026-03-02T01:30:08.25+01:30", "2026-03-01T19:00:08.25-05:00",
            "2026-03-02T00:00:08.2500000009Z",
        ] {
            #expect(CivilTime(rfc3339: text) == instant, "\(text)")
        }
        #expect(CivilTime(rfc3339: "2026-03-02 00:00:08.25") == nil)
        #expect(CivilTime(rfc3339: "2026-03-02 00:00:08.25", assumingUTC: true) == instant)
    }

    @Test("Texts that are no time are refused")
    func badTexts() {
        for text in [
            "", "2026", "2026-03-02", "2026-03-02T00:00:08", "2026-13-02T00:00:08Z",
            "2026-00-02T00:00:08Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-03-00T00:00:00Z", "2026-03-02T24:00:00Z",
            "2026-03-02T00:60:00Z", "2026-03-02T00:00:60Z", "2026-03-02T00:00:08.Z",
            "2026-03-02T00:00:08+0100", "2026-03-02T00:00:08+24:00", "2026-03-02T00:00:08+01:60",
            "2026-03-02T00:00:08Z ", " 2026-03-02T00:00:08Z", "2026/03/02T00:00:08Z",
            "2026-03-02T00:00:0٨Z", "+2026-03-02T00:00:08Z",
            "2026-03-02T00:00:08." + String(repeating: "1", count: 60) + "Z",
        ] {
            #expect(CivilTime(rfc3339: text) == nil, "\(text)")
        }
    }

    @Test("Milliseconds before 1970 round towards the past")
    func milliseconds() {
        for value in [0, 1, -1, 999, -999, 1000, -1000, -1001, 1_772_409_608_250] as [Int64] {
            let time = CivilTime(milliseconds: value)
            #expect(time.milliseconds == value)
            #expect(time.nanoseconds < 1_000_000_000)
        }
        #expect(CivilTime(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }
}
