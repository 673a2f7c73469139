package import Vocabulary

/// Keeps the versions of models and where they stand; every step is a line of a ledger, which
/// nothing changes afterwards. Of a name at most one version is live, and at most one canary.
package protocol ModelRegistry: Sendable {
    /// Keeps a bundle's files under the next version of its name, in stage `shadow`. Whether a
    /// model can be read from them is the caller's to check before.
    ///
    /// - Parameter files: path in the bundle → text; a binary file is base64, `.base64` behind
    ///   its name.
    /// - Returns: the version; that of the same files where they are kept already.
    /// - Throws: ``Fault`` `invalid` for a name that rules could not write, or no files.
    func register(
        model name: String, files: [String: String], at: Int64, by: String, why: String
    ) throws -> Int
    /// All versions, by name and version.
    func modelReleases() throws -> [ModelRelease]
    /// The files of a version, to the byte; nil where there is none.
    func modelFiles(name: String, version: Int) throws -> [String: String]?
    /// One file of a version; nil where there is none.
    func modelFile(name: String, version: Int, path: String) throws -> String?
    /// Puts a version into a stage, in one transaction. What was live retires when another becomes
    /// live, as a line of its own. A canary that stays one with another share is a step too.
    ///
    /// - Throws: ``Fault`` `notFound` without the version, `conflict` when it stands there already
    ///   or another version of its name is the canary, `invalid` for a share that is none.
    func move(_ release: ModelRelease, at: Int64, by: String, why: String) throws
    /// Puts back the version that was live before the one that is, which retires: two lines, one
    /// transaction. Rolled back again, it goes one further back, never forth.
    ///
    /// - Returns: what is live now.
    /// - Throws: ``Fault`` `notFound` without the name, `conflict` when nothing is live or nothing
    ///   was before it.
    func rollBack(model name: String, at: Int64, by: String, why: String) throws -> ModelRelease
    /// The ledger, the latest first, at most `limit`.
    func modelChanges(limit: Int) throws -> [ModelChange]
    /// The lines of one model, the latest first, at most `limit`.
    func modelChanges(of name: String, limit: Int) throws -> [ModelChange]
    /// Sequence of the ledger's last line, 0 for none; cheap, since a service asks every second.
    func lastModelChange() throws -> Int64
}

/// How many labels of a name a source gave one answer.
package struct LabelCount: Sendable, Hashable {
    package var name: String
    package var source: String
    package var isPositive: Bool
    package var labels: Int

    package init(name: String, source: String, isPositive: Bool, labels: Int) {
        (self.name, self.source) = (name, source)
        (self.isPositive, self.labels) = (isPositive, labels)
    }
}

/// Keeps what became of events and entities. A label is never changed: a later one of the same
/// subject, name and source speaks louder.
package protocol LabelArchive: Sendable {
    /// Keeps labels in one transaction; one that is there to the last value is not kept twice.
    ///
    /// - Parameter received: places of labels whose `recordedAt` is no more than when they were
    ///   received. Such a one is not kept where the latest of the same subject, name and source
    ///   says the same: value, time, confidence and propensity.
    /// - Returns: how many were new.
    /// - Throws: ``Fault`` `invalid` for one with a ``Label/flaw``; then none is kept.
    func record(_ labels: [Label], received: Set<Int>) throws -> Int
    /// Labels behind a place in the archive, in the order they were kept, at most `limit`.
    func labels(after sequence: Int64, limit: Int) throws -> [(sequence: Int64, label: Label)]
    /// Labels that were taken back, behind a place among those, in order, at most `limit`.
    func withdrawnLabels(after sequence: Int64, limit: Int) throws -> [WithdrawnLabel]
    /// Which labels there are; cheap.
    func labelState() throws -> LabelState
    /// Labels of one subject, in the order they were kept; found by an index.
    func labels(of subject: Label.Subject) throws -> [Label]
    /// Counts by name, source and answer, in this order; kept with each label, so cheap.
    func labelCounts() throws -> [LabelCount]
}

extension LabelArchive {
    /// Keeps labels that all say when they became known.
    package func record(_ labels: [Label]) throws -> Int { try record(labels, received: []) }
}
