package import Access
package import Audits
package import Backtests
package import Cases
package import Deliveries
package import Enforcements
package import Packs
package import Pipeline
package import Queries
package import Verifications

/// What the pages read and change; each takes what it needs of it.
package struct ConsoleParts: Sendable {
    package typealias Store = DecisionArchive & EventLog & PackArchive & RingArchive & ModelRegistry
        & LabelArchive & PolicyRegistry & PolicyProposals & DeliveryArchive & EnforcementStore
        & CaseStore & AuditLog & AccessStore & QueryStore & VerificationArchive & NameFinder
        & OperationsStore & ImpactArchive

    package let shell: Shell
    package let store: any Store
    /// The pack in force now.
    package let pack: @Sendable () -> Pack
    /// Milliseconds since 1970.
    package let now: @Sendable () -> Int64
    /// What the watch of the models found last; nil where nothing is watched.
    package let watch: @Sendable () -> WatchSummary?
    /// What detection beside the service does; nil where none runs.
    package let detection: @Sendable () -> DetectionLook?
    /// Where drafts of rules are tried on the log.
    package let previews: PreviewDesk
    /// Nil where nobody can sign in.
    package let access: AccessParts?
    let surest = SurestMembers()

    package init(
        shell: Shell, store: any Store, pack: @escaping @Sendable () -> Pack,
        now: @escaping @Sendable () -> Int64,
        watch: @escaping @Sendable () -> WatchSummary? = { nil },
        detection: @escaping @Sendable () -> DetectionLook? = { nil },
        previews: PreviewDesk? = nil, access: AccessParts? = nil
    ) {
        self.detection = detection
        self.access = access
        (self.shell, self.store, self.pack, self.now) = (shell, store, pack, now)
        self.watch = watch
        self.previews = previews ?? PreviewDesk(store: store, now: now)
    }
}
