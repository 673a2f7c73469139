import Access
import TestKit
import Testing
import Toolbox

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
