import Access
import ArgumentParser
import Foundation
import StoreSQLite
import Toolbox
import Vocabulary

struct PeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "Shows and changes who may sign in, of a store; beside a running server too.",
        discussion: """
            assay people add ana --role admin --invite --store sqlite:assay.db
            assay people add ben --role analyst --password-stdin --store sqlite:assay.db
            assay people role ben --role lead --store sqlite:assay.db
            assay people reset ana --store sqlite:assay.db
            """,
        subcommands: [
            PeopleListCommand.self, PeopleAddCommand.self, PeopleRoleCommand.self,
            PeopleLockCommand.self, PeopleUnlockCommand.self, PeopleResetCommand.self,
            PeopleRemoveCommand.self,
        ])
}

/// Which store, and the desk over it: who may write to the file may do everything.
struct AccessStoreOptions: ParsableArguments {
    @Option(help: "The store, such as sqlite:assay.db.")
    var store: String

    @Option(help: "How people reach the server, for links.")
    var address = "http://127.0.0.1:8080"

    func desk() throws -> AccessDesk {
        let store = try ExistingStore.open(store)
        return try AccessDesk(
            store: store, book: try AccessBook(store: store),
            now: { Int64(Date().timeIntervalSince1970 * 1000) })
    }

    func say(link token: String, of name: String) {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        print("\(name) sets a password at \(base)/setup?token=\(token)")
        print("good once, for three days; shown only now")
    }
}

struct PeopleListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists people, their roles and how they sign in.")

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        let people = try options.desk().people()
        guard !people.isEmpty else { return print("Nobody.") }
        var table = TextTable(["name", "roles", "party", "signs in by", "locked", "last"])
        for person in people {
            let way =
                !person.issuer.isEmpty
                ? "provider"
                : !person.hasPassword
                    ? "none yet" : person.hasSecondFactor ? "password and code" : "password"
            table.add([
                person.name, person.roles.map(\.rawValue).sorted().joined(separator: ","),
                person.partner, way, person.isLocked ? "yes" : "",
                person.signedInAt == 0
                    ? "" : CivilTime(milliseconds: person.signedInAt).rfc3339,
            ])
        }
        print(table.text)
    }
}

/// Roles as options give them.
struct RoleOptions: ParsableArguments {
    @Option(
        name: .customLong("role"),
        help: "viewer, reviewer, analyst, lead, admin, auditor or partner; may be said again.")
    var roles: [String]

    @Option(help: "The party of a partner, such as a label.")
    var partner = ""

    func read() throws -> Set<PersonRole> {
        try Set(
            roles.map { name in
                guard let role = PersonRole(rawValue: name) else {
                    let known = PersonRole.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Fault(
                        .invalid, "There is no role `\(name.prefix(40))`.",
                        fix: "Use one of \(known).")
                }
                return role
            })
    }
}

struct PeopleAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Adds somebody, with a password or a link to set one.")

    @Argument(help: "The name: letters a to z, digits and . - _ @.")
    var name: String

    @OptionGroup var roles: RoleOptions

    @Flag(help: "Read the password from a line of standard input.")
    var passwordStdin = false

    @Flag(help: "Print a link by which they set a password.")
    var invite = false

    @OptionGroup var options: AccessStoreOptions

    func validate() throws {
        guard passwordStdin != invite else {
            throw ValidationError("Say either --password-stdin or --invite.")
        }
    }

    func run() throws {
        let desk = try options.desk()
        let name = try AccessName.checked(name)
        var password: String?
        if passwordStdin {
            guard let line = readLine() else {
                throw Fault(.invalid, "Standard input is empty.", fix: "Pipe the password in.")
            }
            password = try PasswordRules.checked(line, of: name)
        }
        try desk.add(person: name, roles: try roles.read(), partner: roles.partner, by: .machine)
        if let password {
            try desk.setPassword(password, of: name, by: .machine)
            return print("\(name) may sign in.")
        }
        options.say(link: try desk.reset(person: name, by: .machine), of: name)
    }
}

struct PeopleRoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Gives somebody other roles, in place of those they have.")

    @Argument(help: "Whose.")
    var name: String

    @OptionGroup var roles: RoleOptions
    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        let wanted = try roles.read()
        try options.desk().setRoles(wanted, partner: roles.partner, of: name, by: .machine)
        print("\(name): \(wanted.map(\.rawValue).sorted().joined(separator: ", "))")
    }
}

struct PeopleLockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Lets somebody in no more; their sessions end.")

    @Argument(help: "Whom.")
    var name: String

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        try options.desk().setLocked(true, of: name, by: .machine)
        print("\(name) is locked out.")
    }
}

struct PeopleUnlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock", abstract: "Lets somebody in again.")

    @Argument(help: "Whom.")
    var name: String

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        try options.desk().setLocked(false, of: name, by: .machine)
        print("\(name) may sign in.")
    }
}

struct PeopleResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset",
        abstract: "Takes password and second factor away, and prints a link to set a new one.")

    @Argument(help: "Whose.")
    var name: String

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        options.say(link: try options.desk().reset(person: name, by: .machine), of: name)
    }
}

struct PeopleRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Takes somebody away; what they did stays.")

    @Argument(help: "Whom.")
    var name: String

    @OptionGroup var options: AccessStoreOptions

    func run() throws {
        try options.desk().remove(person: name, by: .machine)
        print("\(name) is gone.")
    }
}
