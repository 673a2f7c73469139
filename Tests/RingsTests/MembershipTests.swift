import Rings
import Testing

@Suite struct MembershipTests {
    private func ring(_ accounts: ClosedRange<UInt32>) -> RingMembers {
        RingMembers(accounts: Array(accounts), strengths: accounts.map { _ in 1 })
    }

    @Test("A ring that grows keeps its name; a new one is born; one that is gone ends")
    func plain() {
        let (names, events, next) = RingIdentity.assign(
            old: [(4, ring(0...9)), (7, ring(100...109))],
            groups: [ring(200...204), ring(0...14)], nextName: 8)
        #expect(names == [8, 4])
        #expect(events == [.continued(ring: 4), .ended(ring: 7), .born(ring: 8)])
        #expect(next == 9)
    }

    @Test("Of a ring in two parts the larger keeps the name, and the other is split from it")
    func split() {
        let (names, events, _) = RingIdentity.assign(
            old: [(4, ring(0...9))], groups: [ring(0...3), ring(4...9)], nextName: 5)
        #expect(names == [5, 4])
        #expect(events == [.continued(ring: 4), .split(ring: 5, from: 4)])
    }

    @Test("Of two rings made one the stronger keeps the name")
    func merge() {
        let (names, events, _) = RingIdentity.assign(
            old: [(4, ring(0...3)), (6, ring(10...19))],
            groups: [
                RingMembers(
                    accounts: Array(0...3) + Array(10...19),
                    strengths: [Double](repeating: 1, count: 14))
            ],
            nextName: 7)
        #expect(names == [6])
        #expect(events == [.merged(ring: 4, into: 6), .continued(ring: 6)])
    }

    @Test("Strength decides, not number")
    func strength() {
        let old = RingMembers(accounts: [1, 2, 3, 4], strengths: [10, 1, 1, 1])
        let (names, _, _) = RingIdentity.assign(
            old: [(4, old)], groups: [ring(2...4), ring(1...1)], nextName: 5)
        #expect(names == [5, 4])
    }

    @Test("Nothing ends well")
    func bounds() {
        let (names, events, next) = RingIdentity.assign(old: [], groups: [], nextName: 1)
        #expect(names.isEmpty && events.isEmpty && next == 1)
    }
}
