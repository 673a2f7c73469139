import Rings
import Testing
import Toolbox

@Suite struct InfrastructureTests {
    @Test("A rare device connects; a carrier's address does not, and is counted")
    func rarity() throws {
        // 1,000 accounts: a device of 3, an address of 900, and homes of 2.
        var links = SharedLinks(
            accounts: [], values: [], kindOfValue: [0, 1], kinds: [.device, .address])
        for account in 0..<1_000 {
            links.accounts.append(UInt32(account))
            links.values.append(account < 900 ? 1 : UInt32(2 + account / 2))
        }
        links.kindOfValue += [UInt8](repeating: 1, count: 500)
        for account in [10, 20, 30] {
            links.accounts.append(UInt32(account))
            links.values.append(0)
        }
        let result = SharedValues().groups(links, accountCount: 1_000)
        #expect(result.cutValues == 1)
        let ring = try #require(result.groups.first)
        #expect(ring.members == [10, 20, 30])
        #expect(ring.evidence.map(\.value) == [0])
        #expect(ring.evidence[0].members == 3 && ring.evidence[0].everywhere == 3)
        #expect(result.groups.count == 51)
    }

    @Test(
        "Connected are the pairs whose strengths add up to the threshold",
        arguments: UInt64(1)...30)
    func pairs(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (accounts, values) = (20, 25)
        let edges = Worlds.edges(&random, rows: accounts, columns: values, count: 60)
        let kinds = [SharedKind(weight: 0.3, cut: 5), SharedKind(weight: 0.2, cut: 4)]
        let kindOfValue = (0..<values).map { _ in UInt8(random.below(2)) }
        let links = SharedLinks(
            accounts: edges.rows, values: edges.columns, kindOfValue: kindOfValue, kinds: kinds)
        var rule = SharedValues()
        rule.threshold = 0.47
        let found = rule.groups(links, accountCount: accounts).groups.map(\.members)
        let has = (0..<accounts).map { account in
            Set(edges.rows.indices.filter { edges.rows[$0] == account }.map { edges.columns[$0] })
        }
        var components = Components(count: accounts)
        for one in 0..<accounts {
            for other in 0..<one {
                var sum = 0.0
                for value in has[one].intersection(has[other]) {
                    let kind = kindOfValue[Int(value)]
                    let holders = has.count { $0.contains(value) }
                    if holders <= kinds[Int(kind)].cut {
                        sum +=
                            kinds[Int(kind)].weight * naiveLog(accounts, holders)
                            / naiveLog(accounts, 2)
                    }
                }
                if sum >= 0.47 { components.join(one, other) }
            }
        }
        #expect(found == components.groups(), "seed \(seed)")
    }

    @Test(
        "E-mail patterns",
        arguments: [
            ("anna.k84@Mail.example", "l4.l1d2@mail.example"),
            ("x@y", "l1@y"), ("a+b@c.d", "l1+l1@c.d"), ("ünal7@z.org", "l4d1@z.org"),
            ("--@z", "--@z"), ("00a@z", "d2l1@z"),
        ])
    func patterns(email: String, pattern: String) {
        #expect(EmailPattern.of(email) == pattern)
    }

    @Test("What is no address has no pattern", arguments: ["", "@", "a@", "@b", "ab"])
    func noPattern(email: String) { #expect(EmailPattern.of(email) == nil) }

    @Test("Sign-ups in a burst are found among a steady pace")
    func bursts() throws {
        var random = SplitMix64(seed: 4)
        let month = 30 * 86_400_000
        var times = (0..<300).map { _ in Int64(random.below(month)) }
        times += (0..<20).map { Int64(month / 2 + $0 * 60_000) }
        let found = Bursts().find(
            groups: [UInt32](repeating: 7, count: 320), times: times,
            accounts: (0..<320).map { UInt32($0) })
        let burst = try #require(found.first)
        #expect(found.count == 1 && burst.group == 7)
        #expect(Set(300..<320).isSubset(of: Set(burst.accounts.map { Int($0) })))
        #expect(burst.accounts.count <= 23 && burst.expected < 2)
        #expect(Bursts().find(groups: [], times: [], accounts: []).isEmpty)
        #expect(Bursts().find(groups: [0], times: [5], accounts: [0]).isEmpty)
    }

    @Test("Nothing, one account, and a value that all share end well")
    func bounds() {
        let none = SharedLinks(accounts: [], values: [], kindOfValue: [], kinds: [.device])
        #expect(SharedValues().groups(none, accountCount: 0).groups.isEmpty)
        let one = SharedLinks(accounts: [0], values: [0], kindOfValue: [0], kinds: [.device])
        #expect(SharedValues().groups(one, accountCount: 1).groups.isEmpty)
        let all = SharedLinks(
            accounts: (0..<100_000).map { UInt32($0) },
            values: [UInt32](repeating: 0, count: 100_000), kindOfValue: [0], kinds: [.device])
        let result = SharedValues().groups(all, accountCount: 100_000)
        #expect(result.groups.isEmpty && result.cutValues == 1)
    }
}
