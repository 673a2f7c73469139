import Audits
import Synchronization
package import Vocabulary

/// From where somebody signs in.
package struct SignInPlace: Sendable {
    /// Empty where it is not known, such as behind a proxy that is not named.
    package var address: String
    package var agent: String

    package init(address: String, agent: String) { (self.address, self.agent) = (address, agent) }

    var words: String { address.isEmpty ? "an address that is not known" : address }
}

/// Who gave a password, and is asked for a code.
struct PendingPerson: Sendable {
    var name: String
}

/// What a sign-in led to.
package enum SignInStep: Sendable {
    /// The session's cookie.
    case signedIn(String)
    /// The secret by which ``AccessDesk/signIn(code:pending:from:)`` finds them.
    case wantsCode(String)
}

extension AccessDesk {
    /// What every sign-in says that fails.
    private static let failure = Fault(
        .unauthorized, "The name, the password or the code is wrong.",
        fix: "Try again, or ask an admin for a link to set a new password.")

    /// Takes a name and a password. Costs one hash, whether there is such a name or not.
    ///
    /// - Throws: ``Fault`` `unauthorized` that does not say what was wrong; `limited` after many
    ///   failures of that name or from that address.
    package func signIn(
        name: String, password: String, from place: SignInPlace
    ) throws -> SignInStep {
        let name = String(name.lowercased().prefix(AccessName.charactersMax))
        let attempt = try throttle.attempt(account: name, address: place.address, now: now())
        let person = try store.readingAccess { try $0.person(name) }
        let hash = try person.flatMap { $0.hasPassword ? try PasswordHash(text: $0.password) : nil }
        let text = PasswordRules.normal(String(password.prefix(PasswordRules.charactersMax * 4)))
        let isRight = try (hash ?? nobody).holds(text)
        guard isRight, let hash, let person, !person.isLocked else {
            return try failed(name, place, "password")
        }
        throttle.takeBack(attempt)
        guard !person.hasSecondFactor else {
            return .wantsCode(pending.put(PendingPerson(name: name), now: now()))
        }
        throttle.succeeded(account: name)
        if hash.parameters != settings.scrypt {
            try renew(text, of: name, instead: person.password)
        }
        return .signedIn(try begin(name, "password", place))
    }

    /// Takes the code of somebody whose password was right: of their app, or one to recover.
    package func signIn(
        code: String, pending secret: String, from place: SignInPlace
    ) throws -> String {
        guard let half = pending.look(secret, now: now()) else {
            throw Fault(.unauthorized, "The sign-in took too long.", fix: "Begin again.")
        }
        let attempt = try throttle.attempt(
            account: half.name, address: place.address, now: now())
        guard try takeCode(code, of: half.name) else {
            return try failed(half.name, place, "code")
        }
        throttle.takeBack(attempt)
        _ = pending.take(secret, now: now())
        throttle.succeeded(account: half.name)
        return try begin(half.name, "password+code", place)
    }

    /// Whether the code is good; it is good no more after.
    private func takeCode(_ code: String, of name: String) throws -> Bool {
        try store.accessing { tables in
            guard var person = try tables.person(name), !person.isLocked else { return false }
            if RecoveryCodes.mayBe(code) {
                return try tables.useRecoveryCode(RecoveryCodes.digest(code), of: name)
            }
            guard
                let step = TOTP.step(
                    of: code, try secretSeal().opened(person.secret, of: name), at: now(),
                    after: person.secretStep)
            else { return false }
            person.secretStep = step
            try tables.put(person)
            return true
        }
    }

    private func failed<Answer>(
        _ name: String, _ place: SignInPlace, _ what: String
    ) throws -> Answer {
        // What was typed as a name may be a password: only names that there are, are written.
        let isKnown = try store.readingAccess { try $0.person(name) } != nil
        try tellFailure(
            by: "assay", "access.sign_in_failed", isKnown ? "person=\(name)" : "",
            "\(what) from \(place.words)")
        throw AccessDesk.failure
    }

    /// Hashes a password with the parameters of today.
    private func renew(_ password: String, of name: String, instead old: String) throws {
        let hash = try PasswordHash(of: password, settings.scrypt).text
        try store.accessing { tables in
            guard var person = try tables.person(name), person.password == old else { return }
            person.password = hash
            try tables.put(person)
        }
    }

    // MARK: - Sessions

