package import Vocabulary

extension SQLiteStore {
    package func keep(_ run: DetectionRun) throws {}
    package func lastRun() throws -> DetectionRun? { nil }
    package func rings(limit: Int) throws -> [RingRecord] { [] }
    package func ring(id: String) throws -> RingRecord? { nil }
    package func verdict(ofAccount name: String) throws -> AccountVerdict? { nil }
    package func recipients(limit: Int) throws -> [RecipientVerdict] { [] }
}
