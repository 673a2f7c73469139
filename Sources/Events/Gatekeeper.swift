import Toolbox
package import Vocabulary

/// Decides, in order, which rows of a batch are walked: each (source, id) once, not from the
/// future, and not later than the declared lateness.
///
/// The watermark is how far event time has surely come: the time that ``watermarkQuorum`` admitted
/// events have reached, and never later than the time of receipt, so that a few events with a wrong
/// clock shut nobody out. Identities are kept in two
/// generations, so at least the last `identitiesMax / 2` are recognised. One caller at a time.
package final class Gatekeeper: @unchecked Sendable {
    private let limits: IntakeLimits
    /// How far behind the watermark an event may come, milliseconds.
    private let latenessMilliseconds: Int64
    @exclusivity(unchecked) var recent = Hash128Set(capacity: 1 << 16)
    @exclusivity(unchecked) var older = Hash128Set()
    /// Milliseconds since 1970; the least value until enough events have come.
    @exclusivity(unchecked) package internal(set) var watermark = Int64.min
    /// The latest times admitted, ascending, at most ``watermarkQuorum``.
    @exclusivity(unchecked) var latest: [Int64] = []
    /// While a snapshot is taken: what is still to be written, and what came since it began.
    @exclusivity(unchecked) var saving: GatekeeperSaving?

    /// Events that must have reached a time before it counts as come.
    package static let watermarkQuorum = 16

    package private(set) var duplicates = 0

    /// How far ahead memory is asked for.
    private static let rowsAhead = 8

    package init(limits: IntakeLimits, latenessMilliseconds: Int64) {
        self.limits = limits
        self.latenessMilliseconds = latenessMilliseconds
    }

    /// Bytes held for recognising duplicates.
    package var bytes: Int { recent.bytes + older.bytes }

    /// Marks every row of `batch`. O(rows).
    package func admit(_ batch: EventBatch) {
        for index in 0..<batch.count {
            // Identities are spread over more memory than is near; some rows ahead hides the wait.
            if index + Gatekeeper.rowsAhead < batch.count {
                recent.prefetch(batch.identities[index + Gatekeeper.rowsAhead])
            }
            batch.admissions[index] = admission(of: index, in: batch)
            batch.watermarks[index] = watermark
        }
        // Letters of reading, parsing and admission stand in the order of the input.
        batch.deadLetters.sort { $0.line < $1.line }
    }

    private func admission(of index: Int, in batch: EventBatch) -> Admission {
        let time = batch.times[index]
        let received = batch.received[index]
        // An event decided before is a duplicate whenever it comes again.
        if isKnown(batch.identities[index]) {
            duplicates += 1
            return .duplicate
        }
        if time > received + limits.futureMillisecondsMax {
            refuse(
                .inFuture, index, batch,
                expected:
                    "no later than \(limits.futureMillisecondsMax / 1000) s after it was received")
            return .refused
        }
        if watermark != .min, time < watermark - latenessMilliseconds {
            refuse(
                .tooLate, index, batch,
                expected: "no earlier than \(latenessMilliseconds / 1000) s before "
                    + CivilTime(milliseconds: watermark).rfc3339)
            return .refused
        }
        remember(batch.identities[index])
        advance(to: min(time, received))
        return .accepted
    }

    /// Takes in the time of an admitted event. O(``watermarkQuorum``) at worst, O(1) mostly.
    private func advance(to time: Int64) {
        guard latest.count == Gatekeeper.watermarkQuorum else {
            latest.insert(time, at: latest.firstIndex { $0 > time } ?? latest.count)
            if latest.count == Gatekeeper.watermarkQuorum { watermark = latest[0] }
            return
        }
        guard time > latest[0] else { return }
        var place = 0
        while place + 1 < latest.count, latest[place + 1] < time {
            latest[place] = latest[place + 1]
            place += 1
        }
        latest[place] = time
        watermark = latest[0]
    }

    private func isKnown(_ identity: Hash128) -> Bool {
        recent.contains(identity) || (older.count > 0 && older.contains(identity))
    }

    private func remember(_ identity: Hash128) {
        _ = recent.insert(identity)
        saving?.add(identity)
        if recent.count >= limits.identitiesMax / 2 {
            saving?.turn()
            older.removeAll()
            swap(&older, &recent)
        }
    }

    private func refuse(
        _ code: DeadLetter.Code, _ index: Int, _ batch: EventBatch, expected: String
    ) {
        batch.deadLetters.append(
            DeadLetter(
                code, input: batch.input, line: batch.lines[index], field: "time",
                expected: expected,
                found: CivilTime(milliseconds: batch.times[index]).rfc3339))
    }
}
