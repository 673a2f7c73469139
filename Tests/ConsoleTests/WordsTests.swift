import Console
import Testing

/// What pages say of times, chances and numbers, the same everywhere.
@Suite struct WordsTests {
    @Test("What is far is told to the minute, so that lines of a timeline differ")
    func moments() {
        let now: Int64 = 1_795_000_000_000
        let far = Moment(1_774_915_027_000, now: now)
        #expect(far.words == "30 Mar 2026 23:57")
        #expect(far.full == "30 Mar 2026 23:57:07 UTC")
        #expect(Moment(now - 3 * 3_600_000, now: now).words == "3 h ago")
    }

    @Test("Numbers are grouped, and milliseconds are spans")
    func numbers() {
        #expect(FieldWords.number(28_499_373, of: "features.account.plays") == "28,499,373")
        #expect(FieldWords.number(28_499_373, of: "features.account.listened_ms_24h") == "7 h")
        #expect(FieldWords.number(12, of: "x") == "12")
        #expect(FieldWords.number(-0.25, of: "x") == "−0.25")
        #expect(FieldWords.number(2.6667, of: "x") == "2.667")
        #expect(FieldWords.isMilliseconds("event.msPlayed") && FieldWords.isMilliseconds("trackMs"))
        #expect(!FieldWords.isMilliseconds("terms") && !FieldWords.isMilliseconds("msisdn"))
    }

    @Test("Numbers within sentences are grouped; names and quotes stay")
    func sentences() {
        #expect(
            FieldWords.grouping("it is 93281750 short of 1e5") == "it is 93,281,750 short of 1e5")
        #expect(FieldWords.grouping("12345") == "12,345")
        #expect(FieldWords.grouping("u12345 and \"12345\"") == "u12345 and \"12345\"")
        #expect(FieldWords.grouping("0.123456, 2026-03-01") == "0.123456, 2026-03-01")
    }

    @Test("A list goes on by one partial, whichever way it is paged")
    func pager() throws {
        #expect(Pager(latest: nil, older: nil, shown: 3) == nil)
        let second = try #require(Pager(latest: "/x", older: nil, shown: 3))
        #expect(second.previous == "/x" && second.next == nil && second.words == "3 entries")
        let entries = try #require(
            Pager(
                Address("/lists/a").with("q", "b"), offset: 200, shown: 200, pageSize: 200,
                more: true, offsetMax: .max, as: "from"))
        #expect(entries.previous == "/lists/a?q=b" && entries.next == "/lists/a?q=b&from=400")
    }
}
