import Enforcements
import Testing

@Suite struct EnforcementsContractTests {
    @Test("The room is there")
    func roomIsThere() { #expect(EnforcementsRoom.isThere) }
}
