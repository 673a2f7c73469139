import CEL
import Packs
import Queries
import Vocabulary

/// Makes the explorer's page of an address.
struct ExplorerReading {
    let desk: QueryDesk
    let pack: Pack
    let caller: Caller
    let now: Int64

    /// Events a page lists.
    private static let rowsShown = 25

    /// A page also for a question that cannot be read: it says what is wrong, at its place.
    ///
    /// - Parameter goesOn: told how much of the whole log was read; false stops it.
    func page(
        _ address: ExplorerAddress, goesOn: @escaping @Sendable (Double) -> Bool = { _ in true }
    ) throws -> ExplorerPage {
        guard let span = try desk.index.span() else {
            return ExplorerPage(address, caller: caller, fault: nil, isEmpty: true)
        }
        do {
            let plan = try plan(address, span)
            let answer = try address.isFull ? desk.full(plan, goesOn: goesOn) : desk.quick(plan)
            let latest = try desk.latest(
                plan, before: address.before ?? .max, limit: ExplorerReading.rowsShown)
            return ExplorerPage(
                address, caller: caller,
                answer: ExplorerAnswer(
                    answer, latest: latest, plan: plan, address: address, caller: caller, now: now)
            )
        } catch let fault as Fault where [.invalid, .tooLarge, .forbidden].contains(fault.code) {
            return ExplorerPage(address, caller: caller, fault: fault)
        }
    }

    /// The answer made whole, for a module that waits for it.
    func full(
        _ address: ExplorerAddress, goesOn: @escaping @Sendable (Double) -> Bool
    ) throws -> ExplorerAnswer? {
        guard let span = try desk.index.span() else { return nil }
        let plan = try plan(address, span)
        let answer = try desk.full(plan, goesOn: goesOn)
        let latest = try desk.latest(plan, limit: ExplorerReading.rowsShown)
        return ExplorerAnswer(
            answer, latest: latest, plan: plan, address: address, caller: caller, now: now)
    }

    private func plan(_ address: ExplorerAddress, _ span: ClosedRange<Int64>) throws -> QueryPlan {
        let range = try address.times(in: span)
        let plan = try desk.plan(
            Question(
                condition: address.when, group: address.by, range: range,
                before: compared(address, range, span)), of: pack)
        guard plan.personal.isEmpty || caller.may(.personalRead) else {
            let names = pack.schema.variables.filter { plan.personal.contains($0.slot) }
                .map(\.name).joined(separator: ", ")
            throw Fault(
                .forbidden, "You may not see what \(names) says of people, so not ask for it.",
                fix: "Ask for other fields, or an admin for \(Permission.personalRead.rawValue).")
        }
        return plan
    }

    /// How far before the range lies what it is compared with; nil also where the log does not
    /// reach back to it, since everything would look new.
    private func compared(
        _ address: ExplorerAddress, _ range: Range<Int64>, _ span: ClosedRange<Int64>
    ) -> Int64? {
        address.shift(range).flatMap { shift in
            range.lowerBound - shift < span.lowerBound - ExplorerReading.missingMax ? nil : shift
        }
    }

    /// What may be missing at the start of the log: an hour, milliseconds.
    private static let missingMax: Int64 = 3_600_000
}
