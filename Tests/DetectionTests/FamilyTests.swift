import Detection
import Testing

@Test("families have different names")
func familyNames() {
    #expect(Set(Family.allCases.map(\.rawValue)).count == Family.allCases.count)
}
