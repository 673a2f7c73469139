import Foundation
import Packs
import TestKit
import Testing
import Vocabulary

/// `cases.yaml`: how people's work is organised.
@Suite struct CasesFileTests {
    private static let sound = """
        unit: EUR
        label: abusive
        amounts: [{ journeys: [doing], each: 2.5, value: event.amount }]
        calendars:
          - name: office
            offset: 60
            hours: { mon-thu: [09:00-12:00, 13:00-17:30], fri: 09:00-24:00 }
            holidays: [2026-12-25]
        queues:
          - name: review
            description: All of it.
            skills: [doing]
            routes: [{ origins: [policy], causes: [large], loss: 10 }]
            calendar: office
            first_touch: 4h
            close: 2d
            assignment: round_robin
            second_review: 0.1
            held: 7
        dispositions:
          - { name: bad, description: It is., means: confirmed }
          - { name: good, description: It is not., means: cleared }
        escalations:
          - { name: lead, severity: 2, tells: lead, runbook: Wait., within: 8h, queue: review }
        openings: [{ origin: policy, actions: [review], quiet: 3h }]
        four_eyes: [suspend]
        """

    private func read(_ cases: String) -> PackReading {
        var texts = SmallPack.texts()
        texts["cases.yaml"] = cases
        return PackLoader.read(texts: texts)
    }

    @Test("A sound file is read, and has no part in the walk")
    func sound() throws {
        let reading = read(Self.sound)
        let pack = try #require(reading.pack, "\(reading.report)")
        let cases = try #require(pack.cases)
        let queue = try #require(cases.queue("review"))
        #expect(queue.firstTouch == 4 * 3_600_000 && queue.heldMax == 7)
        #expect(queue.assignment == .roundRobin && queue.routes[0].lossMin == 1000)
        let calendar = cases.calendar("office")
        #expect(calendar.days[0] == [.init(from: 540, to: 720), .init(from: 780, to: 1050)])
        #expect(calendar.days[4] == [.init(from: 540, to: 1440)] && calendar.days[6].isEmpty)
        #expect(cases.amounts[0].each == 250 && cases.openings[0].quiet == 3 * 3_600_000)
        #expect(cases.fourEyes == [.suspend] && cases.label == "abusive")
        #expect(cases.reports == CasesDefinition.usualReports)
        let own = read(Self.sound + "\nreports: [counterfeit, other]\n")
        #expect(try #require(own.pack?.cases).reports == ["counterfeit", "other"])
        #expect(read(Self.sound + "\nreports: [Fake Goods]\n").report.contains("no kind of report"))
        let bare = try #require(PackLoader.read(texts: SmallPack.texts()).pack)
        #expect(pack.walkHash == bare.walkHash && bare.cases == nil)
    }

    @Test(
        "Every fault is told at its place",
        arguments: [
            ("calendar: office", "calendar: offce", "offce"),
            ("fri: 09:00-24:00", "fri: 09:00-08:00", "no hours"),
            ("mon-thu:", "mon-nil:", "no day of the week"),
            ("2026-12-25", "2026-02-30", "no day"),
            ("journeys: [doing]", "journeys: [dong]", "dong"),
            ("first_touch: 4h", "first_touch: 4d", "touched before"),
            ("means: cleared", "means: confirmed", "No disposition means cleared"),
            ("severity: 2", "severity: 9", "severity"), ("queue: review }", "queue: rev }", "rev"),
            ("actions: [review]", "actions: [revue]", "revue"),
            ("four_eyes: [suspend]", "four_eyes: [susp]", "susp"),
            ("second_review: 0.1", "second_review: 2", "share"),
            ("skills: [doing]", "skilled: [doing]", "skilled"),
        ])
    func faults(_ text: String, _ wrong: String, _ said: String) throws {
        let reading = read(Self.sound.replacingOccurrences(of: text, with: wrong))
        #expect(reading.pack == nil)
        #expect(reading.report.contains(said), "\(reading.report)")
        let errors = reading.diagnostics.filter { $0.severity == .error }
        #expect(errors.allSatisfy { $0.location.file == "cases.yaml" && $0.fix != nil })
    }

    @Test(
        "The packs of the product have sound ones",
        arguments: ["streaming", "marketplace", "card-payments"])
    func product(_ name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let reading = try PackLoader.read(folder: root + "/PolicyPacks/" + name)
        let pack = try #require(reading.pack, "\(reading.report)")
        #expect(reading.diagnostics.isEmpty, "\(reading.report)")
        #expect(try #require(pack.cases).queues.count >= 3)
    }
}
