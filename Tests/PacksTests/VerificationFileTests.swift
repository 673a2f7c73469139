import Packs
import TestKit
import Testing
import Vocabulary

/// `verification.yaml`: what people are asked to prove.
@Suite struct VerificationFileTests {
    private func read(_ verification: String?) -> PackReading {
        var texts = VerificationPack.texts
        texts["verification.yaml"] = verification
        return PackLoader.read(texts: texts)
    }

    /// Place, message and fix of every diagnostic.
    private func faults(_ old: String, _ new: String) -> [String] {
        read(VerificationPack.verification.replacing(old, with: new)).diagnostics
            .filter { $0.location.file == "verification.yaml" }
            .map { "\($0.location.line):\($0.location.column) \($0.message) \($0.fix ?? "-")" }
    }

    @Test("A sound file is read whole")
    func sound() throws {
        let reading = read(VerificationPack.verification)
        #expect(!reading.report.contains("verification.yaml"), "\(reading.report)")
        let definition = try #require(reading.pack?.verification)
        #expect(definition.vendors.map(\.name) == ["mail", "papers", "backup", "newcomer"])
        #expect(definition.vendors[1].tries == 3 && definition.vendors[1].silence == 300_000)
        let document = definition.requirements[1]
        #expect(document.live == [1, 2] && document.shadow == [3])
        #expect(document.attempts == 2 && document.cooldown == 60_000 && document.friction == 5)
        #expect(document.open == 7_200_000 && document.holds == 365 * 86_400_000)
        #expect(definition.journeys.map(\.name).sorted() == ["payout", "sign_up"])
        let signUp = try #require(definition.journeys.first { $0.name == "sign_up" })
        #expect(signUp.base == [0] && signUp.stepUps.map(\.ask) == [[2, 1]])
    }

    @Test("A pack without the file asks nothing, and the file is no part of the walk")
    func absent() throws {
        let without = try #require(read(nil).pack)
        #expect(without.verification == nil)
        let with = try #require(read(VerificationPack.verification).pack)
        #expect(with.walkHash == without.walkHash && with.hash != without.hash)
    }

    @Test("Each fault is told with its place and what to do")
    func diagnosed() {
        #expect(
            faults("event: verification", "event: verifications") == [
                "1:8 There is no event type `verifications`. Did you mean `verification`?"
            ])
        #expect(
            faults("event: verification", "event: payout.asked") == [
                "1:8 `payout.asked` has no field `requirement`. "
                    + "Declare `requirement: { type: string, max: 64 }`.",
                "1:8 `payout.asked` has no field `state`. "
                    + "Declare `state: { type: string, max: 64 }`.",
            ])
        #expect(
            faults("vendors: [{ name: mail }]", "vendors: [{ name: male }]").contains {
                $0.contains("There is no vendor `male`.")
            })
        #expect(
            faults("stage: shadow", "stage: shade").contains {
                $0.contains("There is no stage `shade`.")
            })
        #expect(
            faults("ask: [liveness, document]", "ask: [live, document]").contains {
                $0.contains("There is no requirement `live`.")
            })
        #expect(
            faults("signals.farm >= 0.5", "signals.fram >= 0.5").contains {
                $0.contains("signals.fram")
            })
        #expect(
            faults("https://mail.example", "http://mail.example").contains {
                $0.contains("is no address of a vendor")
            })
        #expect(faults("timeout: 30s", "timeout: 31s").contains { $0.contains("at most 30s") })
        #expect(faults("open: 24h", "open: 0h").contains { $0.contains("longer than nothing") })
        #expect(
            faults("attempts: 2", "attempts: 0").contains {
                $0.contains("whole number from 1 to 100")
            })
        #expect(
            faults("payout:", "paying:").contains { $0.contains("`paying` is not a key") })
    }
}
