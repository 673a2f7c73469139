import API
import Cases
import Enforcements
import Pipeline
import Toolbox
import Vocabulary

/// What `order.mustache` shows of one order: whom it touched, and what can be done about it.
struct OrderContent {
    struct State {
        let name: String
        let count: String
    }

    struct Row {
        let entity: String
        let path: String?
        let state: String
        /// Nil until it is taken back.
        let until: Moment?
        let isOver: Bool
    }

    struct Step {
        let words: String
        let why: String
        let at: Moment

        init(_ step: KeptOrder.Step, _ masking: Masking, now: Int64) {
            words = step.words
            (why, at) = (masking.text(step.why), Moment(step.at, now: now))
        }
    }

    /// Enforcements of the order that are counted, and listed.
    static let countedMax = 20_000
    static let rowsMax = 100
    /// Members of an order that waits whose measures and cases are read at each look.
    static let effectMax = 10_000

    let batch: String
    let path: String
    let ring: String
    let ringPath: String
    let state: String
    let measure: String
    let by: String
    let why: String
    /// What stays inside; nil for nothing.
    let inside: String?
    let at: Moment
    /// What the ring rested on when it was ordered.
    let evidence: [RingContent.Evidence]
    let facts: [RingContent.Fact]
    /// What it would do; nil once it is decided.
    let effect: OrderEffect?
    /// Why that cannot be told; nil where it is.
    let untold: String?
    /// Who agreed, refused or took it back, in order.
    let steps: [Step]
    let states: [State]
    let isMore: Bool
    let rows: [Row]
    let left: String?
    let isWaiting: Bool
    let canDecide: Bool
    /// Whether who looks ordered it, and so cannot be the second.
    let isOwn: Bool
    let canUndo: Bool
    let signing: Signing

    /// - Throws: ``Fault`` `notFound` when there is no such order.
    init(_ batch: String, _ parts: ConsoleParts, _ call: Call) throws {
        guard let kept = try parts.store.readingCases({ try $0.order(batch: batch) }) else {
            throw Fault(
                .notFound, "There is no order \(batch.prefix(80)).",
                fix: "Orders stand on the page of their ring.")
        }
        let found = try OrderContent.read(batch, parts)
        let masking = Masking(for: call.caller)
        self.batch = batch
        path = "/orders/\(Query.escaped(batch))"
        ring = kept.order.ring
        ringPath = "/rings/\(Query.escaped(kept.order.ring))"
        measure = OrderLine.words(kept)
        (by, why) = (kept.order.by, masking.text(kept.order.closing.why))
        inside = kept.order.closing.inside.map(masking.text)
        at = Moment(kept.at, now: parts.now())
        let ring = try OrderContent.ring(of: kept, parts)
        evidence = ring.map { RingContent.Evidence.of($0) } ?? []
        facts =
            ring.map {
                RingContent.facts($0, RingPrice(parts.casesDefinition), now: parts.now())
            } ?? []
        // Who is to refuse an order must see it, also where the pack has moved on since.
        do {
            effect = try ring.flatMap {
                kept.state == .held ? try OrderContent.effect(kept.order, $0, parts, call) : nil
            }
            untold = nil
        } catch let fault as Fault {
            effect = nil
            untold = masking.text(fault.message)
        }
        state = kept.words
        steps = kept.steps.map { Step($0, masking, now: parts.now()) }
        var counts: [Enforcement.State: Int] = [:]
        for enforcement in found { counts[enforcement.state, default: 0] += 1 }
        states = Enforcement.State.allCases.compactMap { state in
            counts[state].map { State(name: state.rawValue, count: Counted.grouped($0)) }
        }
        isMore = found.count >= OrderContent.countedMax
        rows = found.prefix(OrderContent.rowsMax).map { Row($0, masking, now: parts.now()) }
        left =
            found.count > OrderContent.rowsMax
            ? "\(Counted.grouped(found.count - OrderContent.rowsMax)) more; all of them under "
                + "Enforcement, scope batch:\(batch)." : nil
        isWaiting = kept.state == .held
        isOwn = call.caller.kind != .machine && PersonName.isSame(call.caller.name, by)
        canDecide = isWaiting && call.caller.may(.enforcementsApprove) && !isOwn
        canUndo =
            kept.state != .undone && call.caller.may(.enforcementsOrder)
        signing = Signing(call, hint: "Why, in a sentence")
    }

    /// - Throws: ``Fault`` `tooLarge` for an order that names more than a look reads.
    private static func effect(
        _ order: RingOrder, _ ring: RingDocument, _ parts: ConsoleParts, _ call: Call
    ) throws -> OrderEffect {
        guard order.members.count <= effectMax else {
            throw Fault(
                .tooLarge,
                "it names \(Counted.grouped(order.members.count)) accounts, and a look reads at "
                    + "most \(Counted.grouped(effectMax)).")
        }
        return try OrderEffect(order, against: ring, parts, call)
    }

    /// The ring as it was when the order was given; nil where nobody kept it.
    private static func ring(of kept: KeptOrder, _ parts: ConsoleParts) throws -> RingDocument? {
        let then = try parts.store.readingCases {
            try $0.keptRing(id: kept.order.ring, until: kept.at)
        }
        return try then.map { try RingDocument(json: $0.ring.document) }
    }

    /// Enforcements of an order, the latest first, to their bound.
    private static func read(_ batch: String, _ parts: ConsoleParts) throws -> [Enforcement] {
        try parts.store.readingEnforcements { tables in
            var filter = EnforcementFilter(limit: EnforcementFilter.limitMax)
            filter.scope = "batch:\(batch)"
            var all: [Enforcement] = []
            while all.count < countedMax {
                let page = try tables.enforcements(filter)
                all += page
                guard page.count == filter.limit, let last = page.last else { break }
                filter.before = last.sequence
            }
            return all
        }
    }
}

extension OrderContent.Row {
    init(_ enforcement: Enforcement, _ masking: Masking, now: Int64) {
        let entity = enforcement.entity
        self.entity = "\(entity.kind) \(masking.name(entity.name))"
        path =
            masking.isHiding
            ? nil : "/enforcements/\(Query.escaped(entity.kind))/\(Query.escaped(entity.name))"
        state = enforcement.state.rawValue
        until = enforcement.until.map { Moment($0, now: now) }
        isOver = !enforcement.state.stands && enforcement.state != .pending
    }
}

/// One order as the page of its ring lists it.
struct OrderLine {
    let batch: String
    let path: String
    let measure: String
    /// Such as `waits for a second person`.
    let state: String
    let by: String
    /// Nil for nobody.
    let approvedBy: String?
    let members: String
    let at: Moment

    /// Orders that a ring's page lists.
    static let ordersMax = 5

    init(_ kept: KeptOrder, now: Int64) {
        batch = kept.batch
        path = "/orders/\(Query.escaped(kept.batch))"
        measure = OrderLine.words(kept)
        (state, by, approvedBy) = (kept.words, kept.order.by, kept.approvedBy)
        members = Counted.words(kept.order.members.count, "account", "accounts")
        at = Moment(kept.at, now: now)
    }

    /// What was ordered, such as `hold payout`.
    static func words(_ kept: KeptOrder) -> String {
        kept.order.closing.measure?.words ?? "cases closed"
    }
}

extension KeptOrder.Step {
    /// Who did what with it, such as `ben agreed to it`.
    var words: String {
        switch kind {
        case .approved: "\(by) agreed to it"
        case .refused: "\(by) refused it"
        case .undone: "\(by) took it back"
        }
    }
}
