import Detection
import Testing
import Vocabulary

@Suite struct RingNamesTests {
    /// A hundred accounts with two seats each: seat n and seat n + 100.
    private static let conduct: Conduct = {
        var story = Story()
        for device in ["phone", "car"] {
            for account in 0..<100 { _ = story.seat("u\(account)", device + "\(account)") }
        }
        return story.conduct
    }()

    private func ring(_ seats: some Sequence<Int>, strength: Double = 0.9) -> JudgedRing {
        JudgedRing(
            members: seats.map {
                RingMember(
                    seat: UInt32($0), account: UInt32($0 % 100), strength: strength,
                    families: [.lockstep], isHijacked: false, measure: .review, focus: 1)
            }, evidence: [], seeds: [], score: 0.9, measure: .review, objects: [])
    }

    private func name(_ names: inout RingNames, _ rings: [JudgedRing], asOf: Int64)
        -> [RingNames.Ring]
    {
        names.name(rings, Self.conduct, asOf: asOf)
    }

    @Test("A ring that grows and shrinks keeps its name, and its history says so")
    func growth() {
        var names = RingNames()
        #expect(name(&names, [ring(0..<10), ring(20..<24)], asOf: 1).map(\.number) == [1, 2])
        let grown = name(&names, [ring(30..<33), ring(0..<14), ring(20..<24)], asOf: 2)
        #expect(grown.map(\.number) == [3, 1, 2])
        let shrunk = name(&names, [ring(3..<12)], asOf: 3)
        #expect(shrunk.map(\.number) == [1])
        #expect(shrunk[0].history.map(\.what) == ["born", "grew", "shrank"])
        #expect(shrunk[0].history.map(\.accounts) == [10, 14, 9])
        #expect(shrunk[0].history.map(\.asOf) == [1, 2, 3])
        // A name is not used again once its ring is gone.
        #expect(name(&names, [ring(50..<55)], asOf: 4).map(\.number) == [4])
    }

    @Test("A ring that is missed for a time gets its name back, and is given up in the end")
    func missed() {
        var names = RingNames()
        _ = name(&names, [ring(0..<10), ring(20..<24)], asOf: 1)
        // Two of its seats are in another ring meanwhile.
        _ = name(&names, [ring(8..<24)], asOf: 2)
        let back = name(&names, [ring(8..<24), ring(0..<8)], asOf: 3)
        #expect(back.map(\.number) == [2, 1])
        #expect(back[1].history.map(\.what) == ["born", "came back", "shrank"])
        for run in 4..<40 { _ = name(&names, [], asOf: Int64(run)) }
        #expect(names.rings.isEmpty)
        #expect(name(&names, [ring(0..<10)], asOf: 40).map(\.number) == [3])
    }

    @Test("A ring that splits keeps its name in the larger part")
    func split() {
        var names = RingNames()
        _ = name(&names, [ring(0..<10)], asOf: 1)
        let parts = name(&names, [ring(0..<4), ring(4..<10)], asOf: 2)
        #expect(parts.map(\.number) == [2, 1])
        #expect(parts[0].history.map(\.what) == ["split from ring-1"])
        #expect(parts[1].history.map(\.what) == ["born", "shrank"])
    }

    @Test("Rings that merge keep the stronger one's name")
    func merge() {
        var names = RingNames()
        _ = name(&names, [ring(0..<4), ring(10..<20)], asOf: 1)
        let merged = name(&names, [ring(Array(0..<4) + Array(10..<20))], asOf: 2)
        #expect(merged.map(\.number) == [2])
        #expect(merged[0].history.map(\.what) == ["born", "ring-1 merged into it", "grew"])
    }

    @Test("Rings of the same accounts on other devices keep their own names")
    func sameAccounts() {
        var names = RingNames()
        let rings = [ring(0..<10), ring(100..<106)]
        #expect(name(&names, rings, asOf: 1).map(\.number) == [1, 2])
        for run in 2...4 {
            let again = name(&names, run % 2 == 0 ? rings.reversed() : rings, asOf: Int64(run))
            #expect(again.map(\.number) == (run % 2 == 0 ? [2, 1] : [1, 2]), "run \(run)")
            #expect(again.allSatisfy { $0.history.map(\.what) == ["born"] })
        }
        // A seat in both counts for the first.
        let both = name(&names, [ring(0..<10), ring([9] + (100..<106))], asOf: 5)
        #expect(both.map(\.number) == [1, 2] && both.map(\.accounts) == [10, 7])
        // Both seats of an account are one account.
        #expect(name(&names, [ring([0, 100, 1])], asOf: 6).map(\.accounts) == [2])
    }

    @Test("Names go on from their bytes; an account's number in the log does not matter")
    func bytes() throws {
        var names = RingNames()
        _ = name(&names, [ring(0..<10), ring(20..<24)], asOf: 1)
        var read = try RingNames(names.bytes, of: "a test")
        var story = Story()
        for account in (0..<100).reversed() {
            _ = story.seat("u\(account)", "phone\(account)")
        }
        // Seat 99 − n is u<n> here.
        let members = (90..<100).map {
            RingMember(
                seat: UInt32($0), account: UInt32($0), strength: 0.9, families: [],
                isHijacked: false, measure: .review, focus: 1)
        }
        let rings = [
            JudgedRing(
                members: members, evidence: [], seeds: [], score: 0.9, measure: .review,
                objects: [])
        ]
        #expect(read.name(rings, story.conduct, asOf: 2).map(\.number) == [1])
        #expect(try RingNames([], of: "a test").next == 1)
    }

    @Test("Bytes that are no names give a fault that says where and what to do")
    func corrupted() {
        var names = RingNames()
        _ = name(&names, [ring(0..<10)], asOf: 1)
        let sound = names.bytes
        for broken in [Array(sound.dropLast(5)), [1, 2, 3], Array("{}".utf8), Array("[]".utf8)] {
            do {
                _ = try RingNames(broken, of: "rings.state.json")
                Issue.record("\(broken.prefix(8)) was read")
            } catch let fault as Fault {
                #expect(fault.code == .invalid && fault.fix != nil)
                #expect(fault.message.contains("rings.state.json"))
            } catch {
                Issue.record("\(error) is no fault")
            }
        }
    }

    @Test("A history keeps its latest hundred steps")
    func bounded() {
        var names = RingNames()
        var last: [RingNames.Ring] = []
        for run in 0..<150 { last = name(&names, [ring(0..<(10 + run % 2))], asOf: Int64(run)) }
        #expect(last[0].history.count == 100 && last[0].history.last?.asOf == 149)
    }
}
