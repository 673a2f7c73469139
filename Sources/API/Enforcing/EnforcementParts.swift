package import Enforcements
package import Vocabulary

/// What the routes of enforcements need beside the server's own.
package struct EnforcementParts: Sendable {
    let store: any EnforcementStore
    /// Of the pack that decides now; nil where it has no `enforcement.yaml`.
    let definition: @Sendable () -> EnforcementDefinition?

    package init(
        store: any EnforcementStore,
        definition: @escaping @Sendable () -> EnforcementDefinition?
    ) {
        (self.store, self.definition) = (store, definition)
    }
}