    /// Begins a session, always a new one: what cookie somebody came with means nothing.
    ///
    /// - Returns: the cookie's value.
    package func begin(
        _ name: String, _ method: String, _ place: SignInPlace
    ) throws -> String {
        let secret = Secret.make()
        let time = now()
        let session = Session(
            digest: Secret.digest(secret), person: name, formToken: Secret.make(),
            createdAt: time, method: method, address: place.address, agent: place.agent)
        try store.accessing { tables in
            var person = try AccessDesk.expected(name, tables)
            person.signedInAt = time
            try tables.put(person)
            try tables.dropSessions(
                seenBefore: time - settings.sessionIdle, createdBefore: time - settings.sessionAge,
                invitesBefore: time)
            let sessions = try tables.sessions(of: name, limit: settings.sessionsMax * 2)
            let oldest = sessions.sorted { $0.seenAt > $1.seenAt }.dropFirst(
                settings.sessionsMax - 1)
            for one in oldest { try tables.endSession(one.digest) }
            try tables.put(session)
        }
        try tell(.access, by: name, "access.sign_in", "person=\(name)", "by \(method)")
        return secret
    }

    /// Who a cookie stands for; nil for nobody, one that ended, or somebody locked. Two reads by
    /// key, and a write a minute.
    package func caller(session secret: String) throws -> Caller? {
        guard !secret.isEmpty, secret.utf8.count <= 100 else { return nil }
        let time = now()
        let digest = Secret.digest(secret)
        let found = try store.readingAccess { tables -> (Session, Person)? in
            guard let session = try tables.session(digest), session.isAlive(at: time, settings),
                let person = try tables.person(session.person), !person.isLocked
            else { return nil }
            return (session, person)
        }
        guard let (session, person) = found else { return nil }
        if time - session.seenAt >= settings.seenEvery {
            try store.accessing { try $0.touch(session: digest, at: time) }
        }
        return Caller(
            kind: .person, name: person.name, roles: person.roles,
            permissions: book.matrix.grants(person.roles), partner: person.partner,
            formToken: session.formToken)
    }

    package func signOut(session secret: String, by name: String) throws {
        try told("access.sign_out", by: name, "person=\(name)", kind: .access) {
            try store.accessing { try $0.endSession(Secret.digest(secret)) }
        }
    }

    // MARK: - The first person, and links

    /// Makes the link by which the first person is made; the one before is good no more.
    ///
    /// - Returns: its token, which is kept nowhere.
    package func makeSetUp() -> String {
        let token = Secret.make()
        setUp.withLock { $0 = Secret.digest(token) }
        return token
    }

    /// What a link is for; nil for one that is good for nothing.
    package func link(_ token: String) throws -> AccessLink? {
        let digest = Secret.digest(token)
        if setUp.withLock({ $0 == digest }) { return book.hasPeople ? nil : .firstPerson }
        let time = now()
        return try store.readingAccess { tables in
            guard let invite = try tables.invite(digest), invite.expiresAt > time,
                let person = try tables.person(invite.person), !person.isLocked
            else { return nil }
            return .person(person.name)
        }
    }

    /// Makes the first person, an admin, by the link; it is gone then.
    package func makeFirst(
        _ token: String, name: String, password: String, from place: SignInPlace
    ) throws -> String {
        let name = try AccessName.checked(name)
        let checked = try PasswordRules.checked(password, of: name)
        let hash = try PasswordHash(of: checked, settings.scrypt).text
        let digest = Secret.digest(token)
        try setUp.withLock { setUp in
            guard setUp == digest else { throw AccessDesk.noLink }
            try told("person.first", by: name, "person=\(name)") {
                try store.accessing { tables in
                    guard try tables.people(limit: 1).isEmpty else { throw AccessDesk.noLink }
                    try AccessDesk.checkFree(name, tables)
                    var person = Person(name: name, roles: [.admin], createdAt: now())
                    person.password = hash
                    try tables.put(person)
                }
            }
            setUp = nil
        }
        try book.refresh()
        return try begin(name, "password", place)
    }

    /// Sets the password of who holds the link, and signs them in; the link is gone then.
    package func accept(
        _ token: String, password: String, from place: SignInPlace
    ) throws -> String {
        guard case .person(let name) = try link(token) else { throw AccessDesk.noLink }
        let checked = try PasswordRules.checked(password, of: name)
        let hash = try PasswordHash(of: checked, settings.scrypt).text
        try told("person.password", by: name, "person=\(name)", "by a link") {
            try store.accessing { tables in
                guard let invite = try tables.invite(Secret.digest(token)),
                    invite.expiresAt > now()
                else { throw AccessDesk.noLink }
                try AccessDesk.put(
                    password: hash, of: AccessDesk.expected(invite.person, tables), tables)
            }
        }
        return try begin(name, "password", place)
    }

    private static let noLink = Fault(
        .notFound, "The link is good no more.",
        fix: "Ask an admin for a new one; the first is printed when `assay serve` starts.")
}

/// What a link is for.
package enum AccessLink: Sendable, Hashable {
    case firstPerson
    case person(String)
}
