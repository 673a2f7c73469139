import Rules
import Testing
import Toolbox

/// What always holds of names, whatever they are.
struct NamePropertyTests {
    private static let words = [
        "Anna", "Олександр", "Jürgen", "García", "O'Brien", "Χρήστος", "김", "Müller", "Wójcik",
        "Lopez", "Иванович", "de", "van", "J", "Mehmet", "Nguyễn", "王", "Sarah", "Smith",
    ]

    private func name(_ random: inout SplitMix64) -> [String] {
        (0..<(1 + random.below(4))).map { _ in Self.words[random.below(Self.words.count)] }
    }

    @Test("Neither name comes first, words stand in any order, and a name is like itself")
    func symmetry() throws {
        let fixture = try Fixture()
        let seed = seed(31)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_500 {
            let left = name(&random)
            let right = name(&random)
            func alike(_ one: [String], _ two: [String]) -> String {
                fixture.result(
                    "names.similarity(\"\(one.joined(separator: " "))\", "
                        + "\"\(two.joined(separator: " "))\")")
            }
            let forth = alike(left, right)
            #expect(forth == alike(right, left), "\(left) \(right) seed \(seed)")
            let score = try #require(Double(forth))
            #expect((0...1).contains(score))
            if left.count > 1, !left.contains("de"), !left.contains("van") {
                let turned = [left[left.count - 1]] + left.dropLast()
                #expect(Double(alike(left, turned)) ?? 0 >= 0.7, "\(left) seed \(seed)")
            }
        }
    }

    /// The sum over the best of all orders, by trying every order.
    private func naive(_ left: [String], _ right: [String]) -> Double {
        guard let first = left.first else { return 0 }
        var best = -Double.infinity
        for place in right.indices {
            var rest = right
            rest.remove(at: place)
            // Words of the test are either the same or have nothing in common.
            let value = first == right[place] ? 1 : -0.5
            best = max(best, value + naive(Array(left.dropFirst()), rest))
        }
        return best
    }

    @Test("Words are paired as the best of all orders pairs them")
    func assignment() throws {
        let fixture = try Fixture()
        let seed = seed(32)
        var random = SplitMix64(seed: seed)
        // No two of them share a sound at a place, so that a pair that differs is as low as can be.
        let words = ["bubu", "dada", "kiki", "lolo", "mema"]
        for _ in 0..<800 {
            let left = (0..<(2 + random.below(3))).map { _ in words[random.below(5)] }
            let right = (0..<left.count).map { _ in words[random.below(5)] }
            let found = fixture.result(
                "names.similarity(\"\(left.joined(separator: " "))\", "
                    + "\"\(right.joined(separator: " "))\")")
            let score = try #require(Double(found))
            let equal = left.sorted() == right.sorted()
            #expect((score == 1) == equal, "\(left) \(right) seed \(seed)")
            let least = max(0, naive(left, right) / Double(left.count))
            #expect(score + 1e-9 >= least, "\(left) \(right) \(score) seed \(seed)")
        }
    }

    @Test("What cannot be read decides nothing")
    func unreadable() throws {
        let fixture = try Fixture()
        let long = String(repeating: "a", count: 257)
        let many = "a1 b2 c3 d4 e5 f6 g7 h8 i9"
        for (left, right) in [("ราชา ไทย", "Rahul"), (long, "Anna"), (many, "Anna Berg")] {
            let call = "names.match(\"\(left)\", \"\(right)\")"
            #expect(fixture.result(call).hasPrefix("error: "), "\(call)")
        }
        #expect(fixture.result("names.similarity(\"ราชา\", \"ราชา\")") == "1.0")
        #expect(fixture.result("names.similarity(\"\", \"Anna Berg\")") == "0.0")
    }

    @Test("Accents that are code points of their own, and capitals, are nothing")
    func forms() throws {
        let fixture = try Fixture()
        for (left, right) in [
            ("Андрей Зайцев", "Андреи\u{306} Заи\u{306}цев"),
            ("Zoe\u{308} Nu\u{301}n\u{303}ez", "ZOË NÚÑEZ"), ("ΝΙΚΟΣ ΑΛΕΞΙΟΥ", "Νίκος Αλεξίου"),
        ] {
            #expect(fixture.result("names.similarity(\"\(left)\", \"\(right)\")") == "1.0")
        }
    }

    @Test("Scripts and clocks")
    func scriptsAndClocks() throws {
        let fixture = try Fixture()
        for call in [
            "text.script('Ａｌｐｈａ') == 'Latin'", "text.fits('42', 'ru')",
            "!text.fits('Hello there', 'ru')", "text.fits('Zdravo', 'sr-RS')",
            "place.hasOffset('gb', 60)", "!place.hasOffset('GB', 120)",
            "place.hasOffset('NP', 345)",
        ] { #expect(fixture.result(call) == "true", "\(call)") }
        #expect(fixture.result("place.hasOffset('XX', 0)").hasPrefix("refused: no country"))
        #expect(fixture.result("text.scriptShare('a', 'Runic')").hasPrefix("refused: no script"))
        #expect(fixture.result("text.scriptShare('12', 'Latin')").hasPrefix("error: "))
        #expect(fixture.result("text.fits('a', 'xx')").hasPrefix("error: "))
    }
}
