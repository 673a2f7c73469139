/// What a piece of evidence rests on.
package enum Family: String, Sendable, CaseIterable, Comparable {
    /// They did the same at the same times.
    case lockstep
    /// They play the same few things and little else.
    case block
    /// Their plays pay one pocket.
    case payee
    /// They share devices, instruments or addresses as households do not.
    case infrastructure
    /// They signed up together.
    case arrival
    /// The times of each are a machine's.
    case timing
    /// The pack's rules speak against their plays.
    case rules
    /// Somebody else sits in a person's account.
    case takeover

    /// What the evidence looks at. Two families with one ground prove no more than the stronger:
    /// only different grounds together restrict anybody.
    package enum Ground: Sendable, CaseIterable { case what, with, came, how, rules, sits }

    package var ground: Ground {
        switch self {
        case .lockstep, .block, .payee: .what
        case .infrastructure: .with
        case .arrival: .came
        case .timing: .how
        case .rules: .rules
        case .takeover: .sits
        }
    }

    /// The chance that a ring is real when only this speaks for it, with all of its members.
    package var weight: Double {
        switch self {
        case .lockstep, .payee: 0.75
        case .infrastructure: 0.7
        case .rules, .takeover: 0.6
        case .arrival: 0.5
        case .block: 0.45
        case .timing: 0.3
        }
    }

    package static func < (left: Family, right: Family) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }

    /// 1 − Π (1 − weight · strength) over the grounds, of each ground the strongest family.
    package static func together(_ strengths: [(family: Family, strength: Double)]) -> Double {
        var best: [Ground: Double] = [:]
        for (family, strength) in strengths {
            best[family.ground] = max(best[family.ground] ?? 0, family.weight * strength)
        }
        return 1 - Ground.allCases.reduce(1) { $0 * (1 - (best[$1] ?? 0)) }
    }
}
