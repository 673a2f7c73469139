package import Audits
import Synchronization
package import Vocabulary

/// Where people, keys and sessions are changed and asked for. Its functions block on the store, and
/// those that hash passwords take a tenth of a second: run them on ``hashing``.
package final class AccessDesk: Sendable {
    package typealias Store = AccessStore & AuditLog

    package let store: any Store
    package let book: AccessBook
    package let settings: AccessSettings
    package let hashing: HashingThread
    let throttle: Throttle
    /// Who gave a password and is asked for a code.
    let pending: Pending<PendingPerson>
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64
    /// A hash of no password, so that names that are not there cost the same.
    let nobody: PasswordHash
    /// What of failures is written: anybody may fail, as often as they like.
    private let failures = FailureBudget()
    /// Digest of the link by which the first person is made; nil once it was used.
    let setUp = Mutex<String?>(nil)

    package init(
        store: any Store, book: AccessBook, settings: AccessSettings = AccessSettings(),
        now: @escaping @Sendable () -> Int64
    ) throws {
        (self.store, self.book, self.settings, self.now) = (store, book, settings, now)
        hashing = HashingThread(waitingMax: settings.hashingWaitingMax)
        throttle = Throttle(settings.throttle)
        pending = Pending(age: settings.pendingAge, most: settings.pendingMax)
        nobody = try PasswordHash(of: Secret.make(), settings.scrypt)
        try sealSecrets()
    }

    /// Writes a line of the audit log.
    func tell(
        _ kind: AuditEntry.Kind, by: String, _ action: String, _ subject: String = "",
        _ detail: String = ""
    ) throws {
        try store.append([
            AuditEntry(
                at: now(), kind, by: by, action: action, subject: subject, detail: detail)
        ])
    }

    /// Changes something between its two lines of the audit log.
    func told<Answer>(
        _ action: String, by: String, _ subject: String, _ detail: String = "",
        kind: AuditEntry.Kind = .change, _ body: () throws -> Answer
    ) throws -> Answer {
        try store.audited(
            AuditEntry(
                at: now(), kind, by: by, action: action, subject: subject, detail: detail),
            now: now, body)
    }

    /// Writes that somebody failed to come in; of many in a minute the first, and how many came
    /// after.
    func tellFailure(by: String, _ action: String, _ subject: String, _ detail: String) throws {
        try store.append(
            failures.entries(
                of: AuditEntry(
                    at: now(), .refusal, by: by, action: action, subject: subject,
                    detail: detail)))
    }

    // MARK: - People

    package func people() throws -> [Person] {
        try store.readingAccess { try $0.people(limit: settings.peopleMax) }
    }

    /// Adds somebody, who has no way in yet.
    ///
    /// - Parameter actor: who adds; gives no more than they may.
    /// - Throws: ``Fault`` `conflict` for a name that is taken, `invalid` for one that is none,
    ///   `forbidden` for roles beyond the actor's own.
    package func add(
        person name: String, roles: Set<PersonRole>, partner: String = "", by actor: Caller
    ) throws {
        let name = try AccessName.checked(name)
        try told("person.add", by: actor.name, "person=\(name)", AccessDesk.words(roles)) {
            try check(roles, partner)
            try check(mayGive: book.matrix.grants(roles), actor)
            try store.accessing { tables in
                let people = try tables.people(limit: settings.peopleMax)
                guard people.count < settings.peopleMax else {
                    throw Fault(.conflict, "There are \(settings.peopleMax) people already.")
                }
                guard !people.isEmpty || roles.contains(.admin) else {
                    throw Fault(
                        .invalid, "The first person has to be an admin.",
                        fix: "Somebody must be able to add the others.")
                }
                try AccessDesk.checkFree(name, tables)
                try tables.put(
                    Person(name: name, roles: roles, partner: partner, createdAt: now()))
            }
        }
        try book.refresh()
    }

    /// Gives somebody other roles; holds from their next request on.
    package func setRoles(
        _ roles: Set<PersonRole>, partner: String, of name: String, by actor: Caller
    ) throws {
        try told("person.roles", by: actor.name, "person=\(name)", AccessDesk.words(roles)) {
            try check(roles, partner)
            try check(mayGive: book.matrix.grants(roles), actor)
            try change(name, by: actor) { person in
                (person.roles, person.partner) = (roles, partner)
            }
        }
    }

    /// Lets somebody in no more, or again; ends their sessions.
    package func setLocked(_ isLocked: Bool, of name: String, by actor: Caller) throws {
        try told(
            isLocked ? "person.lock" : "person.unlock", by: actor.name, "person=\(name)"
        ) {
            try change(name, by: actor) { $0.isLocked = isLocked }
            if isLocked { try store.accessing { try $0.endSessions(of: name) } }
        }
    }

    /// Takes somebody away, with sessions and codes.
    package func remove(person name: String, by actor: Caller) throws {
        try told("person.remove", by: actor.name, "person=\(name)") {
            try change(name, by: actor) { $0.isLocked = true }
            try store.accessing { try $0.removePerson(name) }
        }
        try book.refresh()
    }

    /// Takes somebody's password and second factor away, and makes a link to set a new one.
    ///
    /// - Returns: the link's token; shown once, good for `inviteAge`.
    package func reset(person name: String, by actor: Caller) throws -> String {
        let token = Secret.make()
        let invite = Invite(
            digest: Secret.digest(token), person: name, expiresAt: now() + settings.inviteAge)
        try told("person.reset", by: actor.name, "person=\(name)") {
            try store.accessing { tables in
                var person = try AccessDesk.expected(name, tables)
                try checkMayChange(person, actor)
                try AccessDesk.checkHasPasswords(person)
                (person.password, person.secret) = ("", [])
                try tables.put(person)
                try tables.setRecoveryCodes([], of: name)
                try tables.endSessions(of: name)
                try tables.put(invite)
            }
        }
        return token
    }

    /// Sets somebody's password from the command line.
    package func setPassword(_ password: String, of name: String, by actor: Caller) throws {
        let checked = try PasswordRules.checked(password, of: name)
        let hash = try PasswordHash(of: checked, settings.scrypt).text
        try told("person.password", by: actor.name, "person=\(name)") {
            try store.accessing { tables in
                let person = try AccessDesk.expected(name, tables)
                try checkMayChange(person, actor)
                try AccessDesk.checkHasPasswords(person)
                try AccessDesk.put(password: hash, of: person, tables)
            }
        }
    }

    // MARK: - What holds for all of it

    private func change(
        _ name: String, by actor: Caller, _ body: (inout Person) throws -> Void
    ) throws {
        try store.accessing { tables in
            var person = try AccessDesk.expected(name, tables)
            try checkMayChange(person, actor)
            let wasAdmin = AccessDesk.isWorkingAdmin(person)
            try body(&person)
            try tables.put(person)
            let isAdmin = AccessDesk.isWorkingAdmin(person)
            guard wasAdmin, !isAdmin else { return }
            // Counted after the change, within it: two at once cannot take both away.
            guard
                try tables.people(limit: settings.peopleMax).contains(
                    where: AccessDesk.isWorkingAdmin)
            else {
                throw Fault(
                    .conflict, "\(name) is the last admin who can sign in.",
                    fix: "Make somebody else an admin first.")
            }
        }
        try book.refresh()
    }

    /// Whom a provider vouches for comes in by it alone: a password would lead past it, with the
    /// roles it told last.
    private static func checkHasPasswords(_ person: Person) throws(Fault) {
        guard person.issuer.isEmpty else {
            throw Fault(
                .conflict, "\(person.name) signs in by a provider, and has no password here.",
                fix: "Change it there, or add somebody with another name.")
        }
    }

    static func isWorkingAdmin(_ person: Person) -> Bool {
        person.roles.contains(.admin) && person.canSignIn
    }

    static func expected(_ name: String, _ tables: any AccessTables) throws -> Person {
        guard let person = try tables.person(name) else {
            throw Fault(
                .notFound, "There is nobody called \(name.prefix(80)).",
                fix: "See `assay people list`, or /settings.")
        }
        return person
    }

    static func checkFree(_ name: String, _ tables: any AccessTables) throws {
        guard try tables.person(name) == nil, try tables.key(name) == nil else {
            throw Fault(
                .conflict, "\(name) is the name of a person or a key already.",
                fix: "Choose another name.")
        }
    }

    private func check(_ roles: Set<PersonRole>, _ partner: String) throws(Fault) {
        guard !roles.isEmpty else {
            let known = PersonRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(.invalid, "No role is given.", fix: "Use one or more of \(known).")
        }
        guard roles.contains(.partner) == !partner.isEmpty, partner.utf8.count <= 100,
            !roles.contains(.partner) || roles.count == 1
        else {
            throw Fault(
                .invalid, "A partner has that role alone, and the name of their party.",
                fix: "Give the party's name with the role `partner`, and with no other.")
        }
    }

    func check(mayGive permissions: Permissions, _ actor: Caller) throws(Fault) {
        guard permissions.isWithin(actor.permissions) else {
            throw Fault(
                .forbidden, "\(actor.name) may not give more than they may themselves.",
                fix: "Ask an admin.")
        }
    }

    /// Who may do less than somebody does not change how that person signs in, or becomes them.
    private func checkMayChange(_ person: Person, _ actor: Caller) throws(Fault) {
        try check(mayGive: book.matrix.grants(person.roles), actor)
    }

    /// Gives somebody a password; their sessions and links end.
    static func put(
        password hash: String, of person: Person, _ tables: any AccessTables
    ) throws {
        var person = person
        person.password = hash
        try tables.put(person)
        try tables.endSessions(of: person.name)
        try tables.removeInvites(of: person.name)
    }

    static func words(_ roles: Set<PersonRole>) -> String {
        roles.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
