import ArgumentParser
import Foundation
import Packs
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Brings a changed policy into force by degrees, and takes it back.",
        discussion: """
            assay policy register --pack my-pack --store sqlite:assay.db --title "stricter plays"
            assay policy promote 1 --to shadow --store sqlite:assay.db
            assay policy promote 1 --to canary --share 0.05 --store sqlite:assay.db
            assay policy show 1 --store sqlite:assay.db
            assay policy promote 1 --to live --store sqlite:assay.db
            assay policy rollback --store sqlite:assay.db

            A version is a pack's rules, policy and models over the events and features that run. \
            A running service takes up each step by itself, without a restart. A step that reaches \
            further than the policy in force allows waits for a second person \
            (assay policy approve). A canary that acts on too much, too little or too slowly stops \
            by itself.
            """,
        subcommands: [
            PolicyRegisterCommand.self, PolicyListCommand.self, PolicyShowCommand.self,
            PolicyPromoteCommand.self, PolicyApproveCommand.self, PolicyRefuseCommand.self,
            PolicyRollbackCommand.self, PolicyHistoryCommand.self, PolicyExportCommand.self,
        ])
}

struct PolicyRegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Keeps a pack as the next version, a draft.",
        discussion: """
            assay policy register --pack my-pack --store sqlite:assay.db --title "stricter plays"

            The pack is read and checked first, and its own tests must hold. The same files again \
            give the version they have already.
            """)

    @Option(help: "The pack's folder.")
    var pack: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "What the version is for, in a line.")
    var title = ""

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let pack = try PackCommand.load(pack)
        let failed = PackTester(pack: pack).run().filter { !$0.faults.isEmpty }
        guard failed.isEmpty else {
            throw Fault(
                .invalid,
                "\(failed.count) of the pack's own tests fail, \(failed[0].test.name) first.",
                fix: "See `assay pack test \(self.pack)`.")
        }
        let registry = try SQLiteStore(url: store)
        let before = try registry.lastPolicyChange()
        let version = try registry.audited(
            "policy.register", by: ledger.who, subject: "pack=\(pack.hash)"
        ) {
            try $0.expectFirst(ledger.who, may: .rulesWrite, .rulesRelease)
            return try $0.register(
                policy: PolicyFiles.kept(of: pack), walkHash: pack.walkHash, title: title,
                at: ledger.now, by: ledger.who, why: ledger.why)
        }
        let isNew = try registry.lastPolicyChange() > before
        let running = try PolicyDesk.running(in: registry)
        let fits = running.map { $0.walkHash == pack.walkHash } ?? true
        if json {
            return print("{\"version\":\(version),\"new\":\(isNew),\"fits\":\(fits)}")
        }
        print(
            isNew
                ? "Registered version \(version), a draft: it judges nothing yet."
                : "These files are version \(version) already.")
        if !fits {
            print(
                "It was made for other events, features or lists than those that run, so it cannot "
                    + "judge beside them: start the service with a pack that has both first.")
        }
    }
}

struct PolicyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists versions, where they stand, and what waits.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = try ExistingStore.open(store)
        let versions = try registry.policyVersions()
        let open = try registry.openProposals(limit: 1000)
        if json {
            return print(try PolicyText.json(versions, open, registry))
        }
        guard !versions.isEmpty else {
            return print(
                "No version is registered: the service decides by the pack it is started with.")
        }
        var table = TextTable([
            "version", "stage", "share", "events", "acts on", "live acts on", "title",
        ])
        for version in versions {
            let tally = try registry.policyTally(step: version.step)
            table.add([
                "\(version.release.version)", version.release.stage.rawValue,
                version.release.stage == .canary ? PolicyText.percent(version.release.share) : "",
                tally.events > 0 ? "\(tally.events)" : "",
                PolicyText.percent(tally.acted, of: tally.events),
                PolicyText.percent(tally.liveActed, of: tally.events), version.title,
            ])
        }
        print(table.text)
        for proposal in open { print(PolicyText.line(proposal)) }
    }
}

struct PolicyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows how a version fares beside the policy in force.")

    @Argument(help: "The version.")
    var version: Int

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    func run() throws {
        let registry = try ExistingStore.open(store)
        guard
            let held = try registry.policyVersions().first(where: {
                $0.release.version == version
            })
        else {
            throw Fault(
                .notFound, "There is no version \(version) of the policy.",
                fix: "`assay policy list` shows them.")
        }
        print("version \(version), \(held.release.stage.rawValue): \(held.title)")
        for change in try registry.policyChanges(limit: 1000).reversed()
        where change.step.version == version {
            print("  " + PolicyText.line(change))
            let tally = try registry.policyTally(step: change.sequence)
            if tally.events > 0 { print(PolicyText.text(tally, indent: "    ")) }
        }
    }
}

struct PolicyHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Prints the ledger of steps, the latest first.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Lines at most.")
    var limit = 50

    func run() throws {
        let changes = try ExistingStore.open(store).policyChanges(limit: limit)
        if changes.isEmpty { print("No step was taken.") }
        for change in changes { print(PolicyText.line(change)) }
    }
}

struct PolicyExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a version's files to a folder.")

    @Argument(help: "The version.")
    var version: Int

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "The folder, which must not be there.")
    var out: String

    func run() throws {
        guard let files = try ExistingStore.open(store).policyFiles(version: version) else {
            throw Fault(
                .notFound, "There is no version \(version) of the policy.",
                fix: "`assay policy list` shows them.")
        }
        guard !FileManager.default.fileExists(atPath: out) else {
            throw Fault(.conflict, "\(out) is there already.", fix: "Name another folder.")
        }
        for (path, text) in files {
            let url = URL(fileURLWithPath: out).appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            let isBinary = path.hasSuffix(".base64")
            let data = isBinary ? Data(base64Encoded: text) ?? Data() : Data(text.utf8)
            let target = isBinary ? url.deletingPathExtension() : url
            try data.write(to: target)
        }
        print("Wrote \(files.count) files to \(out).")
    }
}
