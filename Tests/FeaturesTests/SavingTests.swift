import Events
import Features
import Pipeline
import TestKit
import Testing
import Toolbox

/// A walk that was saved and restored goes on as if nothing had happened.
@Suite struct SavingTests {
    private static let packs = 60
    private static let logsPerPack = 12

    /// A share of all combinations of features: each comes once in as many packs.
    private func evaluator(_ pack: Int, _ log: inout RandomLog, _ lateness: Int64) throws
        -> Evaluator
    {
        var deal = RandomLog(random: Seed.random(41))
        let features = deal.features()
        let share = stride(from: pack, to: features.count, by: SavingTests.packs).map {
            features[$0]
        }
        var limits = IntakeLimits()
        // So few that generations of identities change hands.
        limits.identitiesMax = log.random.pick([40, 1 << 20])
        return try Bench(packTexts(share, lateness: "\(lateness)m"), limits: limits).evaluator
    }

    private func lines(_ log: inout RandomLog, _ lateness: Int64) -> [String] {
        var lines: [String] = []
        for event in log.events(
            log.random.within(30...120), lateness: lateness * 60_000,
            longestStep: log.random.pick([1001, 90_000, 3_600_000, .max]))
        {
            lines.append(event.json)
            if log.random.chance(0.1) { lines.append(log.random.pick(lines)) }
        }
        return lines
    }

    @Test("Saved at any moment and restored, a walk ends with the same bytes", arguments: 0..<packs)
    func goesOn(pack: Int) throws {
        var log = RandomLog(random: Seed.random(40, round: pack))
        let lateness = log.random.pick([2, 60] as [Int64])
        let plain = try evaluator(pack, &log, lateness)
        for round in 0..<SavingTests.logsPerPack {
            let lines = lines(&log, lateness)
            let cut = log.random.within(0...lines.count)
            let whole = Bench(evaluator: Evaluator(pack: plain.pack, limits: plain.limits))
            whole.walk(Array(lines[..<cut]))
            let saved = StateBytes.of(whole.evaluator)
            let hint = "pack \(pack), log \(round), cut \(cut); \(Seed.hint)"
            let restored = try #require(saved.restored(like: plain), "\(hint)")
            #expect(StateBytes.of(restored).bytes == saved.bytes, "\(hint)")
            let later = Bench(evaluator: restored)
            let before = whole.seen.count
            whole.walk(Array(lines[cut...]), batchSize: 7)
            later.walk(Array(lines[cut...]), batchSize: 3)
            #expect(
                later.seen.map(\.texts) == whole.seen[before...].map(\.texts), "\(hint)")
            #expect(later.seen.map(\.record) == whole.seen[before...].map(\.record), "\(hint)")
            #expect(
                StateBytes.of(restored).bytes == StateBytes.of(whole.evaluator).bytes, "\(hint)")
        }
    }

    @Test(
        "Saved bit by bit while it walks, the state is that of the moment saving began",
        arguments: 0..<packs)
    func savesWhileWalking(pack: Int) throws {
        var log = RandomLog(random: Seed.random(42, round: pack))
        let plain = try evaluator(pack, &log, 60)
        let lines = lines(&log, 60)
        let cut = log.random.within(0...lines.count)
        let whole = Bench(evaluator: Evaluator(pack: plain.pack, limits: plain.limits))
        whole.walk(Array(lines[..<cut]))
        let before = whole.seen.count
        let state = StateBytes()
        let writer = StateWriter(to: state)
        whole.evaluator.beginSaving(to: writer)
        var isDone = false
        for line in lines[cut...] {
            whole.walk([line])
            if !isDone, log.random.chance(0.3) {
                isDone = whole.evaluator.saveMore(bytes: 1, to: writer)
                if isDone { whole.evaluator.endSaving() }
            }
        }
        while !isDone { isDone = whole.evaluator.saveMore(bytes: 1000, to: writer) }
        whole.evaluator.endSaving()
        writer.handOn()
        let hint = "pack \(pack), cut \(cut) of \(lines.count); \(Seed.hint)"
        let later = Bench(evaluator: try #require(state.restored(like: plain), "\(hint)"))
        later.walk(Array(lines[cut...]))
        #expect(later.seen.map(\.record) == whole.seen[before...].map(\.record), "\(hint)")
        #expect(later.seen.map(\.texts) == whole.seen[before...].map(\.texts), "\(hint)")
    }

    @Test("State of other features is not taken")
    func otherFeatures() throws {
        var log = RandomLog(random: Seed.random(43))
        let one = try evaluator(0, &log, 60)
        let other = try evaluator(1, &log, 60)
        Bench(evaluator: one).walk(lines(&log, 60))
        #expect(StateBytes.of(one).restored(like: other) == nil)
    }

    @Test("State that ends early is not taken")
    func torn() throws {
        var log = RandomLog(random: Seed.random(44))
        let plain = try evaluator(2, &log, 60)
        Bench(evaluator: plain).walk(lines(&log, 60))
        let bytes = StateBytes.of(plain).bytes
        for _ in 0..<200 {
            let state = StateBytes(bytes.prefix(log.random.below(bytes.count)))
            #expect(state.restored(like: plain) == nil, "\(Seed.hint)")
        }
    }
}
