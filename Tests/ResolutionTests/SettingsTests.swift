import Resolution
import Testing
import Toolbox
import Vocabulary

@Suite struct SettingsTests {
    @Test(
        "Levels are written as they are read",
        arguments: [
            "exact", "jaro_winkler 0.92", "edits 2", "words", "transposed", "days 10", "months 1",
            "years 1", "same_local", "local_jaro_winkler 0.88", "same_domain", "prefix 3",
            "within 5.0", "relative 0.1", "swapped surname",
        ])
    func levels(text: String) { #expect(LevelTest(text)?.text == text) }

    @Test(
        "What is no level is refused",
        arguments: ["", "jaro_winkler", "jaro_winkler 2", "edits 0", "edits x", "alike 3", "days"])
    func noLevels(text: String) { #expect(LevelTest(text) == nil) }

    @Test(
        "Rules are written as they are read",
        arguments: [
            "surname", "surname & given_name", "soundex(surname) & prefix(given_name, 2)",
            "year(born) & local(mail) & domain(mail)", "month_day(born)", "first_word(street)",
            "First name", "soundex(Family name) & prefix(Given name, 2)",
        ])
    func rules(text: String) { #expect(BlockingRule(text)?.text == text) }

    @Test(
        "What is no rule is refused",
        arguments: [
            "", "a &", "prefix(a)", "prefix(a, 0)", "soundex(a, 2)", "whole(a)", "sound(a)",
        ])
    func noRules(text: String) { #expect(BlockingRule(text) == nil) }

    @Test(
        "Columns whose names have blanks and signs are compared, and blocked by where they can be")
    func blanks() throws {
        let samples = ["First name", "Tax: number", "Card (old)"].map { name in
            var sample = ColumnSample(name: name)
            for row in 0..<100 {
                let cell = Array("\(name) \(row)".utf8)
                cell.withUnsafeBufferPointer { sample.add($0) }
            }
            return sample
        }
        let settings = try ResolutionSettings(samples: samples, records: 100)
        try settings.check()
        #expect(settings.comparisons.map(\.column) == ["First name", "Tax: number", "Card (old)"])
        #expect(settings.blocking.map(\.text) == ["First name", "Tax: number"])
        #expect(settings.yaml.contains("  - column: First name\n"))
        #expect(settings.yaml.contains("  - column: \"Tax: number\"\n"))
        #expect(settings.yaml.contains("  - \"Tax: number\"\n"))
        #expect(LevelTest("swapped First name")?.text == "swapped First name")
    }

    @Test("Settings that contradict themselves are refused")
    func contradictions() throws {
        var settings = PeopleTable.settings
        try settings.check()
        settings.comparisons[0].levels = [.jaroWinkler(0.9)]
        #expect(throws: Fault.self) { try settings.check() }
        settings = PeopleTable.settings
        settings.comparisons[0].levels = [.exact, .days(3)]
        #expect(throws: Fault.self) { try settings.check() }
        settings = PeopleTable.settings
        settings.blocking = [BlockingRule("year(given)")!]
        #expect(throws: Fault.self) { try settings.check() }
    }

    @Test("Values are read by their kind")
    func kinds() {
        let mails = ValueColumn(
            name: "mail", kind: .email,
            texts: ["J.Doe+x@GoogleMail.com", "jdoe@gmail.com", "j.doe@else.example"])
        #expect(mails.codes.base[0] == mails.codes.base[1])
        #expect(mails.codes.base[2] != mails.codes.base[1])
        let days = ValueColumn(
            name: "born", kind: .date,
            texts: ["1999-02-03", "19990203", "03/02/1999", "1999-02-03T10:00:00Z", "soon"])
        #expect(Set((0..<4).map { days.codes.base[$0] }).count == 1)
        #expect(days.amounts.base[Int(days.codes.base[4])].isNaN)
        let codes = ValueColumn(name: "post", kind: .code, texts: ["AB1 2CD", "ab12cd", " "])
        #expect(codes.codes.base[0] == codes.codes.base[1])
        #expect(codes.codes.base[2] == 0)
    }
}
