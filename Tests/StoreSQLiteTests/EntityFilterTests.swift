import StoreSQLite
import TestKit
import Testing
import Toolbox

@Suite struct EntityFilterTests {
    @Test("A filter holds every key that was put in, and few others", arguments: [1, 8, 300, 2048])
    func holds(count: Int) {
        var random = Seed.random(0xF117E2, round: count)
        let keys = (0..<count).map { _ in random.next() }
        let filter = EntityFilter.encode(keys)
        #expect(keys.allSatisfy { EntityFilter.mayHold($0, in: filter) })
        let strangers = 20_000
        let held = (0..<strangers).count { _ in EntityFilter.mayHold(random.next(), in: filter) }
        #expect(Double(held) / Double(strangers) < 0.03, "\(held) of \(strangers), \(Seed.hint)")
        #expect(filter.count <= max(8, count * 4), "\(filter.count) bytes")
    }

    @Test("A filter of no keys holds none; one that is torn lets everything through")
    func edges() {
        #expect(!EntityFilter.mayHold(7, in: EntityFilter.encode([])))
        #expect(EntityFilter.mayHold(7, in: EntityFilter.encode([7]).dropLast()))
    }
}
