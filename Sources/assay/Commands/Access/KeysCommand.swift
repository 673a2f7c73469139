import Access
import ArgumentParser
import Foundation
import Toolbox
import Vocabulary

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Shows and changes keys of programs, of a store; beside a running server too.",
        discussion: """
            assay keys add shop --scope events.send --scope decisions.read --store sqlite:assay.db
            assay keys add prometheus --scope metrics.read --expires 365d --store sqlite:assay.db
            assay keys revoke shop --store sqlite:assay.db
            """,
        subcommands: [KeysListCommand.self, KeysAddCommand.self, KeysRevokeCommand.self])
}

struct KeysListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists keys, what they may, and when they were used.")

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        let keys = try options.desk().keys()
        guard !keys.isEmpty else { return print("None.") }
        func time(_ at: Int64) -> String {
            at == 0 ? "" : CivilTime(milliseconds: at).rfc3339
        }
        var table = TextTable(["name", "scopes", "party", "made", "used", "expires", "revoked"])
        for key in keys {
            table.add([
                key.name, key.scopes.list.map(\.rawValue).joined(separator: ","), key.partner,
                time(key.createdAt), time(key.usedAt), time(key.expiresAt), time(key.revokedAt),
            ])
        }
        print(table.text)
    }
}

struct KeysAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Makes a key, and prints it; it is shown only then.")

    @Argument(help: "Its name: letters a to z, digits and . - _ @.")
    var name: String

    @Option(
        name: .customLong("scope"),
        help: "What it may, such as events.send; may be said again. `all` is everything.")
    var scopes: [String]

    @Option(help: "The party of a partner's program.")
    var partner = ""

    @Option(help: "How long it is good, such as 365d; for good unless said.")
    var expires: String?

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        var permissions = Permissions()
        for name in scopes {
            if name == "all" { permissions = .all }
            guard name == "all" || Permission(rawValue: name) != nil else {
                let known = Permission.allCases.map(\.rawValue)
                let near = EditDistance.suggestion(for: name, among: known)
                throw Fault(
                    .invalid, "There is no scope `\(name.prefix(40))`.",
                    fix: near.map { "Did you mean \($0)?" }
                        ?? "There are \(known.joined(separator: ", ")).")
            }
            if let permission = Permission(rawValue: name) { permissions.insert(permission) }
        }
        let span = try expires.map { try SpanOption.milliseconds($0, option: "--expires") }
        let end = span.map { Int64(Date().timeIntervalSince1970 * 1000) + $0 } ?? 0
        print(
            try options.desk().add(
                key: name, scopes: permissions, partner: partner, expiresAt: end, by: .machine))
    }
}

struct KeysRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Ends a key; a running server sees it within seconds.")

    @Argument(help: "Which.")
    var name: String

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        try options.desk().revoke(key: name, by: .machine)
        print("\(name) opens nothing any more.")
    }
}
