import Audits
import Vocabulary

/// What somebody changes of their own.
extension AccessDesk {
    package func person(_ name: String) throws -> Person {
        try store.readingAccess { try AccessDesk.expected(name, $0) }
    }

    package func sessions(of name: String) throws -> [Session] {
        let time = now()
        return try store.readingAccess {
            try $0.sessions(of: name, limit: settings.sessionsMax)
        }.filter { $0.isAlive(at: time, settings) }
    }

    package func recoveryCodesLeft(of name: String) throws -> Int {
        try store.readingAccess { try $0.recoveryCodesLeft(of: name) }
    }

    /// Ends one of somebody's sessions.
    ///
    /// - Parameter label: its ``Session/label``.
    package func endSession(_ label: String, of name: String) throws {
        guard let session = try sessions(of: name).first(where: { $0.label == label }) else {
            throw Fault(.notFound, "There is no such session.", fix: "It may have ended already.")
        }
        try told("access.end_session", by: name, "person=\(name)", kind: .access) {
            try store.accessing { try $0.endSession(session.digest) }
        }
    }

    /// Changes a password; all sessions end, and a new one begins.
    ///
    /// - Returns: the cookie of the new one.
    package func changePassword(
        of name: String, from old: String, to new: String, at place: SignInPlace
    ) throws -> String {
        try proven(name, old, place)
        let checked = try PasswordRules.checked(new, of: name)
        let hash = try PasswordHash(of: checked, settings.scrypt).text
        try told("person.password", by: name, "person=\(name)") {
            try store.accessing { tables in
                try AccessDesk.put(
                    password: hash, of: AccessDesk.expected(name, tables), tables)
            }
        }
        return try begin(name, "password", place)
    }

    /// Takes an app for codes, once a code shows that it has the secret.
    ///
    /// - Returns: codes to recover, shown once.
    package func takeSecondFactor(
        _ secret: [UInt8], code: String, of name: String, password: String, at place: SignInPlace
    ) throws -> [String] {
        try proven(name, password, place)
        guard let step = TOTP.step(of: code, secret, at: now(), after: 0) else {
            throw Fault(
                .invalid, "The code does not fit.",
                fix: "Look at the clock of the phone, and give the code it shows now.")
        }
        let (codes, sealed) = (
            RecoveryCodes.make(), try secretSeal().sealed(secret, of: name)
        )
        try told("person.second_factor", by: name, "person=\(name)", "on") {
            try store.accessing { tables in
                var person = try AccessDesk.expected(name, tables)
                (person.secret, person.secretStep) = (sealed, step)
                try tables.put(person)
                try tables.setRecoveryCodes(codes.map(RecoveryCodes.digest), of: name)
            }
        }
        return codes
    }

    /// Signs somebody in without codes from now on.
    package func dropSecondFactor(
        of name: String, password: String, at place: SignInPlace
    ) throws {
        try proven(name, password, place)
        try told("person.second_factor", by: name, "person=\(name)", "off") {
            try store.accessing { tables in
                var person = try AccessDesk.expected(name, tables)
                person.secret = []
                try tables.put(person)
                try tables.setRecoveryCodes([], of: name)
            }
        }
    }

    /// Checks that it is them who sit there; failures count as those of a sign-in.
    private func proven(_ name: String, _ password: String, _ place: SignInPlace) throws {
        let person = try self.person(name)
        guard person.hasPassword else {
            throw Fault(
                .conflict, "\(name) signs in by a provider, and has no password here.",
                fix: "Change it there.")
        }
        let attempt = try throttle.attempt(account: name, address: place.address, now: now())
        guard try PasswordHash(text: person.password).holds(PasswordRules.normal(password)) else {
            try tellFailure(by: name, "access.password_failed", "person=\(name)", "")
            var fault = Fault(.invalid, "The present password is wrong.", fix: "Try again.")
            fault.isTold = true
            throw fault
        }
        throttle.takeBack(attempt)
    }
}
