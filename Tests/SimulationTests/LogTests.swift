import Simulation
import Testing

@Suite struct LogTests {
    private let log: LogReader
    private let lines: [LogReader.Line]

    init() throws {
        log = try LogReader(SimulationConfiguration(seed: 3, events: 30_000, days: 14))
        lines = log.lines
    }

    @Test func idsAreUniqueAndIncrease() {
        #expect(lines.first?.id == "s0000001")
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.id < $1.id })
        #expect(lines.count == log.truth.events)
    }

    @Test func timesNeverGoBackAndStayInTheLog() {
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.time <= $1.time })
        #expect(lines.allSatisfy { $0.time.count == 20 })
        #expect((lines.first?.time ?? "") >= "2026-03-01T00:00:00Z")
        #expect((lines.last?.time ?? "9") < "2026-03-15")
    }

    @Test func everyTypeOccursWithItsFields() {
        let origin = ["user", "device", "ip", "asn", "country"]
        let play = ["track", "artist", "payee", "msPlayed", "trackMs", "source", "plan"]
        let fields = [
            "stream.completed": origin + play,
            "account.created": origin + ["emailDomain", "plan"],
            "account.login": origin + ["success"],
            "payment.succeeded": ["user", "instrument", "amount", "currency"],
            "follow.created": ["user", "artist"],
        ]
        var seen: Set<Substring> = []
        for line in lines {
            guard let expected = fields[String(line.type)] else {
                Issue.record("unknown type \(line.type)")
                continue
            }
            seen.insert(line.type)
            for field in expected where line.data[field[...]] == nil {
                Issue.record("\(line.id) lacks \(field)")
            }
        }
        #expect(seen.count == fields.count)
    }

    @Test func nobodyActsBeforeTheirAccountOpens() {
        var active: Set<Substring> = []
        for line in lines {
            if line.type == "account.created", active.contains(line.user) {
                Issue.record("\(line.user) acted before \(line.id)")
            }
            active.insert(line.user)
        }
    }

    @Test func playsLastNoLongerThanTheirTracks() {
        for line in lines where line.type == "stream.completed" {
            let played = line.data["msPlayed"].flatMap { Int($0) } ?? .max
            let length = line.data["trackMs"].flatMap { Int($0) } ?? 0
            if played > length { Issue.record("\(line.id) plays \(played) ms of \(length)") }
        }
    }
}
