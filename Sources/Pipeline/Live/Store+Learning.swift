package import Vocabulary

/// Keeps the versions of models and where they stand; every step is a line of a ledger.
package protocol ModelRegistry: Sendable {
    /// Keeps a bundle's files under the next version of its name, in stage `shadow`.
    ///
    /// - Parameter files: path in the bundle → text; a binary file is base64, `.base64` behind
    ///   its name.
    /// - Returns: the version; that of the same files where they are kept already.
    func register(
        model name: String, files: [String: String], at: Int64, by: String, why: String
    ) throws -> Int
    /// All versions, by name and version.
    func modelReleases() throws -> [ModelRelease]
    /// The files of a version; nil where there is none.
    func modelFiles(name: String, version: Int) throws -> [String: String]?
    /// Puts a version into a stage, in one transaction. What was live retires when another becomes
    /// live, as a line of its own.
    ///
    /// - Throws: ``Fault`` `notFound` without the version, `conflict` when it stands there already.
    func move(_ release: ModelRelease, at: Int64, by: String, why: String) throws
    /// The ledger, the latest first, at most `limit`.
    func modelChanges(limit: Int) throws -> [ModelChange]
    /// Sequence of the ledger's last line, 0 for none; cheap, since a service asks every second.
    func lastModelChange() throws -> Int64
}

/// Keeps what became of events and entities. A label is never changed: a later one of the same
/// subject, name and source speaks louder.
package protocol LabelArchive: Sendable {
    /// Keeps labels in one transaction; one that is there to the last value is not kept twice.
    ///
    /// - Returns: how many were new.
    func record(_ labels: [Label]) throws -> Int
    /// Labels behind a place in the archive, in the order they were kept, at most `limit`.
    func labels(after sequence: Int64, limit: Int) throws -> [(sequence: Int64, label: Label)]
}
