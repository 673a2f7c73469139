/// What accounts did to objects, and when: one row an action, in any order.
package struct Actions: Sendable {
    /// Who; dense.
    package var accounts: [UInt32]
    /// To what: a track, a payee, an address; dense.
    package var objects: [UInt32]
    /// When, in milliseconds since 1970.
    package var times: [Int64]

    package init(accounts: [UInt32] = [], objects: [UInt32] = [], times: [Int64] = []) {
        precondition(
            accounts.count == objects.count && objects.count == times.count,
            "an action has an account, an object and a time")
        self.accounts = accounts
        self.objects = objects
        self.times = times
    }

    package var count: Int { accounts.count }

    /// The places of the actions by object, then time, then account. O(n log n).
    func sortedPlaces() -> [UInt32] {
        precondition(count <= Int(UInt32.max), "a part has at most 2³² − 1 actions")
        struct Entry {
            var object: UInt32
            var account: UInt32
            var time: Int64
            var place: UInt32
        }
        var entries = (0..<count).map {
            Entry(
                object: objects[$0], account: accounts[$0], time: times[$0], place: UInt32($0))
        }
        entries.sort {
            if $0.object != $1.object { return $0.object < $1.object }
            if $0.time != $1.time { return $0.time < $1.time }
            return ($0.account, $0.place) < ($1.account, $1.place)
        }
        return entries.map(\.place)
    }
}
