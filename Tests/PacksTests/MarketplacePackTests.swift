import Packs
import Pipeline
import TestKit
import Testing
import Vocabulary

/// The pack of a work marketplace.
@Suite struct MarketplacePackTests {
    @Test("The marketplace pack is sound without a warning, and all its tests pass")
    func sound() throws {
        let reading = try PackLoader.read(folder: repository + "/PolicyPacks/marketplace")
        #expect(reading.report == "")
        let pack = try #require(reading.pack)
        #expect(pack.tests.count >= 40)
        for result in PackTester(pack: pack).run() where !result.passed {
            Issue.record("\(result.test.name): \(result.faults.joined(separator: "; "))")
        }
    }
}
