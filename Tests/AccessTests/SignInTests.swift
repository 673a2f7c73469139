import Access
import Testing
import Vocabulary

@Suite struct SignInTests {
    private func isSignedIn(_ step: SignInStep) -> Bool {
        if case .signedIn = step { true } else { false }
    }

    @Test("A failure says the same, whatever was wrong")
    func failures() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        try office.add("eve", [.viewer])
        try office.desk.add(person: "new", roles: [.viewer], by: .machine)
        try office.desk.setLocked(true, of: "eve", by: .machine)
        var said: Set<String> = []
        for (name, password) in [
            ("ana", "wrong"), ("nobody", Office.password), ("eve", Office.password), ("new", ""),
            ("", ""),
        ] {
            let fault = #expect(throws: Fault.self) { try office.signIn(name, password) }
            said.insert(fault?.description ?? "")
            #expect(fault?.code == .unauthorized)
        }
        #expect(said.count == 1)
        #expect(isSignedIn(try office.signIn("ANA")))
    }

    @Test("After five failures the account waits, also for the right password, then not")
    func lockOut() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        for _ in 0..<5 { #expect(throws: Fault.self) { try office.signIn("ana", "wrong") } }
        #expect(throws: Fault.self) { try office.signIn("ana") }
        office.clock.turn(2_001)
        #expect(isSignedIn(try office.signIn("ana")))
    }

    @Test("A session ends when unused, when old, when its person signs out, is locked or removed")
    func ends() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        try office.add("ben", [.reviewer])
        func alive(_ secret: String) throws -> Bool {
            try office.desk.caller(session: secret) != nil
        }
        let idle = try office.session("ben")
        #expect(try alive(idle) && !alive(idle + "x") && !alive(""))
        office.clock.turn(29 * 60_000)
        #expect(try alive(idle))
        office.clock.turn(29 * 60_000)
        #expect(try alive(idle), "use keeps it")
        office.clock.turn(30 * 60_000)
        #expect(try !alive(idle))

        let old = try office.session("ben")
        for _ in 0..<(12 * 60 / 20 - 1) {
            office.clock.turn(20 * 60_000)
            #expect(try alive(old))
        }
        office.clock.turn(20 * 60_000)
        #expect(try !alive(old), "twelve hours")

        let out = try office.session("ben")
        try office.desk.signOut(session: out, by: "ben")
        #expect(try !alive(out))
        let locked = try office.session("ben")
        try office.desk.setLocked(true, of: "ben", by: .machine)
        #expect(try !alive(locked))
        try office.desk.setLocked(false, of: "ben", by: .machine)
        #expect(try !alive(locked), "a lock ends it for good")
        let gone = try office.session("ben")
        try office.desk.remove(person: "ben", by: .machine)
        #expect(try !alive(gone))
    }

    @Test("Changing a password ends all sessions but the new one")
    func passwordChange() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        let (one, two) = (try office.session("ana"), try office.session("ana"))
        let next = "eight boats above clouds"
        #expect(throws: Fault.self) {
            try office.desk.changePassword(of: "ana", from: "wrong", to: next, at: Office.here)
        }
        let new = try office.desk.changePassword(
            of: "ana", from: Office.password, to: next, at: Office.here)
        #expect(try office.desk.caller(session: one) == nil)
        #expect(try office.desk.caller(session: two) == nil)
        #expect(try office.desk.caller(session: new)?.name == "ana")
        #expect(throws: Fault.self) { try office.signIn("ana") }
        #expect(isSignedIn(try office.signIn("ana", next)))
    }

    @Test("Each sign-in has a session and a form token of its own; only hashes are kept")
    func secrets() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        let (one, two) = (try office.session("ana"), try office.session("ana"))
        let callers = try [one, two].map { try #require(try office.desk.caller(session: $0)) }
        #expect(one != two && one.count >= 43 && callers[0].formToken != callers[1].formToken)
        let kept = try office.desk.sessions(of: "ana").map(\.digest)
        #expect(kept.contains(Secret.digest(one)) && !kept.contains(one))
    }

    @Test("Sessions of one person have a bound: the one used longest ago ends")
    func sessionBound() throws {
        let office = try Office { $0.sessionsMax = 3 }
        try office.add("ana", [.admin])
        var secrets: [String] = []
        for _ in 0..<5 {
            secrets.append(try office.session("ana"))
            office.clock.turn(1000)
        }
        let alive = try secrets.map { try office.desk.caller(session: $0) != nil }
        #expect(alive == [false, false, true, true, true])
    }

    @Test("Nobody ends the session of somebody else")
    func othersSession() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        try office.add("ben", [.viewer])
        let session = try office.session("ana")
        let label = try #require(try office.desk.sessions(of: "ana").first).label
        #expect(throws: Fault.self) { try office.desk.endSession(label, of: "ben") }
        #expect(try office.desk.caller(session: session) != nil)
        try office.desk.endSession(label, of: "ana")
        #expect(try office.desk.caller(session: session) == nil)
    }

    @Test("With a second factor the password alone opens nothing; codes are good once")
    func secondFactor() throws {
        let office = try Office()
        try office.add("ana", [.admin])
        let secret = Secret.bytes(20)
        func code(_ away: Int64 = 0) -> String {
            TOTP.code(secret, step: office.clock.now / 30_000 + away)
        }
        #expect(throws: Fault.self) {
            try office.desk.takeSecondFactor(
                secret, code: "000000", of: "ana", password: Office.password, at: Office.here)
        }
        let codes = try office.desk.takeSecondFactor(
            secret, code: code(), of: "ana", password: Office.password, at: Office.here)
        #expect(codes.count == RecoveryCodes.count)
        office.clock.turn(30_000)
        func half() throws -> String {
            guard case .wantsCode(let half) = try office.signIn("ana") else {
                throw Fault(.bug, "No code was asked for.")
            }
            return half
        }
        let first = try half()
        #expect(throws: Fault.self) {
            try office.desk.signIn(code: code(5), pending: first, from: Office.here)
        }
        #expect(try !office.desk.signIn(code: code(), pending: first, from: Office.here).isEmpty)
        #expect(throws: Fault.self, "the half is gone") {
            try office.desk.signIn(code: code(1), pending: first, from: Office.here)
        }
        let second = try half()
        #expect(throws: Fault.self, "the code was used") {
            try office.desk.signIn(code: code(), pending: second, from: Office.here)
        }
        #expect(
            try !office.desk.signIn(code: codes[3], pending: second, from: Office.here).isEmpty)
        let third = try half()
        #expect(throws: Fault.self, "the recovery code was used") {
            try office.desk.signIn(code: codes[3], pending: third, from: Office.here)
        }
        #expect(try office.desk.recoveryCodesLeft(of: "ana") == RecoveryCodes.count - 1)
        office.clock.turn(5 * 60_000)
        #expect(throws: Fault.self, "it took too long") {
            try office.desk.signIn(code: code(), pending: third, from: Office.here)
        }
    }

    @Test("The set-up link makes one admin, once; a link for somebody sets a password, once")
    func links() throws {
        let office = try Office()
        let token = office.desk.makeSetUp()
        #expect(try office.desk.link(token) == .firstPerson)
        #expect(try office.desk.link(token + "x") == nil)
        #expect(throws: Fault.self) {
            try office.desk.makeFirst(token, name: "ana", password: "short", from: Office.here)
        }
        let session = try office.desk.makeFirst(
            token, name: "ana", password: Office.password, from: Office.here)
        #expect(try office.desk.caller(session: session)?.roles == [.admin])
        #expect(try office.desk.link(token) == nil)
        #expect(throws: Fault.self) {
            try office.desk.makeFirst(
                token, name: "eve", password: Office.password, from: Office.here)
        }
        try office.desk.add(person: "ben", roles: [.viewer], by: .machine)
        let link = try office.desk.reset(person: "ben", by: .machine)
        #expect(try office.desk.link(link) == .person("ben"))
        let ben = try office.desk.accept(link, password: Office.password, from: Office.here)
        #expect(try office.desk.caller(session: ben)?.name == "ben")
        #expect(throws: Fault.self) {
            try office.desk.accept(link, password: Office.password, from: Office.here)
        }
        let late = try office.desk.reset(person: "ben", by: .machine)
        #expect(try office.desk.caller(session: ben) == nil, "a reset ends sessions")
        office.clock.turn(72 * 3_600_000)
        #expect(try office.desk.link(late) == nil)
    }
}
