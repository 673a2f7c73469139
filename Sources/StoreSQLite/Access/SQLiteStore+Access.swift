package import Access
import Vocabulary

extension SQLiteStore: AccessStore {
    package func accessing<Answer>(
        _ body: (any AccessTables) throws -> Answer
    ) throws -> Answer {
        var answer: Answer?
        try write { answer = try body(SQLiteAccessTables(database: $0)) }
        guard let answer else { throw Fault(.bug, "A transaction gave no answer.") }
        return answer
    }

    package func readingAccess<Answer>(
        _ body: (any AccessTables) throws -> Answer
    ) throws -> Answer {
        try read { try body(SQLiteAccessTables(database: $0)) }
    }
}
