import Testing
import Toolbox

@Suite struct NameNumbersTests {
    @Test("Names are numbered as a dictionary would, and found again", arguments: UInt64(1)...10)
    func numbers(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var names = NameNumbers()
        var known: [String: UInt32] = [:]
        for _ in 0..<5_000 {
            let name = String(repeating: "ä", count: random.below(4)) + "\(random.below(1_500))"
            let expected = known[name] ?? UInt32(known.count)
            known[name] = expected
            #expect(names.number(of: name) == expected, "seed \(seed)")
        }
        #expect(names.count == known.count)
        for (name, number) in known {
            #expect(names.name(number) == name, "seed \(seed)")
            #expect(Array(name.utf8).withUnsafeBufferPointer { names.find($0) } == number)
        }
        #expect(Array("nobody".utf8).withUnsafeBufferPointer { names.find($0) } == nil)
    }

    @Test("The empty name is a name")
    func empty() {
        var names = NameNumbers()
        #expect(UnsafeBufferPointer<UInt8>(start: nil, count: 0).isEmpty)
        #expect(names.find(UnsafeBufferPointer(start: nil, count: 0)) == nil)
        #expect(names.number(of: "") == 0)
        #expect(names.number(of: "a") == 1)
        #expect(names.number(of: "") == 0)
        #expect(names.name(0).isEmpty)
    }
}
