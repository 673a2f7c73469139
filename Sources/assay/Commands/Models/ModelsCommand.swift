import ArgumentParser
import Foundation
import Learning
import Models
import Pipeline
import StoreSQLite
import Toolbox
import Vocabulary

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Registers models, and moves them from shadow to live and back.",
        discussion: """
            assay models register var/fraud-model --store sqlite:assay.db --why "first of the year"
            assay models promote fraud 2 --to canary --share 0.1 --store sqlite:assay.db
            assay models compare fraud --store sqlite:assay.db
            assay models promote fraud 2 --to live --store sqlite:assay.db
            assay models rollback fraud --store sqlite:assay.db

            A version begins in shadow: it scores, and nothing reads its score. A running service \
            takes up each step by itself. Every step is a line of a ledger, with who and why.
            """,
        subcommands: [
            ModelsRegisterCommand.self, ModelsListCommand.self, ModelsShowCommand.self,
            ModelsPromoteCommand.self, ModelsRollbackCommand.self, ModelsHistoryCommand.self,
            ModelsCompareCommand.self, ModelsExportCommand.self, ModelsScoreCommand.self,
            ModelsBenchCommand.self,
        ])
}

/// Who moves a model, and why, as the ledger keeps it.
struct LedgerOptions: ParsableArguments {
    @Option(help: "Who does this; who is logged in, where it is not said.")
    var by: String?

    @Option(help: "Why, in a sentence.")
    var why = ""

    var who: String {
        let name = by ?? NSUserName()
        return name.isEmpty ? "unknown" : name
    }

    /// Milliseconds since 1970.
    var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

struct ModelsRegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Keeps a bundle under the next version of its name, in shadow.",
        discussion: """
            assay models register var/fraud-model --store sqlite:assay.db --by ann --why "new data"

            A bundle is a folder with manifest.json and the model's file; it is read and checked \
            first. The same files again give the version they have already.
            """)

    @Argument(help: "The bundle's folder.")
    var bundle: String

    @Option(help: "The store, such as sqlite:assay.db; made where there is none.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let folder = try BundleFolder(path: bundle)
        let registry = try SQLiteStore(url: store)
        let name = folder.manifest.name
        let before = try registry.lastModelChange()
        let version = try registry.audited(
            "model.register", by: ledger.who, subject: "model=\(name)"
        ) {
            try $0.register(
                model: name, files: folder.files, at: ledger.now, by: ledger.who, why: ledger.why)
        }
        let isNew = try registry.lastModelChange() > before
        let release = try registry.release(name, version)
        if json {
            var writer = ByteWriter()
            release.writeJSON(to: &writer, more: ",\"new\":\(isNew)")
            return print(writer.text)
        }
        print(
            isNew
                ? "Registered \(name) version \(version), in shadow: it scores, and nothing reads "
                    + "its score yet."
                : "These files are \(name) version \(version) already, "
                    + "in stage \(release.stage.rawValue).")
    }
}

struct ModelsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists models, their versions and where they stand.")

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = try ExistingStore.open(store)
        let releases = try registry.modelReleases()
        if json {
            var writer = ByteWriter()
            writer.append("{\"models\":[" as StaticString)
            for (place, release) in releases.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                release.writeJSON(to: &writer)
            }
            writer.append("]}" as StaticString)
            return print(writer.text)
        }
        guard !releases.isEmpty else {
            return print("No model is registered; see `assay models register --help`.")
        }
        var table = TextTable(["model", "version", "stage", "share", "figures"])
        for release in releases {
            let facts = try registry.modelFile(
                name: release.name, version: release.version, path: "facts.json")
            table.add([
                release.name, "\(release.version)", release.stage.rawValue,
                release.stage == .canary ? "\(release.share)" : "",
                BundleFigures(facts: facts).headline,
            ])
        }
        print(table.text)
    }
}

struct ModelsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints a version's model card.",
        discussion: """
            assay models show fraud --store sqlite:assay.db
            assay models show fraud 2 --store sqlite:assay.db --json

            Without a version it is the live one, or else the latest. --json prints the manifest.
            """)

    @Argument(help: "The model's name.")
    var name: String

    @Argument(help: "The version.")
    var version: Int?

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Flag(help: "Print JSON: the manifest.")
    var json = false

    func run() throws {
        let registry = try ExistingStore.open(store)
        let all = try registry.modelReleases().filter { $0.name == name }
        let chosen = all.first { $0.stage == .live } ?? all.last
        let release = try registry.release(name, version ?? chosen?.version ?? 0)
        let files = try registry.modelFiles(name: name, version: release.version) ?? [:]
        if json { return print(files["manifest.json"] ?? "{}") }
        let share = release.stage == .canary ? " for a share of \(release.share)" : ""
        print("\(name) version \(release.version), \(release.stage.rawValue)\(share)\n")
        print(files["card.md"] ?? "The bundle has no card.md.")
    }
}

