import Access
import TestKit
import Testing
import Toolbox

@Suite struct ThrottleTests {
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
            let wait = throttle.wait(account: "ana", address: "elsewhere", now: now)
            #expect(wait == naive, "\(count) failures")
            now += wait
        }
        #expect(throttle.wait(account: "ben", address: "elsewhere", now: now) == 0)
        #expect(throttle.wait(account: "ana", address: "b", now: now + settings.forgets + 1) == 0)
    }

    @Test("Less than a hundred guesses an hour get through, for one account")
    func guesses() throws {
        let throttle = Throttle()
        var (now, taken): (Int64, Int) = (0, 0)
        while now < 3_600_000 {
            let wait = throttle.wait(account: "ana", address: "x", now: now)
            if wait == 0 {
                taken += 1
                _ = try throttle.attempt(account: "ana", address: "x\(taken)", now: now)
            }
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
        #expect(throttle.wait(account: "new", address: "a", now: 0) > 0)
        throttle.succeeded(account: "p1")
        #expect(throttle.wait(account: "p1", address: "a", now: 0) > 0)
        #expect(throttle.wait(account: "new", address: "b", now: 0) == 0)
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
            let before = throttle.wait(account: "ana", address: "a", now: 60_000)
            #expect(before == 0)
            throttle.takeBack(try throttle.attempt(account: "ana", address: "a", now: 60_000))
            for now: Int64 in [100, 60_000, 60_001] {
                let fresh = Throttle()
                try fail(fresh, failures)
                #expect(
                    throttle.wait(account: "ana", address: "a", now: now)
                        == fresh.wait(account: "ana", address: "a", now: now), "\(failures)")
            }
        }
    }

    @Test("An address that nobody knows makes nobody wait")
    func unknown() throws {
        let throttle = Throttle()
        for place in 0..<200 {
            _ = try throttle.attempt(account: "p\(place)", address: "", now: 0)
        }
        #expect(throttle.wait(account: "ana", address: "", now: 0) == 0)
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
        #expect(throttle.wait(account: "p0", address: "z", now: 200) == 0)
        #expect(throttle.wait(account: "p199", address: "z", now: 200) > 0)
    }
}
