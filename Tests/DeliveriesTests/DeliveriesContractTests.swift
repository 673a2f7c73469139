import Deliveries
import Testing

@Suite struct DeliveriesContractTests {
    @Test("The room is there")
    func roomIsThere() { #expect(DeliveriesRoom.isThere) }
}
