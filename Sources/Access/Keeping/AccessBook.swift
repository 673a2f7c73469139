import Synchronization
package import Vocabulary

/// What is held in memory of people and keys, so that the fast lanes need not ask the store: read
/// anew when the store's stamp tells of a change.
package final class AccessBook: Sendable {
    private struct Held {
        var stamp: Int64 = -1
        var keys: [String: APIKey] = [:]
        var matrix = RoleMatrix()
        var hasPeople = false
        /// Keys that were used, and when, and were not written yet.
        var used: [String: Int64] = [:]
        /// Rises with every reading.
        var mark: UInt64 = 1
    }

    private let store: any AccessStore
    /// Digests of the keys that the server was started with, by digest.
    private let fileKeys: [String: APIKey]
    private let settings: AccessSettings
    private let held = Mutex(Held())

    /// - Parameter fileKeys: keys in clear that may do everything; named `file-1`, `file-2`….
    /// - Throws: what the store throws.
    package init(
        store: any AccessStore, fileKeys: [String] = [], settings: AccessSettings = AccessSettings()
    ) throws {
        self.store = store
        self.settings = settings
        var named: [String: APIKey] = [:]
        for (place, key) in fileKeys.enumerated() {
            let digest = Secret.digest(key)
            named[digest] = APIKey(
                name: "file-\(place + 1)", digest: digest, scopes: .all, createdBy: "file",
                createdAt: 0)
        }
        self.fileKeys = named
        try refresh()
    }

    package var hasPeople: Bool { held.withLock { $0.hasPeople } }
    /// Whether there is any key that opens, or opened.
    package var hasKeys: Bool { !fileKeys.isEmpty || held.withLock { !$0.keys.isEmpty } }
    package var matrix: RoleMatrix { held.withLock { $0.matrix } }
    /// Changes whenever people or keys do.
    package var mark: UInt64 { held.withLock { $0.mark } }
    package var fileKeyNames: [String] { fileKeys.values.map(\.name).sorted() }

    /// Who holds a key; nil for nobody, or one that is over. O(1); never waits for the store.
    ///
    /// - Parameter now: milliseconds since 1970.
    package func caller(key: some StringProtocol, now: Int64) -> Caller? {
        let digest = Secret.digest(key)
        if let key = fileKeys[digest] { return key.caller }
        return held.withLock { held in
            guard let key = held.keys[digest], key.isAlive(at: now) else { return nil }
            if now - max(key.usedAt, held.used[key.name] ?? 0) >= settings.seenEvery {
                held.used[key.name] = now
            }
            return key.caller
        }
    }

    /// Reads anew what changed, and writes which keys were used.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    package func refresh() throws -> Bool {
        let (known, used) = held.withLock { held in
            defer { held.used = [:] }
            return (held.stamp, held.used)
        }
        if !used.isEmpty {
            try store.accessing { tables in
                for (name, at) in used { try tables.touch(key: name, at: at) }
            }
        }
        let limit = settings.keysMax
        let read: Held? = try store.readingAccess { tables in
            let stamp = try tables.stamp()
            guard stamp != known else { return nil }
            var held = Held(stamp: stamp)
            for key in try tables.keys(limit: limit) { held.keys[key.digest] = key }
            held.matrix = RoleMatrix(edited: try tables.editedGrants())
            held.hasPeople = try !tables.people(limit: 1).isEmpty
            return held
        }
        guard var read else { return false }
        held.withLock { held in
            read.mark = held.mark + 1
            read.used = held.used
            held = read
        }
        return true
    }
}
