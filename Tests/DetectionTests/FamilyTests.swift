import Detection
import Testing

@Suite struct FamilyTests {
    @Test("Families have different names, and an order")
    func names() {
        #expect(Set(Family.allCases.map(\.rawValue)).count == Family.allCases.count)
        #expect(Family.allCases.reversed().sorted() == Family.allCases)
    }

    @Test("Of one ground the strongest counts; different grounds add up")
    func together() {
        #expect(Family.together([]) == 0)
        #expect(Family.together([(.lockstep, 1)]) == 0.75)
        #expect(Family.together([(.lockstep, 1), (.block, 1), (.payee, 0.5)]) == 0.75)
        let two = Family.together([(.lockstep, 0.5), (.infrastructure, 1)])
        #expect(abs(two - (1 - 0.625 * 0.3)) < 1e-12)
    }

    @Test("No ground alone restricts, and any two strong ones do")
    func grounds() {
        let restrict = DetectionSettings().restrictFrom
        for family in Family.allCases { #expect(family.weight < restrict, "\(family)") }
        for pair: (Family, Family) in [
            (.lockstep, .infrastructure), (.payee, .rules), (.infrastructure, .arrival),
            (.lockstep, .arrival),
        ] {
            #expect(Family.together([(pair.0, 1), (pair.1, 1)]) >= restrict, "\(pair)")
        }
    }
}
