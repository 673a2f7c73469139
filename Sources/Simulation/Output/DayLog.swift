/// The events of one day, in any order, and those that run over into later days.
///
/// Memory is that of one day; ordering takes O(events) by counting seconds.
struct DayLog: Sendable {
    private(set) var day = 0
    private var events: [Event] = []
    private var later: [Event] = []
    private var order: [UInt32] = []

    /// Seconds after the start of the log.
    var dayStart: Int { day * Clock.secondsPerDay }
    private var dayEnd: Int { dayStart + Clock.secondsPerDay }

    /// Forgets the day before and takes over what ran past its end.
    mutating func begin(day: Int) {
        self.day = day
        events.removeAll(keepingCapacity: true)
        let carried = later
        later.removeAll(keepingCapacity: true)
        for event in carried { append(event) }
    }

    private mutating func append(_ event: Event) {
        if event.time < dayEnd {
            assert(event.time >= dayStart, "an event of a day already written")
            events.append(event)
        } else {
            later.append(event)
        }
    }

    /// Calls `body` for each event of the day, earliest first; at equal seconds, as added.
    mutating func forEachInOrder(_ body: (Event) throws -> Void) rethrows {
        sort()
        for index in order[..<events.count] { try body(events[Int(index)]) }
    }

    private mutating func sort() {
        var next = [Int](repeating: 0, count: Clock.secondsPerDay + 1)
        for event in events { next[event.time - dayStart + 1] += 1 }
        for second in 0..<Clock.secondsPerDay { next[second + 1] += next[second] }
        if order.count < events.count {
            order = [UInt32](repeating: 0, count: events.count + events.count / 4)
        }
        for index in events.indices {
            let second = events[index].time - dayStart
            order[next[second]] = UInt32(index)
            next[second] += 1
        }
    }
}

extension DayLog {
    /// A play that ended at `time`, after `played` milliseconds.
    mutating func play(
        _ track: Track, played: UInt32, from source: PlaySource, by seat: Seat, at time: Int,
        campaign: Campaign? = nil
    ) {
        let body = Event.Body.play(track, played: played, source: source, campaign: campaign)
        append(Event(time: time, seat: seat, body: body))
    }

    /// What an account's papers bring on this day: its opening, its first fee, a later fee.
    mutating func settle(_ account: Account) {
        if account.joins(on: day) {
            append(Event(time: account.joined, seat: account.seat, body: .signUp(account.domain)))
            if account.seat.plan != .free { pay(account, at: account.joined + 60) }
        } else if let due = account.feeDue(on: day) {
            pay(account, at: due)
        }
    }

    private mutating func pay(_ account: Account, at time: Int) {
        let body = Event.Body.payment(instrument: account.instrument)
        append(Event(time: time, seat: account.seat, body: body))
    }

    /// A try to log in.
    mutating func login(_ seat: Seat, success: Bool, at time: Int) {
        append(Event(time: time, seat: seat, body: .login(success: success)))
    }

    /// A user begins to follow an artist.
    mutating func follow(_ artist: UInt32, by seat: Seat, at time: Int) {
        append(Event(time: time, seat: seat, body: .follow(artist: artist)))
    }
}
