package import Enforcements
package import Vocabulary

/// What the routes of enforcements need beside the server's own.
package struct EnforcementParts: Sendable {
    let store: any EnforcementStore
    /// Of the pack that decides now; nil where it has no `enforcement.yaml`.
    let definition: @Sendable () -> EnforcementDefinition?
    /// Measures by hand that wait for a second person however few they reach.
    let fourEyes: @Sendable () -> [EnforcementMeasure]

    /// The question that outcomes of appeals answer where nothing else names one.
    let label: @Sendable () -> String
    /// How cases are worked, that an order against a ring closed.
    let cases: @Sendable () -> CasesDefinition

    package init(
        store: any EnforcementStore,
        definition: @escaping @Sendable () -> EnforcementDefinition?,
        fourEyes: @escaping @Sendable () -> [EnforcementMeasure] = { [] },
        label: @escaping @Sendable () -> String = { "fraud" },
        cases: @escaping @Sendable () -> CasesDefinition = { .usual }
    ) {
        (self.store, self.definition, self.fourEyes) = (store, definition, fourEyes)
        (self.label, self.cases) = (label, cases)
    }
}
