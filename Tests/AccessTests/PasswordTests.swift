import Access
import Foundation
import Testing
import Vocabulary

@Suite struct PasswordTests {
    private static func hex(_ text: String) -> [UInt8] {
        let digits = Array(text.filter(\.isHexDigit))
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
    }

    @Test("scrypt gives the vectors of RFC 7914")
    func vectors() throws {
        let cases: [(String, String, ScryptParameters, String)] = [
            (
                "", "", ScryptParameters(costLog2: 4, blockSize: 1, parallelism: 1),
                """
                77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442
                fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
                """
            ),
            (
                "password", "NaCl", ScryptParameters(costLog2: 10, blockSize: 8, parallelism: 16),
                """
                fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162
                2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
                """
            ),
            (
                "pleaseletmein", "SodiumChloride",
                ScryptParameters(costLog2: 14, blockSize: 8, parallelism: 1),
                """
                7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2
                d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
                """
            ),
        ]
        for (password, salt, parameters, expected) in cases {
            let key = try PasswordHash.derive(
                password, Array(salt.utf8), parameters, bytes: 64)
            #expect(key == PasswordTests.hex(expected))
        }
    }

    @Test("A hash is read back as it was written, and holds its password alone")
    func hashes() throws {
        let hash = try PasswordHash(of: "seven lamps under water", Office.cheap)
        #expect(try PasswordHash(text: hash.text) == hash)
        #expect(try hash.holds("seven lamps under water"))
        #expect(try !hash.holds("seven lamps under wate") && !hash.holds(""))
        let other = try PasswordHash(of: "seven lamps under water", Office.cheap)
        #expect(other.salt != hash.salt && other.hash != hash.hash)
        #expect(PasswordHash.saltBytes >= 16 && ScryptParameters().costLog2 >= 16)
        for text in ["", "scrypt$15$8$3$$", "scrypt$40$8$3$AAAA$AAAA", "bcrypt$1$2$3$AA==$AA=="] {
            #expect(throws: Fault.self) { try PasswordHash(text: text) }
        }
    }

    @Test(
        "Short and common passwords are refused",
        arguments: [
            "", "elevenchars", "a     b     c     d", "Password1234", "passwordpassword",
            "qwertyuiop123!",
            "aaaaaaaaaaaa", "abababababab", "123456789012", "abcdefghijklm", "Welcome123456",
            "anastasia", "dragondragon", "letmein!!!!!!", "superuser", "P@ssw0rd1234567",
            String(repeating: "xy1 ", count: 40),
        ])
    func refused(password: String) {
        #expect(throws: Fault.self) { try PasswordRules.checked(password, of: "ana") }
    }

    @Test("One's own name is no password")
    func names() {
        #expect(throws: Fault.self) {
            try PasswordRules.checked("anastasia.lee2026", of: "anastasia.lee")
        }
    }

    @Test(
        "Long ones are taken, with any letters, spaces and signs",
        arguments: [
            "seven lamps under water", "nur zwölf Äpfel!", "日本語のパスワードは長いです",
            "🦊🦉🐢🐙 and 4 friends", "xK3#9dLq!vB2", String(repeating: "word ", count: 12) + "ends",
        ])
    func taken(password: String) throws {
        #expect(try !PasswordRules.checked(password, of: "ana").isEmpty)
    }
}
