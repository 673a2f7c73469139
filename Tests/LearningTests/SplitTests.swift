import Learning
import Testing
import Vocabulary

@Suite struct SplitTests {
    private func split() throws -> Split {
        try Split(
            train: try TimeSpan("2018-07-25..2018-07-31", option: "--train"),
            delay: 7 * TimeSpan.dayMilliseconds,
            test: try TimeSpan("2018-08-08..2018-08-14", option: "--test"))
    }

    @Test("Both days of a span are in it, and it is written as it was read")
    func spans() throws {
        let span = try TimeSpan("2018-07-25..2018-07-31", option: "--train")
        #expect(span.length == 7 * TimeSpan.dayMilliseconds)
        #expect(span.text == "2018-07-25..2018-07-31")
        let hours = try TimeSpan("2018-07-25T06:00:00Z..2018-07-25T07:00:00Z", option: "--train")
        #expect(hours.length == 3_600_000)
    }

    @Test(
        "What is no span is refused",
        arguments: ["2018-07-25", "2018-07-31..2018-07-25", "a..b", "2018-13-01..2018-13-02", ".."])
    func noSpans(text: String) {
        #expect(throws: Fault.self) { try TimeSpan(text, option: "--train") }
    }

    @Test("A test before the labels of the training span are known is refused")
    func gap() throws {
        let train = try TimeSpan("2018-07-25..2018-07-31", option: "--train")
        let test = try TimeSpan("2018-08-07..2018-08-14", option: "--test")
        #expect(throws: Fault.self) {
            try Split(train: train, delay: 7 * TimeSpan.dayMilliseconds, test: test)
        }
    }

    @Test("Folds walk back a test's length each, end where labels are known, and see no later row")
    func folds() throws {
        let folds = try split().folds(3)
        #expect(
            folds.map(\.test.text) == [
                "2018-07-25..2018-07-31", "2018-07-18..2018-07-24", "2018-07-11..2018-07-17",
            ])
        #expect(
            folds.map(\.train.text) == [
                "2018-07-11..2018-07-17", "2018-07-04..2018-07-10", "2018-06-27..2018-07-03",
            ])
        for fold in folds {
            #expect(fold.test.end <= (try split()).train.end)
            #expect(fold.test.start - fold.train.end == fold.delay)
        }
    }
}
