import CEL
import Decisions
package import Pipeline
import Toolbox
package import Vocabulary

/// Turns rows of events into ``Conduct``, in their order.
package struct Gatherer {
    package private(set) var conduct = Conduct()
    private let definition: DetectionDefinition
    private let plans: [TypePlan]
    private let scratch = Scratch()
    /// (account, seat's value plus 1) → seat.
    private var seats: [UInt64: UInt32] = [:]
    /// (seat, value) met.
    private var linked: Set<UInt64> = []
    /// By kind: the value that a seat was last linked to, so that most events need no look-up.
    private var lastLinks: [[UInt32]]
    private var text = ByteWriter(capacity: 256)
    /// Whom a verdict of ours restricts at this place of the log: by account, and those who did
    /// nothing yet.
    private var isRestricted: [Bool] = []
    private var restrictedAbsent: Set<[UInt8]> = []

    /// The last verdict that detection sent on each account, those of `none` too.
    package private(set) var told: [String: ToldVerdict] = [:]

    /// Where a verdict's event says what.
    private struct VerdictSlots {
        var action: Int
        var ring: Int
        var score: Int

        init?(_ type: EventType) {
            func slot(_ name: String) -> Int? { type.fields.first { $0.name == name }?.slot }
            guard let action = slot("action"), let ring = slot("ring"), let score = slot("score")
            else { return nil }
            (self.action, self.ring, self.score) = (action, ring, score)
        }
    }

    /// Where a type of event says what.
    private struct TypePlan {
        var account: Int?
        var seat: Int?
        /// By place in ``DetectionDefinition/shared``.
        var shared: [Int?]
        var isPlay: Bool
        /// Places in ``DetectionDefinition/acts``, with the slot of the object.
        var acts: [(kind: UInt8, object: Int)]
        var isSignUp: Bool
        /// Where this is a verdict's event.
        var verdict: VerdictSlots?
    }

    package init(schema: Schema, definition: DetectionDefinition) {
        self.definition = definition
        func slot(_ entity: Int, _ type: EventType) -> Int? {
            type.fields.first { $0.entity == entity }?.slot
        }
        plans = schema.types.enumerated().map { index, type in
            TypePlan(
                account: slot(definition.account, type),
                seat: definition.seat.flatMap { slot($0, type) },
                shared: definition.shared.map { slot($0.entity, type) },
                isPlay: definition.plays?.act.type == index,
                acts: definition.acts.enumerated().filter { $0.element.type == index }.map {
                    (UInt8(truncatingIfNeeded: $0.offset), $0.element.object)
                },
                isSignUp: definition.signUps?.type == index,
                verdict: definition.verdicts == index ? VerdictSlots(type) : nil)
        }
        lastLinks = [[UInt32]](repeating: [], count: definition.shared.count)
        conduct.signUps.groups = [[UInt32]](
            repeating: [], count: definition.signUps?.groups.count ?? 0)
    }

    /// Takes one accepted event. O(its fields).
    ///
    /// A verdict of ours is nobody's conduct. While one restricts an account, what is decided on it
    /// tells nothing new: else a verdict would be evidence for itself.
    ///
    /// - Parameter action: what the pack's policy decided.
    package mutating func take(_ batch: EventBatch, _ index: Int, action: Action) {
        let row = batch.row(index)
        let plan = plans[Int(batch.types[index])]
        let time = batch.times[index]
        if let slots = plan.verdict { return takeVerdict(row, plan, slots, time) }
        guard let account = Self.number(row, plan.account, in: &conduct.accounts, with: &text)
        else { return }
        conduct.events += 1
        if Int(account) == conduct.worstAction.count {
            conduct.worstAction.append(0)
            isRestricted.append(wasRestricted(row, plan))
        }
        let isRestricted = isRestricted[Int(account)]
        let rank = isRestricted ? 0 : UInt8(truncatingIfNeeded: action.rank)
        if rank > conduct.worstAction[Int(account)] { conduct.worstAction[Int(account)] = rank }
        conduct.earliest = min(conduct.earliest, time)
        conduct.latest = max(conduct.latest, time)
        let seat = seat(of: account, row, plan)
        link(seat, row, plan)
        if plan.isPlay {
            takePlay(row, seat, time, isRestricted ? .told : action >= .exclude ? .excluded : [])
        }
        for act in plan.acts {
            guard
                let object = Self.number(
                    row, act.object, in: &conduct.acts.names, with: &text, prefix: act.kind)
            else { continue }
            conduct.acts.seats.append(seat)
            conduct.acts.objects.append(object)
            conduct.acts.times.append(time)
        }
        if plan.isSignUp { takeSignUp(row, account, seat, time) }
    }

    private mutating func takePlay(
        _ row: UnsafePointer<Value>, _ seat: UInt32, _ time: Int64, _ judged: PlayMarks
    ) {
        guard let plays = definition.plays,
            let object = Self.number(row, plays.act.object, in: &conduct.objects, with: &text)
        else { return }
        if Int(object) == conduct.payeeOfObject.count {
            let payee = Self.number(row, plays.payee, in: &conduct.payees, with: &text)
            let maker = Self.number(row, plays.maker, in: &conduct.makers, with: &text)
            conduct.payeeOfObject.append(payee ?? Names.none)
            conduct.makerOfObject.append(maker ?? Names.none)
        } else if conduct.payeeOfObject[Int(object)] == Names.none {
            let payee = Self.number(row, plays.payee, in: &conduct.payees, with: &text)
            conduct.payeeOfObject[Int(object)] = payee ?? Names.none
        }
        var marks = judged
        if earns(row, plays.earns) { marks.insert(.earns) }
        conduct.plays.seats.append(seat)
        conduct.plays.objects.append(object)
        conduct.plays.times.append(time)
        conduct.plays.marks.append(marks)
        conduct.plays.ids.append(contentsOf: row[Schema.Envelope.id].asBytes)
        conduct.plays.idEnds.append(conduct.plays.ids.count)
    }

    private mutating func takeVerdict(
        _ row: UnsafePointer<Value>, _ plan: TypePlan, _ slots: VerdictSlots, _ time: Int64
    ) {
        let action = Self.string(row[slots.action])
        let isRestricted = action == Measure.restrict.rawValue
        let source = row[Schema.Envelope.source]
        withName(row, plan.account) { gatherer, name in
            if Self.string(source) == VerdictEvents.source {
                gatherer.told[String(decoding: name, as: UTF8.self)] = ToldVerdict(
                    action: action, ring: Self.string(row[slots.ring]),
                    score: row[slots.score].kind == .double ? row[slots.score].asDouble : 0,
                    asOf: time)
            }
            if let account = gatherer.conduct.accounts.find(name) {
                gatherer.isRestricted[Int(account)] = isRestricted
            } else if isRestricted {
                gatherer.restrictedAbsent.insert(Array(name))
            } else {
                gatherer.restrictedAbsent.remove(Array(name))
            }
        }
    }

    private static func string(_ value: Value) -> String {
        value.kind == .string ? String(decoding: value.asBytes, as: UTF8.self) : ""
    }

    /// Whether a verdict restricted an account before its first event that is taken.
    private mutating func wasRestricted(
        _ row: UnsafePointer<Value>, _ plan: TypePlan
    ) -> Bool {
        if restrictedAbsent.isEmpty { return false }
        var was = false
        withName(row, plan.account) { gatherer, name in
            was = gatherer.restrictedAbsent.remove(Array(name)) != nil
        }
        return was
    }

    private mutating func withName(
        _ row: UnsafePointer<Value>, _ slot: Int?,
        _ body: (inout Gatherer, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard let slot, row[slot].kind != .absent else { return }
        var text = ByteWriter()
        if row[slot].kind == .string {
            text.append(row[slot].asBytes)
        } else {
            row[slot].writeText(to: &text)
        }
        text.withBytes { body(&self, $0) }
    }

    private func earns(_ row: UnsafePointer<Value>, _ condition: Program?) -> Bool {
        guard let condition else { return true }
        let value = condition.evaluate(row, scratch)
        let holds = value.kind == .bool && value.asBool
        scratch.reset()
        return holds
    }

    private mutating func takeSignUp(
        _ row: UnsafePointer<Value>, _ account: UInt32, _ seat: UInt32, _ time: Int64
    ) {
        conduct.signUps.accounts.append(account)
        conduct.signUps.seats.append(seat)
        conduct.signUps.times.append(time)
        for (way, slot) in (definition.signUps?.groups ?? []).enumerated() {
            let group = Self.number(
                row, slot, in: &conduct.signUps.names, with: &text, prefix: UInt8(way))
            conduct.signUps.groups[way].append(group ?? Names.none)
        }
    }

    private mutating func seat(
        of account: UInt32, _ row: UnsafePointer<Value>, _ plan: TypePlan
    ) -> UInt32 {
        var value = Names.none
        if let entity = definition.seat {
            let kind = definition.shared.firstIndex { $0.entity == entity }
            value = self.value(row, plan.seat, kind: kind ?? definition.shared.count) ?? value
        }
        let key = UInt64(account) << 32 | UInt64(value &+ 1)
        if let seat = seats[key] { return seat }
        let seat = UInt32(conduct.seatCount)
        seats[key] = seat
        conduct.accountOfSeat.append(account)
        conduct.valueOfSeat.append(value)
        for kind in lastLinks.indices { lastLinks[kind].append(Names.none) }
        return seat
    }

    private mutating func link(_ seat: UInt32, _ row: UnsafePointer<Value>, _ plan: TypePlan) {
        for (kind, slot) in plan.shared.enumerated() {
            guard let value = value(row, slot, kind: kind) else { continue }
            if lastLinks[kind][Int(seat)] == value { continue }
            lastLinks[kind][Int(seat)] = value
            if linked.insert(UInt64(seat) << 32 | UInt64(value)).inserted {
                conduct.links.seats.append(seat)
                conduct.links.values.append(value)
            }
        }
    }

    private mutating func value(
        _ row: UnsafePointer<Value>, _ slot: Int?, kind: Int
    ) -> UInt32? {
        guard
            let value = Self.number(
                row, slot, in: &conduct.values, with: &text, prefix: UInt8(kind))
        else { return nil }
        if Int(value) == conduct.kindOfValue.count { conduct.kindOfValue.append(UInt8(kind)) }
        return value
    }

    /// The number of what stands in a slot; nil where nothing does.
    private static func number(
        _ row: UnsafePointer<Value>, _ slot: Int?, in names: inout Names,
        with text: inout ByteWriter, prefix: UInt8? = nil
    ) -> UInt32? {
        guard let slot, row[slot].kind != .absent else { return nil }
        if prefix == nil, row[slot].kind == .string {
            let bytes = row[slot].asBytes
            return bytes.isEmpty ? nil : names.number(bytes)
        }
        text.removeAll()
        if let prefix { text.append(byte: prefix) }
        row[slot].writeText(to: &text)
        guard text.count > (prefix == nil ? 0 : 1) else { return nil }
        return text.withBytes { names.number($0) }
    }
}

/// Gathers while a replay decides.
package final class GatheringSink: ReplaySink, @unchecked Sendable {
    package private(set) var gatherer: Gatherer
    package let wantsDecisions = false

    package init(_ gatherer: Gatherer) { self.gatherer = gatherer }

    package func take(_ flight: DecidedBatch) throws {
        let batch = flight.batch
        for index in 0..<batch.count where batch.admissions[index] == .accepted {
            let action = flight.results.rows[index].outcome.action
            gatherer.take(batch, index, action: action)
        }
    }

    package func finish() throws {}
}
