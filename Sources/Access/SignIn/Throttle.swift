import Synchronization
package import Vocabulary

/// How long to wait after failures.
package struct ThrottleSettings: Sendable {
    /// Failures of one account without any wait.
    package var accountFree = 5
    /// Failures from one address without any wait; many people may share one.
    package var addressFree = 20
    /// The first wait, milliseconds; each failure doubles it.
    package var first: Int64 = 2_000
    /// The longest.
    package var longest: Int64 = 15 * 60_000
    /// Failures are forgotten after so long without another, milliseconds.
    package var forgets: Int64 = 60 * 60_000
    /// Accounts and addresses that are remembered; beyond, the one that failed longest ago goes.
    package var rememberedMax = 20_000

    package init() {}
}

/// Remembers failed sign-ins by account and by address, also of accounts that there are not, and
/// says how long each must wait: the wait doubles, up to a bound, so guessing gets nowhere and
/// nobody is shut out for good. An address that is not known waits for nothing. Of one process.
package final class Throttle: Sendable {
    private struct Failures {
        var count: Int
        var last: Int64
    }

    private let settings: ThrottleSettings
    private let remembered = Mutex<[String: Failures]>([:])

    package init(_ settings: ThrottleSettings = ThrottleSettings()) { self.settings = settings }

    /// An attempt that was counted as a failure before anybody knew, so that of many at once no
    /// more get through than of as many in a row.
    package struct Attempt: Sendable {
        fileprivate var keys: [String]
        /// When each failed before; nil for never.
        fileprivate var before: [Int64?]
        fileprivate var at: Int64
    }

    /// Takes an attempt, and counts it as a failure until ``takeBack(_:)``.
    ///
    /// - Throws: ``Fault`` `limited` while an attempt is not taken; it is not counted then.
    package func attempt(
        account: String, address: String, now: Int64
    ) throws(Fault) -> Attempt {
        let (attempt, wait) = remembered.withLock { remembered -> (Attempt?, Int64) in
            let wait = self.wait(account, address, now, remembered)
            return (wait > 0 ? nil : count(account, address, now, &remembered), wait)
        }
        if let attempt { return attempt }
        throw Fault(
            .limited, "There were too many attempts.",
            fix: "Try again in \((wait + 999) / 1000) s.")
    }

    /// Takes back what ``attempt(account:address:now:)`` counted: it was none.
    package func takeBack(_ attempt: Attempt) {
        remembered.withLock { remembered in
            for (key, before) in zip(attempt.keys, attempt.before) {
                guard var failures = remembered[key] else { continue }
                failures.count -= 1
                // Others that failed meanwhile have their own time.
                if failures.last == attempt.at, let before { failures.last = before }
                remembered[key] = failures.count > 0 ? failures : nil
            }
        }
    }

    private func count(
        _ account: String, _ address: String, _ now: Int64,
        _ remembered: inout [String: Failures]
    ) -> Attempt {
        var attempt = Attempt(keys: [], before: [], at: now)
        for key in [key(account: account), key(address: address)].compactMap({ $0 }) {
            let known = remembered[key].flatMap { now - $0.last > settings.forgets ? nil : $0 }
            attempt.keys.append(key)
            attempt.before.append(known?.last)
            remembered[key] = Failures(count: (known?.count ?? 0) + 1, last: now)
        }
        while remembered.count > settings.rememberedMax,
            let oldest = remembered.min(by: { $0.value.last < $1.value.last })
        { remembered[oldest.key] = nil }
        return attempt
    }

    /// Forgets the account's failures; those of the address stay.
    package func succeeded(account: String) {
        remembered.withLock { $0[key(account: account)] = nil }
    }

    private func wait(
        _ account: String, _ address: String, _ now: Int64, _ remembered: [String: Failures]
    ) -> Int64 {
        max(
            wait(remembered[key(account: account)], settings.accountFree, now),
            wait(key(address: address).flatMap { remembered[$0] }, settings.addressFree, now))
    }

    private func wait(_ failures: Failures?, _ free: Int, _ now: Int64) -> Int64 {
        guard let failures, failures.count >= free, now - failures.last <= settings.forgets
        else { return 0 }
        let doublings = min(failures.count - free, 30)
        let wait = min(settings.first << Int64(doublings), settings.longest)
        return max(0, failures.last + wait - now)
    }

    private func key(account: String) -> String { "account \(account.prefix(200))" }

    /// Nil where nobody knows from where they come: else all would wait for one.
    private func key(address: String) -> String? {
        address.isEmpty ? nil : "address \(address.prefix(64))"
    }
}