struct ModelsPromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Puts a version into a stage.",
        discussion: """
            assay models promote fraud 2 --to canary --share 0.1 --store sqlite:assay.db
            assay models promote fraud 2 --to live --store sqlite:assay.db --why "better for a week"

            What was live retires when another becomes live. One version of a model is the canary \
            at most; promote it to canary again to change its share.
            """)

    @Argument(help: "The model's name.")
    var name: String

    @Argument(help: "The version.")
    var version: Int

    @Option(help: "shadow, canary, live or retired.")
    var to: String

    @Option(help: "With --to canary: the share of entities it scores for, above 0 to 1.")
    var share: Double?

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Print JSON.")
    var json = false

    private func stage() throws -> ModelStage {
        guard let stage = ModelStage(rawValue: to) else {
            throw ValidationError("--to is shadow, canary, live or retired.")
        }
        return stage
    }

    func validate() throws {
        let isCanary = try stage() == .canary
        guard isCanary == (share != nil) else {
            throw ValidationError(
                isCanary ? "--to canary wants --share, such as 0.1." : "--share is for canaries.")
        }
        guard share.map({ $0 > 0 && $0 <= 1 }) ?? true else {
            throw ValidationError("--share is above 0 and at most 1.")
        }
    }

    func run() throws {
        let registry = try ExistingStore.open(store)
        let stage = try stage()
        let retired = try registry.modelReleases().first { $0.name == name && $0.stage == .live }
        try registry.audited(
            "model.stage", by: ledger.who, subject: "model=\(name)",
            detail: "version=\(version); to=\(stage.rawValue)"
        ) {
            try $0.move(
                ModelRelease(name: name, version: version, stage: stage, share: share ?? 1),
                at: ledger.now, by: ledger.who, why: ledger.why)
        }
        if json { return try ModelsPromoteCommand.tell(registry, name, version) }
        print("\(name) version \(version) is \(stage.rawValue).")
        if stage == .live, let retired { print("Version \(retired.version) retired.") }
        if stage != .live, retired?.version == version {
            print(
                "No version of \(name) is live now: rules that read models.\(name) find it missing"
                    + (stage == .canary ? " for the other entities." : "."))
        }
    }

    static func tell(_ registry: SQLiteStore, _ name: String, _ version: Int) throws {
        var writer = ByteWriter()
        try registry.release(name, version).writeJSON(to: &writer)
        print(writer.text)
    }
}

struct ModelsRollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Puts back the version that was live before.",
        discussion: """
            assay models rollback fraud --store sqlite:assay.db --why "too many held"

            The present live version retires. Rolled back again, it goes one further back.
            """)

    @Argument(help: "The model's name.")
    var name: String

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @OptionGroup var ledger: LedgerOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = try ExistingStore.open(store)
        let back = try registry.audited(
            "model.rollback", by: ledger.who, subject: "model=\(name)"
        ) { try $0.rollBack(model: name, at: ledger.now, by: ledger.who, why: ledger.why) }
        if json { return try ModelsPromoteCommand.tell(registry, name, back.version) }
        print("\(name) version \(back.version) is live again.")
    }
}

struct ModelsHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Prints who moved which version, when and why.")

    @Argument(help: "The model's name; all of them, where it is not said.")
    var name: String?

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "Lines at most, to 100,000; the latest first.")
    var limit = 100

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to 100,000.")
        }
    }

    func run() throws {
        let registry = try ExistingStore.open(store)
        let changes =
            try name.map { try registry.modelChanges(of: $0, limit: limit) }
            ?? registry.modelChanges(limit: limit)
        if json {
            var writer = ByteWriter()
            writer.append("{\"changes\":[" as StaticString)
            for (place, change) in changes.enumerated() {
                if place > 0 { writer.append(byte: UInt8(ascii: ",")) }
                change.writeJSON(to: &writer)
            }
            writer.append("]}" as StaticString)
            return print(writer.text)
        }
        var table = TextTable(["time", "model", "version", "from", "to", "share", "by", "why"])
        for change in changes {
            table.add([
                CivilTime(milliseconds: change.at).rfc3339, change.release.name,
                "\(change.release.version)", change.from?.rawValue ?? "new",
                change.release.stage.rawValue,
                change.release.stage == .canary ? "\(change.release.share)" : "", change.by,
                change.why,
            ])
        }
        print(table.isEmpty ? "No model was ever registered here." : table.text)
    }
}

struct ModelsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a version's files into a new folder.")

    @Argument(help: "The model's name.")
    var name: String

    @Argument(help: "The version.")
    var version: Int

    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "The folder to write; it must not be there yet.")
    var out: String

    func run() throws {
        let registry = try ExistingStore.open(store)
        _ = try registry.release(name, version)
        let files = try registry.modelFiles(name: name, version: version) ?? [:]
        try BundleFolder(files: files, path: "\(name) version \(version)").write(to: out)
        print("Wrote \(files.count) files to \(out).")
    }
}
