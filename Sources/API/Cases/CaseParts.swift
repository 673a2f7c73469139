package import Cases
package import Vocabulary

/// What the routes of cases need beside the server's own.
package struct CaseParts: Sendable {
    let store: any CaseStore
    /// Of the pack that decides now.
    let definition: @Sendable () -> CasesDefinition
    /// How far a person's measures may reach.
    let caps: @Sendable () -> [ReachCap]

    package init(
        store: any CaseStore, definition: @escaping @Sendable () -> CasesDefinition,
        caps: @escaping @Sendable () -> [ReachCap]
    ) {
        (self.store, self.definition, self.caps) = (store, definition, caps)
    }
}
