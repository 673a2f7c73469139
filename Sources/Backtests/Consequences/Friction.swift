import Decisions
import Toolbox
import Vocabulary

/// How often people were stopped, by session: a person's day, or what the pack's `session` names.
///
/// A session is good when its person is not known to be bad and none of its events is.
package struct Friction: Codable, Sendable {
    package var goodSessions = 0
    /// Good sessions with a challenge.
    package var goodChallenged = 0
    /// Good sessions with an action that hurts.
    package var goodHurt = 0
    /// Sessions, good or not, with a challenge and with a review.
    package var challenged = 0
    package var reviewed = 0
    package var challengedPer1000: Double { per1000(goodChallenged) }
    package var hurtPer1000: Double { per1000(goodHurt) }

    private func per1000(_ count: Int) -> Double {
        goodSessions == 0 ? 0 : Double(count) / Double(goodSessions) * 1000
    }

    /// O(rows).
    init(_ ground: Ground, _ judgement: Judgement) {
        let sessions = ground.sessions
        var flags = Array(repeating: UInt8(0), count: sessions.people.count)
        for row in 0..<ground.walk.rows {
            let session = Int(sessions.ofRow.base[row])
            if ground.truth.rows.base[row] == 1 { flags[session] |= 1 }
            let outcome = judgement.outcomes[row]
            if outcome.score == 0, outcome.action == .allow { continue }
            for action in outcome.actions {
                if action == .challenge { flags[session] |= 2 }
                if action == .review { flags[session] |= 4 }
            }
            if ground.costs.hurts.contains(outcome.action) { flags[session] |= 8 }
        }
        for session in 1..<max(1, flags.count) {
            let flag = flags[session]
            if flag & 2 != 0 { challenged += 1 }
            if flag & 4 != 0 { reviewed += 1 }
            guard flag & 1 == 0, ground.mayBeGood(Int(sessions.people[session])) else { continue }
            goodSessions += 1
            if flag & 2 != 0 { goodChallenged += 1 }
            if flag & 8 != 0 { goodHurt += 1 }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case goodSessions, goodChallenged, goodHurt, challenged, reviewed
        case challengedPer1000, hurtPer1000
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        goodSessions = try container.decode(Int.self, forKey: .goodSessions)
        goodChallenged = try container.decode(Int.self, forKey: .goodChallenged)
        goodHurt = try container.decode(Int.self, forKey: .goodHurt)
        challenged = try container.decode(Int.self, forKey: .challenged)
        reviewed = try container.decode(Int.self, forKey: .reviewed)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(goodSessions, forKey: .goodSessions)
        try container.encode(goodChallenged, forKey: .goodChallenged)
        try container.encode(goodHurt, forKey: .goodHurt)
        try container.encode(challenged, forKey: .challenged)
        try container.encode(reviewed, forKey: .reviewed)
        try container.encode(challengedPer1000, forKey: .challengedPer1000)
        try container.encode(hurtPer1000, forKey: .hurtPer1000)
    }
}
