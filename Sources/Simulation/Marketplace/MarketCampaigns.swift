import Toolbox

// People who lie about who they are; each campaign takes about a hundredth of the workers.
extension MarketCast {
    mutating func recruitCampaigns() {
        let size = max(4, workers / 100)
        for _ in 0..<size { addRented() }
        for _ in 0..<size { addSold() }
        for _ in 0..<max(1, size / 5) { addOneAsMany() }
        for _ in 0..<max(1, size / 5) { addMules() }
        for _ in 0..<max(1, size / 2) { addCollusion() }
        for _ in 0..<size { addFalsePapers() }
        for _ in 0..<size { addForgedPlace() }
        for _ in 0..<max(1, size / 2) { addReturned() }
        for _ in 0..<max(1, size / 5) { addSpammers() }
    }

    /// From half of the log on somebody far away works, and the owner looks in every day.
    private mutating func addRented() {
        var account = person(.abusive("rented_account"))
        account.joined = -1
        let day = days / 2 + random.below(max(1, days / 4))
        var guest = stranger(to: account, from: day)
        guest.diligence = 0.9
        account.hands[0].days = 0..<days
        account.hands.append(guest)
        add(account)
    }

    /// From a day on somebody else has it, at two and a half times the pace.
    private mutating func addSold() {
        var account = person(.abusive("sold_account"))
        account.joined = -1
        let day = days / 2 + random.below(max(1, days / 4))
        account.hands[0].days = 0..<day
        var buyer = stranger(to: account, from: day + 1)
        buyer.pace = account.hands[0].pace * 2.5
        buyer.diligence = 0.95
        account.hands.append(buyer)
        add(account)
    }

    private mutating func stranger(to account: MarketPerson, from day: Int) -> MarketHand {
        let there = (account.home + 3 + random.below(3)) % 8
        return hand(
            in: there, device: device(), address: address(), days: day..<days,
            pace: account.hands[0].pace * 1.5)
    }

    /// Six accounts of one person: two devices, two bank accounts, three papers.
    private mutating func addOneAsMany() {
        let place = random.below(8)
        let shared = (0..<2).map { _ in (device(), paper()) }
        let papers = (0..<3).map { _ in paper() }
        let address = address()
        let human = person(in: place).human
        let day = random.below(max(1, days / 2))
        for number in 0..<6 {
            var account = person(.abusive("one_as_many"), in: place)
            account.human = human
            account.joined = day + number / 3
            account.hands[0].days = account.joined..<days
            account.hands[0].device = shared[number % 2].0
            account.hands[0].address = address
            account.payout = shared[number % 2].1
            account.document = papers[number % 3]
            add(account)
        }
    }

    /// Five people whose money goes to one bank account in a sixth one's name.
    private mutating func addMules() {
        let payout = paper()
        let boss = person()
        for _ in 0..<5 {
            var mule = person(.abusive("mules"))
            mule.payout = payout
            mule.names = MarketNames(mule.names, holder: boss.names.holder)
            add(mule)
        }
    }

    /// A client and a worker on one device who deal with nobody else.
    private mutating func addCollusion() {
        var client = person(.abusive("collusion"))
        client.role = .client
        client.joined = -1
        client.hands[0].days = 0..<days
        let machine = client.hands[0].device
        let number = add(client)
        var worker = person(.abusive("collusion"), in: client.home)
        worker.human = client.human
        worker.joined = -1
        worker.hands[0].days = 0..<days
        // Half of them take the trouble of a second device.
        if random.chance(0.5) { worker.hands[0].device = machine }
        worker.partner = (number, machine)
        add(worker)
    }

    /// Refused thrice and more, by two vendors, for two papers; then a paper of somebody else.
    private mutating func addFalsePapers() {
        var account = person(.abusive("false_papers"))
        account.joined = random.below(max(1, days * 3 / 4))
        account.hands[0].days = account.joined..<days
        let papers = [paper(), paper()]
        for attempt in 0..<(3 + random.below(3)) {
            let isTold = random.chance(0.4)
            account.extras.append(
                MarketExtra(
                    day: account.joined, second: 70_000 + 900 * attempt,
                    body: .verification(
                        requirement: "document", state: "failed",
                        vendor: attempt % 2 == 0 ? "vera" : "ident", paper: papers[attempt % 2],
                        reasons: isTold ? "template" : "unreadable")))
        }
        let other = person()
        account.names = MarketNames(account.names, paper: other.names.paper)
        add(account)
    }

    /// Says and shows one country, by a borrowed address, and lives in another by the clock.
    private mutating func addForgedPlace() {
        var account = person(.abusive("forged_place"), in: MarketPlace.unitedStates)
        let real = random.chance(0.5) ? MarketPlace.india : 5
        account.hands[0].offset = MarketPlace.all[real].offset
        account.hands[0].wakes = random.below(Clock.secondsPerHour * 10)
        account.joined = random.below(max(1, days * 3 / 4))
        account.hands[0].days = account.joined..<days
        add(account)
    }

    /// Removed for cause, and back a few days later under another name, on what is left.
    private mutating func addReturned() {
        var first = person(.removed)
        first.joined = -1
        let day = 5 + random.below(max(1, days / 2))
        first.hands[0].days = 0..<day
        first.extras.append(MarketExtra(day: day, second: 43_200, body: .removed))
        add(first)
        var second = person(.abusive("returned"), in: first.home)
        second.human = first.human
        second.joined = min(days - 2, day + 2 + random.below(5))
        second.hands[0].days = second.joined..<days
        switch random.below(3) {
        case 0: second.document = first.document
        case 1: second.payout = first.payout
        default:
            second.hands[0].device = first.hands[0].device
            second.phone = first.phone
        }
        add(second)
    }

    /// Five accounts that send one text to everybody.
    private mutating func addSpammers() {
        let text = 1 + random.below(1_000_000)
        let human = person().human
        let day = random.below(max(1, days * 3 / 4))
        for _ in 0..<5 {
            var account = person(.abusive("spam"))
            account.human = human
            account.joined = day
            account.hands[0].days = day..<min(days, day + 10)
            account.spam = text
            add(account)
        }
    }
}

extension MarketNames {
    init(_ names: MarketNames, paper: String? = nil, holder: String? = nil) {
        profile = names.profile
        self.paper = paper ?? names.paper
        self.holder = holder ?? names.holder
    }
}
