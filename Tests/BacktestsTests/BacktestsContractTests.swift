import Backtests
import Testing

@Suite struct BacktestsContractTests {
    @Test("The room is there")
    func roomIsThere() { #expect(BacktestsRoom.isThere) }
}
