import Toolbox

extension Cast {
    /// Fills the world with honest listeners.
    mutating func recruitListeners() {
        let people = configuration.people
        func count(_ share: Double) -> Int { max(2, Int(Double(people) * share)) }
        for students in count(Student.share).split(atMost: Student.perCampus) {
            recruitCampus(of: students)
        }
        for _ in 0..<count(Superfan.share) { recruitSuperfan() }
        for _ in 0..<count(Sleeper.share) { recruitSleeper() }
        let beforeFamilies = listeners.count
        while listeners.count - beforeFamilies < count(Family.share) { recruitFamily() }
        while listeners.count < people { addListener(.organic) }
    }

    /// Adds one person; whatever is not given is drawn.
    mutating func addListener(
        _ truth: AccountTruth, passion: Listener.Passion = .none, activity: Double? = nil,
        address: Address? = nil, plan: Plan? = nil, card: UInt32? = nil
    ) {
        let devices = 1 + random.binomial(trials: 3, mean: 0.9)
        let address = address ?? geography.home(in: geography.country(&random))
        let seat = Seat(
            user: addUser(truth), device: addDevices(devices), address: address,
            plan: plan ?? drawPlan())
        let account = Account(
            seat: seat, instrument: card ?? addInstrument(),
            domain: EmailDomain.usual[random.below(EmailDomain.usual.count)],
            joined: drawJoining())
        listeners.append(
            Listener(
                account: account, passion: passion, devices: devices, taste: drawTaste(),
                activity: activity ?? random.heavyTail(limit: Habits.activityLimit),
                skipChance: 0.1 + 0.25 * random.unit()))
    }

    private mutating func drawPlan() -> Plan {
        let draw = random.unit()
        return draw < 0.52 ? .free : draw < 0.85 ? .premium : .family
    }

    /// Most joined in the two years before the log, some during it.
    private mutating func drawJoining() -> Int {
        let span = random.chance(Habits.joinsDuringLog) ? configuration.days : -730
        let second = random.below(abs(span) * Clock.secondsPerDay)
        return span > 0 ? second : -1 - second
    }

    private mutating func drawTaste() -> Range<Int> {
        let first = tastes.count
        for _ in 0..<Int(5 * random.heavyTail(limit: 8)) {
            tastes.append(catalogue.popularArtist(&random))
        }
        return first..<tastes.count
    }
}
