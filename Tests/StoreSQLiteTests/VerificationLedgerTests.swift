import GRDB
import StoreSQLite
import Testing

/// The ledger of verifications is only ever added to, whoever holds the file.
@Suite struct VerificationLedgerTests {
    @Test(
        "No line can be changed or taken away",
        arguments: [
            "DELETE FROM verification_step", "UPDATE verification_step SET by = 'nobody'",
        ])
    func kept(_ sql: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        try SQLiteStore(path: path).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO verification VALUES ('ver_1', 'ann', 'email', 'requested', 1, 0, 1,
                        2, '', '', 'test', '[]');
                    INSERT INTO verification_step VALUES (1, 'ver_1', 1, 'request', NULL,
                        'requested', 1, 'ann', '', '', '[]', '');
                    """)
        }
        let error = #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: sql) }
        }
        #expect(error?.message?.contains("only ever added") == true)
    }
}
