import Experiments
import Testing

@Suite struct ExperimentsContractTests {
    @Test("The room is there")
    func roomIsThere() { #expect(ExperimentsRoom.isThere) }
}
