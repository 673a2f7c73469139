import Packs
package import Pipeline
import Toolbox
package import Vocabulary

/// One run of detection after another on the log of a service; each reads only what is new.
///
/// **What is kept between runs:** the conduct of the window, and the sums of lockstep of days that
/// are over. When the conduct holds a quarter more than the window, it is gathered anew from where
/// the window begins now, so memory has a bound: that of the plays in 1.25 windows.
///
/// **The order of a run:** verdicts that changed are sent as events and decided, then the run is
/// kept. So every verdict of a run that is kept is in the log, and none is lost. After a crash
/// between the two, or in the middle of sending, the log tells the next run what was said: it goes
/// by the verdicts it finds there before those that the last run kept, sends what is missing, and
/// takes back what is true no more. An id is made of what was read and the account, so nothing is
/// in the log twice. One caller at a time.
package final class DetectionRounds {
    /// What one run came to.
    package struct Round: Sendable {
        package var run: DetectionRun
        package var seconds: Double
        /// Verdicts sent and decided, and those refused, of which the first is told.
        package var told = 0
        package var refused = 0
        package var firstRefusal: DeadLetter?
        /// Of the whole conduct.
        package var gathered: StoreGathering.Report
        /// Days whose lockstep was summed for this run.
        package var daysSummed: Int
    }

    private let service: DecisionService
    private let store: any Store
    private let definition: DetectionDefinition
    private let detector: Detector
    private let settings: DetectionScheduleSettings
    private let gate: Gate
    private let now: @Sendable () -> Int64
    private var gathering: StoreGathering?
    /// Event time where the conduct begins, milliseconds since 1970.
    private var since: Int64 = 0
    private var days = LockstepDays()
    /// Events of the conduct that the last run has judged and told of without a miss.
    private var judged = 0

    /// The longest window, milliseconds: a hundred years.
    private static let windowMax: Int64 = 36_525 * 86_400_000

    package init(
        service: DecisionService, store: any Store, definition: DetectionDefinition,
        settings: DetectionScheduleSettings, gate: Gate = Gate(),
        now: @escaping @Sendable () -> Int64
    ) {
        (self.service, self.store, self.definition) = (service, store, definition)
        (self.settings, self.gate, self.now) = (settings, gate, now)
        detector = Detector(
            schema: service.pack.schema, definition: definition, threads: settings.threads)
    }

    /// One run.
    ///
    /// - Returns: nil when nobody has done anything since the last one.
    /// - Throws: ``Fault`` when the store or the service fails, after which the next run begins
    ///   anew; ``Stopped`` when the gate was closed.
    package func run() throws -> Round? {
        do {
            return try runOrThrow()
        } catch {
            // It may hold half a batch.
            (gathering, days, judged) = (nil, LockstepDays(), 0)
            throw error
        }
    }

    private func runOrThrow() throws -> Round? {
        let started = monotonicSeconds()
        guard let gathering = try gathered() else { return nil }
        let conduct = gathering.conduct
        guard conduct.events > 0, conduct.events != judged else { return nil }
        let lockstep = detector.settings.lockstep
        let sums = try days.sums(
            conduct.plays.actions, seatCount: conduct.seatCount, rule: lockstep,
            threads: settings.threads,
            settled: conduct.latest - service.pack.latenessMilliseconds
        ) { _ in try gate.check() }
        let detected = try detector.run(conduct, sums: sums) { _, _ in try gate.check() }
        var names = try gate.pass {
            try RingNames(store.lastRun()?.state ?? [], of: "the store's last run")
        }
        names.told = Self.told(names.told ?? [:], gathering.told)
        let documents = detected.documents(&names)
        var run = try detected.run(
            documents, names, endedAt: now(), sequence: gathering.report.sequence)
        var round = Round(
            run: run, seconds: 0, gathered: gathering.report, daysSummed: days.summed)
        try tell(&round, documents, &names)
        run.state = names.bytes
        run.endedAt = now()
        round.run = run
        try gate.pass { try store.keep(run) }
        judged = round.refused == 0 ? conduct.events : 0
        round.seconds = monotonicSeconds() - started
        return round
    }

    /// Conduct up to the log's end; nil for an empty log.
    private func gathered() throws -> StoreGathering? {
        let end = try gate.pass { try store.lastSequence() }
        guard let latest = try gate.pass({ try StoreGathering.latest(of: store) }) else {
            return nil
        }
        let window = min(settings.window, Self.windowMax)
        if gathering != nil, latest - since > window / 4 * 5 { gathering = nil }
        if gathering == nil { since = latest - window }
        let gathering = try self.gathering ?? begun()
        self.gathering = gathering
        while try gate.pass({ try gathering.next(through: end) }) {}
        return gathering
    }

    private func begun() throws -> StoreGathering {
        (days, judged) = (LockstepDays(), 0)
        let place = try gate.pass {
            try StoreGathering.place(
                before: since - 2 * VerdictEvents.renewedAfter,
                lateness: service.pack.latenessMilliseconds, in: store)
        }
        return StoreGathering(
            store: store, pack: service.pack, definition: definition, since: since, after: place)
    }

    /// What was last said of each account, where it was not `none`: what the log says, else what
    /// the last run kept.
    private static func told(
        _ kept: [String: ToldVerdict], _ logged: [String: ToldVerdict]
    ) -> [String: ToldVerdict] {
        kept.merging(logged) { $1 }.filter { $0.value.action != Measure.none.rawValue }
    }

    /// Sends what changed, and notes in `names` what was decided.
    private func tell(
        _ round: inout Round, _ documents: [RingDocument], _ names: inout RingNames
    ) throws {
        guard let events = VerdictEvents(schema: service.pack.schema, definition: definition)
        else { return }
        let asOf = round.run.asOf
        var told = names.told ?? [:]
        let due = VerdictEvents.due(round.run.accounts, told: told, asOf: asOf)
        var members: [String: Int] = [:]
        for document in documents { members[document.ring] = document.accounts }
        let sending = VerdictSending(service: service, gate: gate)
        for first in stride(from: 0, to: due.count, by: sending.batchMax) {
            let batch = due[first..<min(due.count, first + sending.batchMax)]
            // Events went on while this run worked; told as of its own time it might be too late.
            let latest = try gate.pass { try StoreGathering.latest(of: store) } ?? asOf
            let time = max(asOf, latest)
            let outcomes = try sending.send(
                batch.map {
                    events.text($0, members: members[$0.ring] ?? 0, run: round.run, time: time)
                })
            for (verdict, letter) in zip(batch, outcomes) {
                if let letter {
                    round.refused += 1
                    round.firstRefusal = round.firstRefusal ?? letter
                    continue
                }
                round.told += 1
                told[verdict.account] =
                    verdict.action == Measure.none.rawValue
                    ? nil : ToldVerdict(verdict, asOf: time)
            }
        }
        names.told = told
    }
}
