import Foundation
import Monitoring
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct ReferenceTests {
    @Test func fewValuesGetBinsOfTheirOwn() {
        let bins = ValueBins([0, 1, 1, 0, .nan, 3], wanted: 10)
        #expect(bins.values == [0, 1, 3])
        #expect(bins.edges.isEmpty && bins.count == 4)
        #expect([0, 1, 3, 1.5].map { bins.bin(of: $0) } == [0, 1, 2, 3])
    }

    /// Every value falls where a walk through the edges puts it, and bins of values that are all
    /// different hold about equal shares.
    @Test func binsAreQuantiles() {
        let seed = Seed.value
        var random = SplitMix64(seed: seed)
        let values = (0..<5000).map { _ in random.normal() }
        let bins = ValueBins(values, wanted: 10)
        var counts = [Int](repeating: 0, count: bins.count)
        for value in values {
            let naive = bins.values.count + bins.edges.count { value > $0 }
            #expect(bins.bin(of: value) == naive, "seed \(seed)")
            counts[naive] += 1
        }
        #expect(counts.count == 10 && counts.allSatisfy { (450...550).contains($0) })
    }

    @Test func frequentValuesStandBesideQuantiles() {
        let values = (0..<1000).map { $0 < 600 ? 0 : Double($0) }
        let bins = ValueBins(values, wanted: 10)
        #expect(bins.values == [0])
        #expect(bins.edges.count == 3)
    }

    @Test func aReferenceReadsBackAsItWas() throws {
        let reference = try People(seed: 5).table(days: 0..<14).reference()
        let bytes = try JSONEncoder().encode(reference)
        #expect(try DriftReference.read(bytes, path: "r.json") == reference)
        #expect(reference.days.count == 14 && reference.rows.allSatisfy { $0 == 600 })
        #expect(reference.isWhole.allSatisfy { $0 })
        #expect(reference.entities == 200)
        #expect(reference.inputs.map(\.usual) == [nil, nil, 0, nil])
        #expect(reference.score?.facets.map(\.kind) == [.values, .missing, .top1, .top01])
    }

    @Test func whatIsNoReferenceIsRefused() throws {
        var reference = try People(seed: 5).table(days: 0..<7).reference()
        #expect(throws: Fault.self) { try DriftReference.read(Data("{}".utf8), path: "r") }
        let broken: [(inout DriftReference) -> Void] = [
            { $0.assayReference = 2 }, { $0.days.reverse() }, { $0.rows.removeLast() },
            { $0.inputs[0].facets[0].counts[0].removeLast() },
            { $0.inputs[0].facets[0].counts[0][0] = -1 },
            { $0.inputs[0].bins.edges.reverse() }, { $0.inputs[0].facets[0].design.day = 0 },
            { $0.days[0] = .min },
        ]
        let whole = reference
        for (place, damage) in broken.enumerated() {
            reference = whole
            damage(&reference)
            let bytes = try JSONEncoder().encode(reference)
            #expect(throws: Fault.self, "damage \(place)") {
                try DriftReference.read(bytes, path: "r.json")
            }
        }
        #expect(throws: Fault.self) {
            try DriftReference.make(columns: ["a"], values: [], times: [])
        }
    }

    /// Rows of an entity that are copies of each other are worth one: the factor is their number.
    @Test func copiesHaveADesignEffectOfTheirNumber() throws {
        var random = SplitMix64(seed: 3)
        var table = WatchTable(columns: ["x"])
        for person in 0..<4000 {
            let value = random.unit()
            for copy in 0..<5 {
                table.values.append(value)
                table.times.append(Int64(People.monday) * 86_400_000 + Int64(person * 5 + copy))
                table.entities.append(UInt32(person))
            }
        }
        let design = try #require(table.reference().inputs[0].facets.first?.design)
        #expect(abs(design.day - 5) < 0.2 && abs(design.all - 5) < 0.2)
        table.entities = []
        let alone = try #require(table.reference().inputs[0].facets.first?.design)
        #expect(alone.all < 1.05)
    }
}
