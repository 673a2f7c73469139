package import Cases
import GRDB
import Vocabulary

extension SQLiteStore: OperationsStore {
    package func operating<Answer>(
        _ body: (any OperationsTables) throws -> Answer
    ) throws -> Answer {
        var answer: Answer?
        try write { answer = try body(SQLiteOperationsTables($0)) }
        guard let answer else { throw Fault(.bug, "A transaction gave no answer.") }
        return answer
    }

    package func readingOperations<Answer>(
        _ body: (any OperationsTables) throws -> Answer
    ) throws -> Answer {
        try read { try body(SQLiteOperationsTables($0)) }
    }
}
