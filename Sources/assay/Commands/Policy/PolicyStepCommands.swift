import ArgumentParser
import Audits
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct PolicyPromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Moves a version to another stage.",
        discussion: """
            assay policy promote 2 --to shadow --store sqlite:assay.db
            assay policy promote 2 --to canary --share 0.05 --store sqlite:assay.db --by ann

            A canary or live asks for a preview that somebody looked at, on the page of the \
            version, or for a reason to go without, which the ledger keeps. Exit code 1 says that \
            the step waits for a second person.
            """)

    @Argument(help: "The version.")
    var version: Int

    @Option(help: "draft, shadow, canary, live or retired.")
    var to: String

    @Option(help: "Of a canary: the share of entities it decides for, such as 0.05.")
    var share: Double?

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Why a canary or live is taken though nobody looked at a preview.")
    var withoutPreview: String?

    @OptionGroup var ledger: LedgerOptions

    func validate() throws {
        guard let stage = PolicyStage(rawValue: to) else {
            throw ValidationError("--to is draft, shadow, canary, live or retired.")
        }
        guard (stage == .canary) == (share != nil) else {
            throw ValidationError("A canary has a --share, such as 0.05, and no other stage has.")
        }
    }

    func run() throws {
        let registry = try ExistingStore.open(store)
        guard let stage = PolicyStage(rawValue: to) else { return }
        let desk = PolicyDesk(registry: registry, running: try PolicyDesk.running(in: registry))
        let step = PolicyStep(
            version: version, stage: stage, share: share ?? 1, at: ledger.now, by: ledger.who,
            why: ledger.why)
        let outcome = try registry.audited(
            "policy.stage", by: ledger.who, subject: "policy=\(version)",
            detail: "to=\(to)" + (share.map { "; share=\($0)" } ?? ""),
            telling: { outcome, line in
                if case .proposed(let id, _) = outcome {
                    line.detail += "; waits as proposal=\(id)"
                }
            }
        ) { store -> PolicyDesk.Outcome in
            try store.expectFirst(ledger.who, may: .rulesRelease)
            return try desk.advance(step, withoutPreview: withoutPreview)
        }
        switch outcome {
        case .taken:
            print("Version \(version) is \(to) now; a running service follows within a second.")
        case .proposed(let id, let reach):
            print("Waiting for a second person: \(PolicyText.reach(reach))")
            print("  assay policy approve \(id) --store \(store) --by NAME")
            throw ExitCode(Exit.findings.rawValue)
        }
    }
}

struct PolicyApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approves a step that somebody else proposed, and takes it.")

    @Argument(help: "The proposal.")
    var proposal: Int64

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Why you agree though nobody looked at a preview.")
    var withoutPreview: String?

    @OptionGroup var ledger: LedgerOptions

    func run() throws {
        let registry = try ExistingStore.open(store)
        try registry.audited(
            "policy.approve", by: ledger.who, subject: "proposal=\(proposal)"
        ) { store in
            try store.expectSecond(ledger.who, may: .rulesRelease)
            try PolicyDesk(registry: store, running: try PolicyDesk.running(in: store))
                .approve(
                    proposal, at: ledger.now, by: ledger.who, withoutPreview: withoutPreview)
        }
        print("Approved and taken; a running service follows within a second.")
    }
}

struct PolicyRefuseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Refuses or withdraws a step that waits.")

    @Argument(help: "The proposal.")
    var proposal: Int64

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    func run() throws {
        let registry = try ExistingStore.open(store)
        try registry.audited(
            "policy.refuse", by: ledger.who, subject: "proposal=\(proposal)"
        ) { store in
            let waiting = try store.openProposal(proposal)
            if let waiting, PersonName.isSame(waiting.step.by, ledger.who) {
                // Who proposed it withdraws it, whatever they may by now.
                try store.expectNoKey(ledger.who)
            } else {
                try store.expectSecond(ledger.who, may: .rulesRelease)
            }
            try store.refuse(proposal: proposal, at: ledger.now, by: ledger.who)
        }
        print("Refused.")
    }
}

struct PolicyRollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Takes the last step back: a canary to shadow, else the live version to before.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    func run() throws {
        let registry = try ExistingStore.open(store)
        let result = try registry.audited("policy.rollback", by: ledger.who) { store in
            try store.expectFirst(ledger.who, may: .rulesRelease)
            return try store.rollBackPolicy(at: ledger.now, by: ledger.who, why: ledger.why)
        }
        let live = result.live.map { "version \($0)" } ?? "the pack the service is started with"
        print("Version \(result.back) stepped back; \(live) decides.")
        print(
            "What it did is undone by `assay enforcements undo --policy-version \(result.back) "
                + "--store \(store) --by … --why …`.")
    }
}
