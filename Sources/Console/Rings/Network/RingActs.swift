import API
import Enforcements
import Foundation
import Packs
import Pipeline
import Vocabulary

/// Who acted when: the latest acts of a ring's surest members, and the moments at which most of
/// them acted at once. O(members · acts), each a read of the log.
struct RingActs: Encodable {
    struct Line: Encodable {
        var account: String
        let role: String
        /// Event times, milliseconds since 1970, in order.
        let times: [Int64]
    }

    /// A minute in which several acted.
    struct Moment: Encodable, Equatable {
        /// Its start, milliseconds since 1970.
        let at: Int64
        let accounts: Int
    }

    static let membersMax = 30
    static let actsMax = 60
    static let momentsMax = 10
    /// How near acts are that count as at once, milliseconds.
    static let together: Int64 = 60_000

    var lines: [Line]
    let moments: [Moment]
    let members: Int

    /// What detection said of them is nobody's act, so events of verdicts are left out.
    init(_ ring: RingDocument, _ store: any ConsoleParts.Store, _ pack: Pack) throws {
        members = ring.members.count
        let verdict = pack.detection?.verdicts.map {
            "\"type\":\"\(pack.schema.types[$0].name)\""
        }
        lines = try ring.members.prefix(RingActs.membersMax).map { member in
            let found = try store.decisions(
                DecisionFilter(account: member.account, limit: RingActs.actsMax)
            ).filter { decision in verdict.map { !decision.record.contains($0) } ?? true }
            return Line(
                account: member.account, role: member.role, times: found.map(\.time).sorted())
        }
        moments = RingActs.moments(lines.map(\.times))
    }

    /// The minutes in which the most lines have an act, at least two; the latest of equals first.
    static func moments(_ lines: [[Int64]]) -> [Moment] {
        var counts: [Int64: Int] = [:]
        for times in lines {
            for minute in Set(times.map { $0 - $0 % together }) { counts[minute, default: 0] += 1 }
        }
        return counts.filter { $0.value > 1 }
            .sorted { ($1.value, $1.key) < ($0.value, $0.key) }.prefix(momentsMax)
            .map { Moment(at: $0.key, accounts: $0.value) }
    }

    func masked(by masking: Masking) -> RingActs {
        var masked = self
        for place in lines.indices {
            masked.lines[place].account = masking.name(lines[place].account)
        }
        return masked
    }
}

/// What `ring_acts.mustache` shows: the strip as a drawing, and the moments in words.
struct RingActsContent {
    struct Minute {
        let at: Console.Moment
        let accounts: String
        let share: Int
    }

    struct Member {
        let account: String
        /// Nil where names are hidden.
        let path: String?
        let acts: String
        /// Nil where it has no act.
        let from: Console.Moment?
        let to: Console.Moment?
    }

    let id: String
    let path: String
    let drawing: String?
    let words: String
    let moments: [Minute]
    let members: [Member]

    init(_ acts: RingActs, of id: String, _ masking: Masking, now: Int64) {
        self.id = id
        path = "/rings/\(Query.escaped(id))"
        let lines = acts.masked(by: masking).lines
        let all = lines.flatMap(\.times)
        words =
            all.isEmpty
            ? "No act of its members is in the log any more."
            : "The latest \(Counted.words(all.count, "act", "acts")) of the "
                + "\(lines.count) surest of \(Counted.words(acts.members, "member", "members")), "
                + "at most \(RingActs.actsMax) each."
        moments = acts.moments.map {
            Minute(
                at: Console.Moment($0.at, now: now), accounts: "\($0.accounts) of \(lines.count)",
                share: $0.accounts * 100 / max(1, lines.count))
        }
        members = lines.map {
            Member(
                account: $0.account,
                path: masking.isHiding
                    ? nil : Masks.path(EnforcedEntity(kind: "account", name: $0.account)),
                acts: Counted.grouped($0.times.count),
                from: $0.times.first.map { Console.Moment($0, now: now) },
                to: $0.times.last.map { Console.Moment($0, now: now) })
        }
        guard let first = all.min(), let last = all.max() else {
            drawing = nil
            return
        }
        drawing = RingActsContent.draw(lines, first, max(last, first + 1))
    }

    /// A line for each member, a mark for each act.
    private static func draw(_ lines: [RingActs.Line], _ first: Int64, _ last: Int64) -> String {
        var svg = Markup()
        svg.raw("<svg role=\"img\" class=\"acts\" viewBox=\"0 0 1000 ")
        svg.text("\(lines.count * 14 + 4)")
        svg.raw("\" preserveAspectRatio=\"none\" aria-label=\"Acts by member and time\">")
        for (place, line) in lines.enumerated() {
            svg.raw("<path d=\"")
            for time in line.times {
                svg.raw("M")
                svg.number(Double(time - first) / Double(last - first) * 994 + 3)
                svg.raw(" ")
                svg.number(Double(place * 14 + 3))
                svg.raw("v10")
            }
            svg.raw("\"><title>")
            svg.text(line.account)
            svg.raw("</title></path>")
        }
        svg.raw("</svg>")
        return svg.written
    }
}
