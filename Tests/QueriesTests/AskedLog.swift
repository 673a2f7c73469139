import Foundation
import Packs
import Pipeline
import Queries
import StoreSQLite
import TestKit
import Toolbox
import Vocabulary

/// A log of random events in a real store, with what each of them says as the test knows it.
final class AskedLog {
    /// One event as it was made, and what was decided on it.
    struct Truth {
        var time: Int64
        var type: String
        var user: String
        var device: String?
        var number: Int?
        var word: String?
        var action: Action
        var score: Double
        var rules: [String]
    }

    let pack: Pack
    let store: SQLiteStore
    let truth: [Truth]
    private let folder: TemporaryFolder

    static let start: Int64 = 1_772_409_600_000
    /// Rules of the pack: one on the number, one on the word.
    private static let rules =
        SmallPack.rules
        + SmallPack.rule("wordy", when: "event.word == \"ant\"", signal: "wordy", weight: 0.25)

    /// - Parameters:
    ///   - burst: one event in so many begins a burst of one word, so that matches stand together.
    init(events: Int, seed: UInt64, burst: Int = 400) throws {
        let texts = SmallPack.texts(rules: AskedLog.rules)
        guard let pack = PackLoader.read(texts: texts).pack else {
            throw Fault(.bug, "The pack is not sound: \(PackLoader.read(texts: texts).report)")
        }
        self.pack = pack
        var random = SplitMix64(seed: seed)
        let made = AskedLog.events(events, burst: burst, &random)
        folder = try TemporaryFolder()
        let lines = made.map(\.line).joined(separator: "\n") + "\n"
        let path = try folder.write(lines, as: "events.ndjson")
        store = try SQLiteStore(path: folder.path("asked.db"))
        let evaluator = Evaluator(pack: pack)
        let sink = try StoreSink(store: store, evaluator: evaluator)
        _ = try Replay(
            evaluator: evaluator, inputs: [Replay.Input(path: path)], sinks: [sink], threads: 2,
            isStrict: true, now: { 1_800_000_000_000 }
        ).run { _, _ in }
        truth = made.map(\.truth)
    }

    private static func events(
        _ count: Int, burst: Int, _ random: inout SplitMix64
    ) -> [(truth: Truth, line: String)] {
        var time = start
        var left = 0
        return (0..<count).map { index in
            time += Int64(random.below(20_000))
            if random.below(burst) == 0 { left = 100 }
            left -= 1
            let isSeen = random.below(5) == 0
            let user = "u\(random.below(200))"
            let device = isSeen || random.below(3) == 0 ? nil : "d\(random.below(40))"
            let number = random.below(4) == 0 ? nil : random.below(120)
            let word =
                isSeen
                ? nil : left > 0 ? "burst" : random.pick(["ant", "bee", "cat", "dog", "d\"oe"])
            var data = "\"user\":\"\(user)\""
            if let device { data += ",\"device\":\"\(device)\"" }
            if let number { data += ",\"number\":\(number)" }
            if let word {
                data += ",\"word\":\"\(word.replacing("\"", with: "\\\""))\""
            }
            let isLarge = !isSeen && (number ?? 0) > 100
            let isWordy = word == "ant"
            let score = 1 - (isLarge ? 0.5 : 1) * (isWordy ? 0.75 : 1)
            let type = isSeen ? "thing.seen" : "thing.done"
            let truth = Truth(
                time: time, type: type, user: user, device: device, number: number, word: word,
                action: score >= 0.5 ? .review : .allow, score: score,
                rules: (isLarge ? ["large"] : []) + (isWordy ? ["wordy"] : []))
            return (
                truth,
                event("e\(index)", type: type, time: text(time), data: data)
            )
        }
    }

    private static func text(_ time: Int64) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return formatter.string(from: Date(timeIntervalSince1970: Double(time) / 1000))
    }

    /// The whole of its time.
    var range: Range<Int64> { truth[0].time..<truth[truth.count - 1].time + 1 }

    func desk(_ change: (inout QueryLimits) -> Void = { _ in }) -> QueryDesk {
        var limits = QueryLimits()
        change(&limits)
        return QueryDesk(store: store, limits: limits)
    }
}
