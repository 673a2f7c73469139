import CEL
import Testing

@Suite struct ValueTests {
    @Test func aValueIsSixteenTrivialBytes() {
        #expect(MemoryLayout<Value>.size == 16)
        #expect(MemoryLayout<Value>.stride == 16)
        #expect(_isPOD(Value.self))
    }

    @Test func arenaReusesItsMemoryAfterReset() {
        let arena = Arena(blockBytes: 128)
        let first = arena.allocate(bytes: 64)
        for _ in 0..<10 { _ = arena.allocate(bytes: 100) }
        arena.reset()
        #expect(arena.allocate(bytes: 64) == first)
        for _ in 0..<1_000 {
            arena.reset()
            for _ in 0..<10 { #expect(arena.allocate(bytes: 100) != nil) }
        }
    }

    @Test func arenaRefusesPastItsBound() {
        let arena = Arena(blockBytes: 64, bytesMax: 1_024)
        #expect(arena.allocate(bytes: 2_000) == nil)
        #expect(arena.string(String(repeating: "x", count: 2_000)).errorCode == .limit)
    }

    @Test func arenaKeepsBlocksApart() {
        let arena = Arena(blockBytes: 64)
        let texts = (0..<200).map { String(repeating: "\($0) ", count: 5) }
        let values = texts.map { arena.string($0) }
        #expect(values.map(\.text) == texts)
    }

    @Test func copiesOutliveTheirOriginals() {
        let short = Arena()
        let long = Arena()
        let original = short.map([
            (short.string("k"), short.list([.int(1), short.string("deep")]))
        ])
        let copy = long.copy(original)
        short.reset()
        _ = short.string(String(repeating: "overwritten", count: 20))
        #expect(copy.rendered == "{\"k\": [1, \"deep\"]}")
    }

    @Test(arguments: [
        "0.0.0.0", "255.255.255.255", "::", "::1", "1::", "2001:db8::1:0:0:1", "fe80::1",
        "1:2:3:4:5:6:7:8", "1:0:0:2::",
    ])
    func addressesRoundTrip(_ text: String) {
        var text = text
        let address = text.withUTF8 { NetworkAddress($0) }
        #expect(address?.text == text)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", ":", ":::", "1::2::3", "12345::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::", "::1%eth0", "::ffff:1.2.3.4", "1.2.3.4 ",
    ])
    func addressesOfOtherFormsAreRefused(_ text: String) {
        var text = text
        #expect(text.withUTF8 { NetworkAddress($0) } == nil)
    }
}
