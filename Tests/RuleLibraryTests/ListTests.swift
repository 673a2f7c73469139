import CEL
import Rules
import Testing
import Toolbox

struct ListTests {
    @Test func unknownListsAreRefusedWithASuggestion() throws {
        let fixture = try Fixture()
        #expect(
            fixture.result("'a' in list('hostng')")
                == "refused: there is no list 'hostng'; did you mean hosting?")
        #expect(
            try Fixture(lists: []).result("'a' in list('x')")
                == "refused: there is no list 'x'; this pack has none")
        #expect(fixture.result("'a' in list('ho' + 'sting')").contains("is written out"))
    }

    @Test func valuesOfAnotherTypeAreRefused() throws {
        let fixture = try Fixture()
        #expect(
            fixture.result("5 in list('hosting')")
                == "refused: the list holds address ranges (cidr); 5 is int")
        #expect(fixture.result("'5' in list('networks')").hasPrefix("refused: "))
        #expect(fixture.result("ip('1.2.3.4') in list('names')").hasPrefix("refused: "))
        #expect(fixture.result("list('names') == 'names'").hasPrefix("refused: "))
    }

    @Test func valuesOfUnknownTypeAreHeldAgainstTheKind() throws {
        let fixture = try Fixture()
        #expect(fixture.result("event.any in list('networks')", any: .int(64_500)) == "true")
        #expect(fixture.result("event.any in list('networks')", any: .int(1)) == "false")
        #expect(fixture.result("event.any in list('hosting')", any: .int(1)).hasPrefix("error: "))
        #expect(fixture.result("event.any in list('names')").hasPrefix("error: event.any is miss"))
    }

    @Test func theLanguagesOwnMembershipIsUnchanged() throws {
        let fixture = try Fixture()
        let arena = Arena()
        let list = arena.list([.int(1), arena.string("a")])
        #expect(fixture.result("'a' in event.any", any: list) == "true")
        #expect(fixture.result("2 in event.any", any: list) == "false")
        #expect(fixture.result("event.any in [1, 2]", any: .int(2)) == "true")
        #expect(fixture.result("'a' in {'a': 1} && 1.0 in [1]") == "true")
        #expect(fixture.result("['kari', 'x'].exists(n, n in list('names'))") == "true")
    }

    @Test func kindsTakeValuesInAsTheyShould() throws {
        let fixture = try Fixture()
        for (expression, expected) in [
            ("'Kari' in list('names')", "false"), ("'' in list('names')", "false"),
            ("'EXAMPLE.com.' in list('domains')", "true"),
            ("'notexample.com' in list('domains')", "false"),
            ("'com' in list('domains')", "false"), ("'a.b.co.uk' in list('domains')", "true"),
            ("'' in list('domains')", "false"), ("'myBOT' in list('patterns')", "true"),
            ("'bots' in list('patterns')", "false"), ("-1 in list('networks')", "true"),
            ("'2001:db8:1::1' in list('hosting')", "true"),
            ("ip('::ffff:cb00:7109') in list('hosting')", "true"),
            ("'192.0.2.8' in list('hosting')", "false"),
        ] { #expect(fixture.result(expression) == expected, "\(expression)") }
        #expect(
            fixture.result("'nowhere' in list('hosting')")
                == "error: invalid argument: not an IP address"
                || fixture.result("'nowhere' in list('hosting')").contains("not an IP address"))
    }

    @Test func entriesEndAtTheirTime() throws {
        let kinds: [(NamedList.Kind, String, String)] = [
            (.string, "a", "'a'"), (.int, "1", "1"), (.cidr, "10.0.0.0/8", "'10.1.1.1'"),
            (.domain, "a.com", "'b.a.com'"), (.regex, "^a$", "'a'"),
        ]
        for (kind, text, value) in kinds {
            let list = try NamedList(
                name: "l", kind: kind, version: 2,
                entries: [
                    NamedList.Entry(text, expiresAt: 500),
                    NamedList.Entry(text, expiresAt: Fixture.time),
                ])
            var fixture = try Fixture(lists: [list])
            let expression = "\(value) in list('l')"
            #expect(fixture.result(expression) == "false", "\(kind)")
            fixture.time = Fixture.time - 1
            #expect(fixture.result(expression) == "true", "\(kind)")
        }
    }

    @Test func badEntriesAreAllReported() throws {
        func bad(_ kind: NamedList.Kind, _ entries: [String]) -> [Int] {
            do {
                _ = try Fixture.list("l", kind, entries)
                return []
            } catch { return (error as? NamedList.BadEntries)?.entries.map(\.index) ?? [] }
        }
        #expect(bad(.cidr, ["10.0.0.1/8", "10.0.0.0/8", "x", "10.0.0.0/33"]) == [0, 2, 3])
        #expect(bad(.int, ["1", "1.5", ""]) == [1, 2])
        #expect(bad(.domain, ["*.a.com", "a.com", "a@b.com", "", ".a"]) == [0, 2, 3, 4])
        #expect(bad(.regex, ["(", "a", "a)|(b"]) == [0, 2])
        #expect(bad(.string, ["", "x"]) == [])
        #expect(throws: (any Error).self) {
            let list = try Fixture.list("same", .string, [])
            _ = try NamedLists([list, list])
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func rangesAreThoseOfALinearScan(usual: UInt64) throws {
        let seed = seed(usual)
        var random = SplitMix64(seed: seed)
        var ranges: [(address: UInt32, length: Int, expiry: Int64)] = []
        for _ in 0..<300 {
            let length = random.below(33)
            // Few high bits, so that ranges nest and touch.
            let address = UInt32(truncatingIfNeeded: random.next()) & 0x0303_00FF
            let mask = length == 0 ? 0 : UInt32.max << UInt32(32 - length)
            ranges.append((address & mask, max(length, 6), Int64(random.below(5))))
        }
        ranges = ranges.map {
            ($0.address & (UInt32.max << UInt32(32 - $0.length)), $0.length, $0.expiry)
        }
        func dotted(_ address: UInt32) -> String {
            [24, 16, 8, 0].map { String(address >> $0 & 255) }.joined(separator: ".")
        }
        func mapped(_ address: UInt32) -> String {
            "2001:db8::" + String(address >> 16, radix: 16) + ":"
                + String(address & 0xFFFF, radix: 16)
        }
        let entries = ranges.flatMap {
            [
                NamedList.Entry("\(dotted($0.address))/\($0.length)", expiresAt: $0.expiry),
                NamedList.Entry("\(mapped($0.address))/\($0.length + 96)", expiresAt: $0.expiry),
            ]
        }
        let list = try NamedList(name: "l", kind: .cidr, version: 1, entries: entries)
        let arena = Arena()
        for _ in 0..<4_000 {
            let range = ranges[random.below(ranges.count)]
            let steps: [UInt32] = [0, 1, .max, 0x100, UInt32(truncatingIfNeeded: random.next())]
            let last = range.address | (range.length == 32 ? 0 : UInt32.max >> UInt32(range.length))
            let address = (random.chance(0.5) ? range.address : last) &+ steps[random.below(5)]
            let time = Int64(random.below(6)) - 1
            let expected = ranges.contains {
                $0.expiry > time
                    && address >> UInt32(32 - $0.length) == $0.address >> UInt32(32 - $0.length)
            }
            for text in [dotted(address), mapped(address)] {
                let found = list.contains(arena.string(text), at: time)
                #expect(found.isTrue == expected, "\(text) at \(time), seed \(seed)")
            }
        }
    }

    @Test func manyPatternsAreOneList() throws {
        let patterns = (0..<3_000).map { "^name\($0)[a-z]{1,30}x+$" }
        let fixture = try Fixture(lists: [try Fixture.list("many", .regex, patterns)])
        #expect(fixture.result("'name2999abcx' in list('many')") == "true")
        #expect(fixture.result("'name3000abcx' in list('many')") == "false")
    }
}
