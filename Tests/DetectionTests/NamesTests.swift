import Detection
import Testing
import Toolbox

@Suite struct NamesTests {
    @Test("Names keep their numbers while they grow, whatever the order", arguments: UInt64(1)...5)
    func growth(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var names = Names()
        var naive: [String: UInt32] = [:]
        var order: [String] = []
        for _ in 0..<20_000 {
            let name = String(random.below(9_000), radix: 36) + (random.below(3) == 0 ? "é" : "")
            if naive[name] == nil {
                naive[name] = UInt32(naive.count)
                order.append(name)
            }
            #expect(names.number(name) == naive[name], "seed \(seed)")
        }
        #expect(names.count == naive.count && names.all == order, "seed \(seed)")
    }

    @Test("Written out and read again they are the same")
    func roundTrip() {
        var names = Names()
        for number in 0..<3_000 { _ = names.number("name \(number * 7)") }
        var again = Names(bytes: names.bytes, ends: names.ends)
        #expect(again.all == names.all)
        #expect(again.number("name 700") == 100 && again.number("another") == 3_000)
        #expect(Names(bytes: [], ends: []).count == 0)
    }

    @Test("Names with equal hashes are different names")
    func equalHashes() {
        // Eight bytes that the hash multiplies to nothing, so whatever stands before is forgotten.
        let forgets: [UInt8] = [0xdb, 0x28, 0xb4, 0xa0, 0xd1, 0x7e, 0x03, 0xe7]
        func number(_ bytes: [UInt8], in names: inout Names) -> UInt32 {
            bytes.withUnsafeBufferPointer { names.number($0) }
        }
        let texts = (0..<2_000).map { Array("n\($0)......".utf8.prefix(8)) + forgets }
        let hashes = Set(texts.map { $0.withUnsafeBufferPointer { Hash64.of($0) } })
        #expect(hashes.count == 1, "the hash has changed; find others that are equal")
        var names = Names()
        for round in 0..<2 {
            for (place, text) in texts.enumerated() {
                #expect(number(text, in: &names) == UInt32(place), "round \(round)")
            }
        }
        #expect(names.count == texts.count)
    }

    @Test("The empty name is a name, and bytes need not be text")
    func odd() {
        var names = Names()
        #expect(names.number("") == 0 && names.number("a") == 1 && names.number("") == 0)
        #expect(names[0].isEmpty && names[1] == "a")
        let broken: [UInt8] = [0xff, 0x00, 0xc3]
        let other: [UInt8] = [0xff, 0x00, 0xc4]
        let first = broken.withUnsafeBufferPointer { names.number($0) }
        let second = other.withUnsafeBufferPointer { names.number($0) }
        #expect(first == 2 && second == 3)
        var copy = Names(bytes: names.bytes, ends: names.ends)
        #expect(copy.number("") == 0 && copy.count == 4)
    }
}
