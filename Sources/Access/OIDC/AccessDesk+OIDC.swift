import Audits
import Vocabulary

extension AccessDesk {
    /// Signs somebody in whom a provider vouches for: by its name and theirs there, never by a name
    /// alone. Who is new is added; roles are those the provider tells.
    ///
    /// - Returns: the session's cookie.
    /// - Throws: ``Fault`` `forbidden` for who is locked, or whose name another has here, and for
    ///   the first person if no admin; `conflict` for the last admin who would be none any more.
    package func signIn(_ known: OIDCPerson, from place: SignInPlace) throws -> String {
        // Who is not let in is told by the page, as far as its budget reaches.
        let before = try store.readingAccess { tables in
            let person = try tables.person(issuer: known.issuer, subject: known.subject)
            if let person { try checkNotLocked(person) } else { try checkMayAdd(known, tables) }
            return person
        }
        let name: String
        if before?.roles == known.roles {
            name = try take(known, isChange: false)
        } else {
            name = try told(
                before == nil ? "person.add" : "person.roles", by: "assay",
                "person=\(before?.name ?? known.name)",
                AccessDesk.words(known.roles) + "; said by the provider"
            ) { try take(known, isChange: true) }
        }
        try book.refresh()
        return try begin(name, "oidc", place)
    }

    /// Puts down what a provider tells of somebody.
    ///
    /// - Parameter isChange: whether it may add somebody or change roles.
    /// - Returns: their name here.
    private func take(_ known: OIDCPerson, isChange: Bool) throws -> String {
        try store.accessing { tables in
            let person = try tables.person(issuer: known.issuer, subject: known.subject)
            guard isChange || person?.roles == known.roles else {
                throw Fault(
                    .conflict, "Somebody changed \(known.name) meanwhile.", fix: "Sign in again.")
            }
            if person == nil { try checkMayAdd(known, tables) }
            var it = person ?? Person(name: known.name, roles: known.roles, createdAt: now())
            try checkNotLocked(it)
            (it.issuer, it.subject) = (known.issuer, known.subject)
            it.roles = known.roles
            if person != it { try tables.put(it) }
            try checkAdmin(left: person, now: it, tables)
            return it.name
        }
    }

    private func checkNotLocked(_ person: Person) throws(Fault) {
        guard !person.isLocked else {
            throw Fault(.forbidden, "You may not sign in.", fix: "Ask an admin.")
        }
    }

    private func checkMayAdd(_ known: OIDCPerson, _ tables: any AccessTables) throws {
        let people = try tables.people(limit: settings.peopleMax)
        guard !people.isEmpty || known.roles.contains(.admin) else {
            throw Fault(
                .forbidden, "Nobody is admin here yet, and \(known.name) would not be.",
                fix: "Let an admin be first: by the link that the server printed.")
        }
        guard try tables.person(known.name) == nil, try tables.key(known.name) == nil else {
            throw Fault(
                .forbidden, "Somebody else is called \(known.name) here.",
                fix: "Ask an admin to take that name away first.")
        }
        guard people.count < settings.peopleMax
        else { throw Fault(.conflict, "There are \(settings.peopleMax) people already.") }
    }

    /// Whether an admin is left after a provider took that role from somebody.
    private func checkAdmin(
        left before: Person?, now person: Person, _ tables: any AccessTables
    ) throws {
        guard let before, AccessDesk.isWorkingAdmin(before), !AccessDesk.isWorkingAdmin(person),
            try !tables.people(limit: settings.peopleMax).contains(
                where: AccessDesk.isWorkingAdmin)
        else { return }
        throw Fault(
            .conflict, "\(person.name) is the last admin, and is none by the provider any more.",
            fix: "Make somebody else an admin first, by `assay people add`.")
    }

    /// Writes that a provider's sign-in failed.
    package func failedByProvider(_ words: String, from place: SignInPlace) throws {
        try tellFailure(
            by: "assay", "access.sign_in_failed", "",
            "from \(place.words) by the provider: \(words.prefix(300))")
    }
}
