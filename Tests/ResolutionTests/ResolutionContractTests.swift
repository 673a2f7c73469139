import Resolution
import Testing

@Suite struct ResolutionContractTests {
    @Test("The room is there")
    func roomIsThere() { #expect(ResolutionRoom.isThere) }
}
