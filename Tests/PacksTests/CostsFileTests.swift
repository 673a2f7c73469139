import Packs
import TestKit
import Testing
import Vocabulary

/// `costs.yaml`: what mistakes cost.
@Suite struct CostsFileTests {
    private static let sound = """
        unit: EUR
        who: account
        partners: [device]
        hurts: [challenge, block]
        review: 2.5
        prices:
          - on: [thing.done]
            missed: "has(event.amount) ? event.amount : 1.0"
            wrong: { block: 10 }
        segments:
          word: event.word
        """

    private func read(_ costs: String) -> PackReading {
        var texts = SmallPack.texts()
        texts["costs.yaml"] = costs
        return PackLoader.read(texts: texts)
    }

    @Test("A sound file is read, and has no part in the walk")
    func sound() throws {
        let reading = read(CostsFileTests.sound)
        let pack = try #require(reading.pack, "\(reading.report)")
        let costs = try #require(pack.costs)
        #expect(costs.unit == "EUR" && costs.review == 2.5 && costs.segments.count == 1)
        #expect(costs.hurts.contains(.block) && !costs.hurts.contains(.hold))
        #expect(costs.price(ofType: 0)?.missed != nil && costs.price(ofType: 1) == nil)
        #expect(costs.price(ofType: 0)?.prevents.contains(.exclude) == true)
        let bare = try #require(PackLoader.read(texts: SmallPack.texts()).pack)
        #expect(pack.walkHash == bare.walkHash)
    }

    @Test(
        "Faults are told with their place and what to do",
        arguments: [
            ("who: account", "who: acount", "account"), ("EUR", "\"\"", "not empty"),
            ("[thing.done]", "[thing.dune]", "thing.done"),
            ("wrong: { block: 10 }", "wrong: { blck: 10 }", "block"),
            ("block: 10", "block: event.word", "amount"),
            ("review: 2.5", "review: -1", "amount"),
            ("[challenge, block]", "[chalenge]", "challenge"),
            ("word: event.word", "word: event.wrd", "event.word"),
            ("unit: EUR", "unit: EUR\nlabel: event.flag", "no label"),
        ])
    func faults(_ fault: (old: String, new: String, words: String)) {
        let reading = read(CostsFileTests.sound.replacing(fault.old, with: fault.new))
        #expect(reading.pack == nil)
        #expect(
            reading.diagnostics.contains { $0.location.file == "costs.yaml" }
                && reading.report.contains(fault.words), "\(reading.report)")
    }
}
