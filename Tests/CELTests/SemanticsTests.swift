import CEL
import Foundation
import Testing

/// Expressions beside the text of what they evaluate to.
@Suite struct SemanticsTests {
    let fixture = Fixture()

    @Test(arguments: [
        ("1 + 2 * 3", "7"), ("-(3 - 5)", "2"), ("7 / 2", "3"), ("-7 % 3", "-1"),
        ("9223372036854775807 + 1", "error: result out of range"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1 / 0", "error: division by zero"), ("1 % 0", "error: modulus by zero"),
        ("1.0 / 0.0", "Infinity"), ("0u - 1u", "error: result out of range"),
        ("2u * 3u", "6u"), ("'a' + 'b'", "\"ab\""), ("[1] + [2, 3]", "[1, 2, 3]"),
        ("1 == 1.0", "true"), ("1 < 1.5", "true"), ("2u >= 2", "true"),
        ("dyn('a') == 1", "false"), ("0.0 / 0.0 == 0.0 / 0.0", "false"),
    ])
    func arithmetic(_ expression: String, _ expected: String) {
        #expect(fixture.result(expression) == expected)
    }

    @Test(arguments: [
        ("false && 1 / 0 > 1", "false"), ("1 / 0 > 1 && false", "false"),
        ("1 / 0 > 1 || true", "true"), ("true && 1 / 0 > 1", "error: division by zero"),
        ("true ? 1 : 1 / 0", "1"), ("!false", "true"),
        ("[1, 2, 3].all(x, 6 / (2 - x) == 6)", "false"),
        ("[3, 1].exists(x, 1 / (x - 1) > 7)", "error: division by zero"),
    ])
    func logicAbsorbsErrors(_ expression: String, _ expected: String) {
        #expect(fixture.result(expression) == expected)
    }

    @Test(arguments: [
        ("event.amount > 100", "true"), ("100 < event.amount", "true"),
        ("event.email.endsWith('@mailinator.com')", "true"),
        ("event.asn == 1", "error: event.asn is missing"),
        ("has(event.asn)", "false"), ("has(event.amount)", "true"),
        ("!has(event.asn) || event.asn > 1", "true"),
        ("has(event.device.model)", "true"), ("has(event.device.os)", "false"),
        ("event.device.model", "\"Pixel\""), ("event.device.os", "error: no such key: os"),
        ("features.account.plays_1h in [5, 7]", "true"),
        ("signals.exists(s, s.name == 'vpn' && s.score > 0.8)", "true"),
        ("signals.filter(s, s.score > 0.5).map(s, s.name)", "[\"vpn\"]"),
        ("event.email in ['a', 'b', 'c', 'd', 'e', 'kari@mailinator.com']", "true"),
        ("event.amount in [1, 2]", "false"), ("event.at.getFullYear()", "2023"),
        ("event.device.?os.orValue('none')", "\"none\""),
        ("event.?asn.orValue(1) + 1", "2"), ("event.?amount.hasValue()", "true"),
        ("event.at.size()", "refused: 'size' does not take () on timestamp"),
        (
            "dyn(event.at).size()",
            "error: no such overload: size wants a string, bytes, list or map"
        ),
    ])
    func slots(_ expression: String, _ expected: String) {
        #expect(fixture.result(expression) == expected)
    }

    @Test(arguments: [
        ("'πέντε'.size()", "5"), ("'tacocat'.substring(4)", "\"cat\""),
        ("'%d%% of %s'.format([3, 'x'])", "\"3% of x\""), ("'a,b'.split(',')", "[\"a\", \"b\"]"),
        ("'abc'.replace('', '-')", "\"-a-b-c-\""), ("' x '.trim()", "\"x\""),
        ("'ab'.matches('^a.$')", "true"), ("'ABC'.lowerAscii()", "\"abc\""),
        ("'x'.charAt(2)", "error: index out of bounds"),
        ("duration('1h30m') + duration('1s')", "duration(\"5401s\")"),
        ("string(duration('-1.5s'))", "\"-1.5s\""),
        ("timestamp('2024-02-29T12:00:00Z').getDayOfYear()", "59"),
        ("timestamp('2024-07-01T12:00:00Z').getHours('America/New_York')", "8"),
        ("timestamp('2023-02-29T12:00:00Z')", "error: invalid argument: not an RFC 3339 timestamp"),
        ("cidr('10.0.0.0/8').containsIP('10.9.8.7')", "true"),
        ("string(ip('2001:db8:0:0:1:0:0:1'))", "\"2001:db8::1:0:0:1\""),
        ("base64.encode(b'hi')", "\"aGk=\""), ("math.greatest(1, 2.5, 2u)", "2.5"),
        ("[3, 1, 2].sort()", "[1, 2, 3]"), ("[1, 1, 2].distinct()", "[1, 2]"),
        ("['bb', 'a'].sortBy(s, s.size())", "[\"a\", \"bb\"]"),
        ("[[1], [2, [3]]].flatten()", "[1, 2, [3]]"), ("lists.range(3)", "[0, 1, 2]"),
        ("sets.contains([1, 2], [2])", "true"), ("[1, 2].first().value()", "1"),
    ])
    func library(_ expression: String, _ expected: String) {
        #expect(fixture.result(expression) == expected)
    }

    @Test(arguments: [
        ("{'a': 1}.map(k, k)", "[\"a\"]"), ("{1: 'a'}[1.0]", "\"a\""),
        ("[1, 2].transformMap(i, v, v * 10)", "{0: 10, 1: 20}"),
        ("{'a': 1}.transformList(k, v, k)", "[\"a\"]"),
        ("['x'].transformMapEntry(i, v, {v: i})", "{\"x\": 0}"),
        ("cel.bind(x, 2, x * x)", "4"), ("optional.of(3).optMap(x, x + 1).value()", "4"),
        ("[1, ?optional.none()]", "[1]"), ("{?'a': optional.of(1)}", "{\"a\": 1}"),
        ("{'a': 1, 'a': 2}", "error: repeated key: a"),
        ("[1, 2, 2].exists_one(x, x == 2)", "false"), ("type(1) == int", "true"),
        ("google.protobuf.Int32Value{value: 5}", "5"),
    ])
    func macrosAndLiterals(_ expression: String, _ expected: String) {
        #expect(fixture.result(expression) == expected)
    }

    /// Reading through an optional wraps once, whatever is found: an optional inside stays one.
    @Test(arguments: [
        ("optional.of({'a': optional.of('x')}).a", Type.optional(.optional(.string))),
        ("{'a': optional.of('x')}.?a", .optional(.optional(.string))),
        ("[optional.of(1)][?0]", .optional(.optional(.int))),
        ("optional.of({'a': {'b': 1}}).a.?b", .optional(.int)),
        ("optional.of(optional.of({'a': 1}))[?'a']", .optional(.int)),
    ])
    func optionalsOfOptionals(_ expression: String, _ type: Type) {
        #expect(fixture.compile(expression).type == type)
        let depth = fixture.result(expression).components(separatedBy: "optional.of(").count - 1
        #expect(depth == type.description.components(separatedBy: "optional(").count - 1)
    }

    @Test func referencesAreTheSlotsRead() {
        let compilation = fixture.compile(
            "event.amount > 1 && has(event.asn) && 'x' == event.email")
        #expect(compilation.references == [0, 1, 2])
    }

    @Test func oneProgramServesManyThreads() async {
        let compilation = fixture.compile(
            "signals.exists(s, s.name.matches('^v.n$')) && event.email.matches('mailinator')")
        guard let program = compilation.program else {
            Issue.record("does not compile")
            return
        }
        let matched = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let fixture = Fixture()
                    return (0..<1_000).reduce(0) { count, _ in
                        fixture.scratch.reset()
                        let value = fixture.withRow { program.evaluate($0, fixture.scratch) }
                        return count + (value.isTrue ? 1 : 0)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(matched == 4_000)
    }

    @Test func hostFunctionsAreCalledOnlyWithWhatTheyTake() {
        let double = Function(
            name: "twice",
            overloads: [
                Overload(id: "twice_int", parameters: [.int], result: .int) { arguments, _ in
                    .int(arguments[0].asInt * 2)
                }
            ])
        let known = Function(
            name: "list",
            overloads: [
                Overload(
                    id: "list_string", parameters: [.string], result: .list(.string),
                    implementation: { _, scratch in scratch.arena.list([]) },
                    literalCheck: { literals in
                        literals == [.string(Array("bad".utf8))] ? "no list 'bad'" : nil
                    })
            ])
        let fixture = Fixture(libraries: [Library([double, known])])
        #expect(fixture.result("'x' in list('good')") == "false")
        #expect(fixture.result("'x' in list('bad')") == "refused: no list 'bad'")
        #expect(fixture.result("twice(features.account.plays_1h)") == "14")
        #expect(fixture.result("twice(dyn('x'))") == "error: no such overload: twice")
        #expect(fixture.result("twice('x')") == "refused: 'twice' does not take (string)")
    }
    @Test func anOperatorIsOverloadedForTypesOfTheHostAlone() {
        let bag = Function(
            name: "bag",
            overloads: [
                Overload(
                    id: "bag", parameters: [.string], result: .opaque("bag", [.dyn]),
                    implementation: { arguments, _ in arguments[0] },
                    literalResult: { literals in
                        literals == [.string(Array("ints".utf8))] ? .opaque("bag", [.int]) : nil
                    })
            ])
        let membership = Function(
            name: "@in",
            overloads: [
                Overload(
                    id: "in_bag", parameters: [.int, .opaque("bag", [.int])], result: .bool
                ) { arguments, _ in .bool(arguments[0].asInt == 7) }
            ])
        let fixture = Fixture(libraries: [Library([bag, membership])])
        #expect(fixture.result("features.account.plays_1h in bag('ints')") == "true")
        #expect(fixture.result("dyn(8) in bag('ints')") == "false")
        #expect(
            fixture.result("'x' in bag('ints')")
                == "refused: the list holds numbers (int); 'x' is string")
        #expect(fixture.result("7 in dyn([7])") == "true")
        #expect(fixture.result("dyn(7) in dyn({7: 1})") == "true")
    }
}
