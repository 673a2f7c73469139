import Access
import Audits
import StoreSQLite
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct SecondFactorTests {
    private let secret = Array("12345678901234567890".utf8)

    @Test(
        "Codes are those of RFC 6238, appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"), (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func vectors(second: Int64, code: String) {
        #expect(TOTP.code(secret, step: second / 30, digits: 8) == code)
    }

    @Test("A code is good in its step and those beside it, once")
    func steps() {
        let now: Int64 = 1_234_567_890_000
        let present = now / 30_000
        for away in Int64(-3)...3 {
            let code = TOTP.code(secret, step: present + away)
            let found = TOTP.step(of: code, secret, at: now, after: 0)
            #expect(found == (abs(away) <= 1 ? present + away : nil))
        }
        let code = TOTP.code(secret, step: present)
        #expect(TOTP.step(of: code, secret, at: now, after: present) == nil)
        #expect(TOTP.step(of: "", secret, at: now, after: 0) == nil)
    }

    @Test("Base32 is that of RFC 4648")
    func base32() {
        let cases = ["": "", "f": "MY", "fo": "MZXQ", "foo": "MZXW6", "foobar": "MZXW6YTBOI"]
        for (text, expected) in cases { #expect(Base32.text(Array(text.utf8)) == expected) }
        #expect(
            TOTP.link(secret, of: "ana@x", issuer: "Assay").hasPrefix("otpauth://totp/Assay:ana"))
    }

    @Test("A secret is sealed in the store, for one person and by one key; plain ones are mended")
    func sealed() throws {
        let seal = SecretSeal(AuditKey())
        let bytes = try seal.sealed(secret, of: "ana")
        #expect(try SecretSeal.isSealed(bytes) && bytes != seal.sealed(secret, of: "ana"))
        #expect(try seal.opened(bytes, of: "ana") == secret)
        for (other, name) in [(seal, "ben"), (SecretSeal(AuditKey()), "ana")] {
            let fault = #expect(throws: Fault.self) { try other.opened(bytes, of: name) }
            #expect(fault?.code == .unavailable && fault?.fix?.contains("audit-key") == true)
        }

        let office = try Office()
        try office.add("ana", [.admin])
        let code = TOTP.code(secret, step: office.clock.now / 30_000)
        _ = try office.desk.takeSecondFactor(
            secret, code: code, of: "ana", password: Office.password, at: Office.here)
        let kept = try office.desk.person("ana").secret
        #expect(SecretSeal.isSealed(kept) && !kept.contains(secret))
        // As an older version kept it.
        try office.store.accessing { tables in
            var ana = try #require(try tables.person("ana"))
            ana.secret = secret
            try tables.put(ana)
        }
        let again = try AccessDesk(
            store: office.store, book: office.book, settings: office.desk.settings,
            now: { [clock = office.clock] in clock.now })
        #expect(try SecretSeal.isSealed(again.person("ana").secret))
        office.clock.turn(60_000)
        guard
            case .wantsCode(let half) = try again.signIn(
                name: "ana", password: Office.password, from: Office.here)
        else {
            Issue.record("no code was asked for")
            return
        }
        let next = TOTP.code(secret, step: office.clock.now / 30_000)
        #expect(try !again.signIn(code: next, pending: half, from: Office.here).isEmpty)
    }

    @Test("Recovery codes differ, and are known however they are written")
    func recovery() {
        let codes = RecoveryCodes.make()
        #expect(Set(codes).count == RecoveryCodes.count)
        for code in codes {
            #expect(RecoveryCodes.mayBe(code) && !RecoveryCodes.mayBe("123456"))
            #expect(
                RecoveryCodes.digest(code)
                    == RecoveryCodes.digest(code.lowercased().replacing("-", with: " ")))
        }
    }

    @Test("A picture is drawn of a link, and of no text that is too long")
    func picture() throws {
        let code = try #require(QRCode(TOTP.link(secret, of: "ana", issuer: "Assay")))
        #expect((21 + 8...57 + 8).contains(code.size) && code.path.count > 1000)
        #expect(QRCode(String(repeating: "x", count: 400)) == nil)
    }
}
