import Access
import Enforcements
import Foundation
import StoreSQLite
import Synchronization
import TestKit
import Vocabulary

/// A desk over a real store in a folder of its own, with a clock that is turned by hand.
final class Office: Sendable {
    /// Milliseconds since 1970.
    final class Clock: Sendable {
        private let time = Atomic<Int64>(1_767_225_600_000)
        var now: Int64 { time.load(ordering: .relaxed) }
        func turn(_ milliseconds: Int64) { time.add(milliseconds, ordering: .relaxed) }
    }

    let path: String
    let store: SQLiteStore
    let book: AccessBook
    let desk: AccessDesk
    let clock = Clock()

    /// No good ones: as cheap as it gets, so that tests are quick.
    static let cheap = ScryptParameters(costLog2: 4, blockSize: 1, parallelism: 1)
    static let password = "seven lamps under water"
    static let here = SignInPlace(address: "192.0.2.7", agent: "tests")

    init(
        fileKeys: [String] = [], _ change: (inout AccessSettings) -> Void = { _ in }
    ) throws {
        var settings = AccessSettings()
        settings.scrypt = Office.cheap
        change(&settings)
        let folder = FileManager.default.temporaryDirectory.path
        path = folder + "/assay-access-\(UUID().uuidString).db"
        store = try SQLiteStore(path: path)
        book = try AccessBook(store: store, fileKeys: fileKeys, settings: settings)
        desk = try AccessDesk(
            store: store, book: book, settings: settings, now: { [clock] in clock.now })
    }

    deinit {
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
    }

    /// Somebody who may sign in with ``password``.
    func add(_ name: String, _ roles: Set<PersonRole>, partner: String = "") throws {
        try desk.add(person: name, roles: roles, partner: partner, by: .machine)
        try desk.setPassword(Office.password, of: name, by: .machine)
    }

    /// Has something known of an account: a warning.
    func know(_ account: String) throws {
        let order = try HandOrder(
            .warn, against: [EnforcedEntity(kind: "account", name: account)], lasts: nil,
            by: "zoe", why: "a word", key: nil, at: clock.now)
        _ = try order.run(in: store, caps: [], now: { clock.now })
    }

    func signIn(_ name: String, _ password: String = Office.password) throws -> SignInStep {
        try desk.signIn(name: name, password: password, from: Office.here)
    }

    /// The cookie of a new session.
    func session(_ name: String) throws -> String { try desk.begin(name, "password", Office.here) }
}
