import Access
import TestKit
import Testing
import Toolbox
import Vocabulary

@Suite struct ThrottleTests {
    /// What who tries is told; nil where the attempt is taken, which is then taken back.
    private func told(
        _ throttle: Throttle, _ account: String, _ address: String, _ now: Int64
    ) -> String? {
        do throws(Fault) {
            throttle.takeBack(try throttle.attempt(account: account, address: address, now: now))
            return nil
        } catch {
            return error.fix
        }
    }

    @Test("Waits double up to their bound, and are forgotten after an hour")
    func waits() throws {
        let settings = ThrottleSettings()
        let throttle = Throttle(settings)
        var now: Int64 = 0
        for count in 1...30 {
            _ = try throttle.attempt(account: "ana", address: "a\(count)", now: now)
            let naive =
                count < settings.accountFree
                ? 0
                : (0..<count - settings.accountFree).reduce(settings.first) { wait, _ in
                    min(settings.longest, wait * 2)
                }
            let words = naive == 0 ? nil : "Try again in \((naive + 999) / 1000) s."
            #expect(told(throttle, "ana", "elsewhere", now) == words, "\(count) failures")
            if naive > 0 { #expect(told(throttle, "ana", "elsewhere", now + naive - 1) != nil) }
            now += naive
            #expect(told(throttle, "ana", "elsewhere", now) == nil)
        }
        #expect(told(throttle, "ben", "elsewhere", now - 1) == nil)
        #expect(told(throttle, "ana", "b", now + settings.forgets + 1) == nil)
    }

    @Test("Less than a hundred guesses an hour get through, for one account")
    func guesses() {
        let throttle = Throttle()
        var (now, taken): (Int64, Int) = (0, 0)
        while now < 3_600_000 {
            let attempt = try? throttle.attempt(account: "ana", address: "x\(taken)", now: now)
            if attempt != nil { taken += 1 }
            now += 500
        }
        #expect(taken < 30)
    }

    @Test("An address is slowed down over all accounts; a success forgives the account alone")
    func addresses() throws {
        let throttle = Throttle()
        for count in 0..<20 {
            _ = try throttle.attempt(account: "p\(count)", address: "a", now: 0)
        }
        #expect(told(throttle, "new", "a", 0) != nil)
        throttle.succeeded(account: "p1")
        #expect(told(throttle, "p1", "a", 0) != nil)
        #expect(told(throttle, "new", "b", 0) == nil)
    }

    @Test("Of many attempts at once no more are taken than of as many in a row")
    func atOnce() async {
        let throttle = Throttle()
        let taken = await withTaskGroup(of: Bool.self) { group in
            for place in 0..<200 {
                group.addTask {
                    (try? throttle.attempt(account: "ana", address: "a\(place)", now: 0)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == ThrottleSettings().accountFree)
    }

    /// Each once the wait of the one before is over.
    private func fail(_ throttle: Throttle, _ times: Int) throws {
        for place in 0..<times {
            _ = try throttle.attempt(
                account: "ana", address: "a", now: 100 + Int64(place) * 8_100)
        }
    }

    @Test("An attempt that was right is as if it had not been, whatever failed before it")
    func takenBack() throws {
        for failures in 0..<8 {
            let throttle = Throttle()
            try fail(throttle, failures)
            throttle.takeBack(try throttle.attempt(account: "ana", address: "a", now: 60_000))
            for now: Int64 in [100, 60_000, 60_001] {
                let fresh = Throttle()
                try fail(fresh, failures)
                #expect(
                    told(throttle, "ana", "a", now) == told(fresh, "ana", "a", now), "\(failures)")
            }
        }
    }

    @Test("An address that nobody knows makes nobody wait")
    func unknown() throws {
        let throttle = Throttle()
        for place in 0..<200 {
            _ = try throttle.attempt(account: "p\(place)", address: "", now: 0)
        }
        #expect(told(throttle, "ana", "", 0) == nil)
    }

    @Test("What is remembered has a bound, and the last are kept")
    func bound() throws {
        var settings = ThrottleSettings()
        settings.rememberedMax = 50
        let throttle = Throttle(settings)
        for count in 0..<200 {
            for _ in 0..<settings.accountFree {
                _ = try throttle.attempt(
                    account: "p\(count)", address: "a\(count)", now: Int64(count))
            }
        }
        #expect(told(throttle, "p0", "z", 200) == nil)
        #expect(told(throttle, "p199", "z", 200) != nil)
    }
}
