import Testing
import Verifications

@Suite struct VerificationsContractTests {
    @Test("The room is there")
    func roomIsThere() { #expect(VerificationsRoom.isThere) }
}
