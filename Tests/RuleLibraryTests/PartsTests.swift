import CEL
import Rules
import Testing
import Toolbox

/// E-mail, domains, places, money and parts of a whole.
struct PartsTests {
    @Test(arguments: [
        ("example.com", "example.com"), ("www.example.com", "example.com"),
        ("WWW.Example.COM.", "example.com"), ("a.b.example.co.uk", "example.co.uk"),
        ("b.test.ck", "b.test.ck"), ("a.b.test.ck", "b.test.ck"), ("www.ck", "www.ck"),
        ("www.www.ck", "www.ck"), ("city.kobe.jp", "city.kobe.jp"),
        ("www.city.kobe.jp", "city.kobe.jp"), ("a.b.c.kobe.jp", "b.c.kobe.jp"),
        ("a.kyoto.jp", "a.kyoto.jp"), ("me.github.io", "me.github.io"),
        ("x.blogspot.com", "x.blogspot.com"), ("食狮.公司.cn", "食狮.公司.cn"),
        ("shishi.xn--55qx5d.cn", "shishi.xn--55qx5d.cn"), ("a.unknown", "a.unknown"),
        ("a.b.unknown", "b.unknown"), ("x.y.compute.amazonaws.com", "x.y.compute.amazonaws.com"),
    ])
    func registrableDomain(name: String, expected: String) throws {
        #expect(try Fixture().result("domain.registrable('\(name)')") == "\"\(expected)\"")
    }

    @Test(arguments: [
        "com", "co.uk", "test.ck", "c.kobe.jp", "github.io", "", ".", "a..com", ".com", "10.0.0.1",
        "2001:db8::1", "a b.com", "localhost",
    ])
    func namesWithoutARegistrableDomainAreErrors(name: String) throws {
        #expect(try Fixture().result("domain.registrable('\(name)')").hasPrefix("error: "))
    }

    @Test func addressesAreCutAtTheirLastSign() throws {
        let fixture = try Fixture()
        #expect(fixture.result("email.local('\"a@b\"@c.com')") == #""\"a@b\"""#)
        #expect(fixture.result("email.domain('a@b@C.com')") == "\"c.com\"")
        for bad in ["", "@", "a@", "@b", "a b@c", "abc"] {
            #expect(fixture.result("email.domain('\(bad)')").hasPrefix("error: "))
        }
        #expect(fixture.result("email.normalized('+a@gmail.com')") == "\"+a@gmail.com\"")
    }

    @Test func aPackAddsDisposableDomains() throws {
        #expect(try Fixture().result("email.isDisposable('a@x.burner.example')") == "true")
        #expect(try Fixture(lists: []).result("email.isDisposable('a@burner.example')") == "false")
        #expect(try Fixture(lists: []).result("email.isDisposable('a@yopmail.com')") == "true")
    }

    /// Published values: were one to change, every holdout would be drawn anew.
    @Test func bucketsAreAsPublished() throws {
        let fixture = try Fixture()
        #expect(fixture.result("bucket('account-17', 'holdout', 1000)") == "330")
        #expect(fixture.result("bucket('', '', 1000)") == "591")
        #expect(fixture.result("bucket(-5, 'x', 1000000)") == "276941")
        #expect(fixture.result("bucket('a', 'b', 0)").hasPrefix("refused: bucket divides"))
    }

    @Test func bucketsAreEven() throws {
        let fixture = try Fixture()
        var counts = Array(repeating: 0, count: 10)
        for id in 0..<20_000 {
            counts[Int(fixture.result("bucket(\(id), 'even', 10)")) ?? 0] += 1
        }
        // Chi-squared with 9 degrees of freedom is below 27.9 with probability 0.999.
        let chi = counts.reduce(0.0) { $0 + Double(($1 - 2_000) * ($1 - 2_000)) / 2_000 }
        #expect(chi < 27.9, "\(counts)")
    }

    @Test func distancesAreThoseOfTheSphere() throws {
        let fixture = try Fixture()
        func distance(_ call: String) -> Double { Double(fixture.result(call)) ?? -1 }
        // Nashville to Los Angeles: 2,887.26 km with a radius of 6,372.8 (Rosetta Code).
        let flight = distance("geo.distanceKm(36.12, -86.67, 33.94, -118.40)")
        #expect(abs(flight * 6_372.8 / 6_371.0088 - 2_887.26) < 0.01)
        #expect(distance("geo.distanceKm(0.0, 179.9, 0.0, -179.9)") < 22.3)
        #expect(fixture.result("geo.distanceKm(91.0, 0.0, 0.0, 0.0)").hasPrefix("error: "))
        #expect(fixture.result("geo.distanceKm(0.0/0.0, 0.0, 0.0, 0.0)").hasPrefix("error: "))
    }

    @Test func moneyIsInSmallestUnits() throws {
        let fixture = try Fixture()
        for (call, expected) in [
            ("money.minor(0.1 + 0.2, 'USD')", "30"), ("money.minor(1.005, 'KWD')", "1005"),
            ("money.minor('1', 'EUR')", "100"), ("money.minor('12.30', 'EUR')", "1230"),
            ("money.minor('90071992547409.93', 'EUR')", "9007199254740993"),
            ("money.minor(-2, 'CLF')", "-20000"),
        ] { #expect(fixture.result(call) == expected, "\(call)") }
        for bad in [
            "money.minor('1.005', 'EUR')", "money.minor('', 'EUR')", "money.minor('1.', 'EUR')",
            "money.minor(1e30, 'EUR')", "money.minor('99999999999999999999', 'EUR')",
            "money.minor(9223372036854775807, 'EUR')", "money.minor(1, 'EU' + 'X')",
        ] { #expect(fixture.result(bad).hasPrefix("error: "), "\(bad)") }
        #expect(fixture.result("money.minor(1, 'EURO')").contains("did you mean EUR?"))
    }
}
