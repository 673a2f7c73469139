import Toolbox
import Vocabulary

/// What the pages of rings say in words.
enum RingWords {
    /// A family of evidence as a heading.
    static func family(_ family: String) -> String {
        switch family {
        case "lockstep": "The same, at the same times"
        case "block": "The same few things"
        case "payee": "One pocket"
        case "infrastructure": "Shared devices, addresses, instruments"
        case "arrival": "Signed up together"
        case "timing": "Times of a machine"
        case "rules": "The pack's rules"
        case "takeover": "Somebody else's hands"
        default: family
        }
    }

    /// What a member is seen in, behind its name: `u12: signed up together`.
    static func sharing(_ family: String) -> String {
        switch family {
        case "lockstep": "acts when others act"
        case "block": "acts on the same few things"
        case "payee": "pays the same pocket"
        case "infrastructure": "shares devices, addresses or instruments"
        case "arrival": "signed up together with others"
        case "timing": "acts at times of a machine"
        case "rules": "the pack's rules fired"
        case "takeover": "somebody else got into it"
        default: family
        }
    }

    /// A member's role for who does not know the words.
    static func role(_ role: String) -> String {
        switch role {
        case "core": "at its core"
        case "fringe": "at its edge"
        case "hijacked": "somebody's own, got into"
        default: role
        }
    }

    /// What an account is to a ring, or was, as a sentence begins.
    static func sentence(ofRole name: String, isNow: Bool) -> String {
        name == "hijacked"
            ? "Somebody got into this person's account for it"
            : "This account \(isNow ? "is" : "was") \(role(name))"
    }

    /// A ring in a sentence or two.
    static func summary(of ring: RingDocument) -> String {
        var words = count(ring.accounts, "account")
        words += ring.accounts == 1 ? " acts for somebody" : " act as one"
        if ring.hijacked > 0 {
            words += "; \(ring.hijacked.grouped) of them "
            words += ring.hijacked == 1 ? "is somebody's own" : "are people's own"
            words += " that somebody else got into"
        }
        words += ". \(count(ring.plays, "play")) "
        words += ring.plays == 1 ? "is artificial" : "are artificial"
        return words + "; \(ring.earningPlays.grouped) of them earned."
    }

    /// What the picture of the links shows.
    static func picture(_ graph: RingGraph, _ layout: RingLayout) -> String {
        let values = graph.accountCount..<graph.nodes.count
        let paid = values.filter { graph.nodes[$0].isPaid }
        let outside = values.count { layout.isOutside[$0] }
        var parts = [
            "On the circle \(count(graph.accountCount, "account")), whoever shares most beside "
                + "each other."
        ]
        if let most = paid.max(by: {
            (graph.nodes[$0].links, $1) < (graph.nodes[$1].links, $0)
        }) {
            let node = graph.nodes[most]
            parts.append(
                "Within it \(count(paid.count, "payee")), \(node.name) with the most links, "
                    + "\(node.links.grouped) in all.")
        }
        if layout.insideCount > 0 {
            parts.append(
                "Within it too, amid their accounts, "
                    + "\(count(layout.insideCount, "value")) that many share.")
        }
        if outside > 0 {
            parts.append("Outside of it \(count(outside, "value")) that neighbours share.")
        }
        parts.append("Wider lines are more matches or plays.")
        let left = [
            (graph.accountsLeft, "account"), (graph.valuesLeft, "value"), (graph.tiesLeft, "link"),
        ].filter { $0.0 > 0 }.map { count($0.0, $0.1) }
        if !left.isEmpty {
            parts.append(
                "Not drawn are \(left.joined(separator: ", ")): they tie nobody here, or there is "
                    + "no room.")
        }
        return parts.joined(separator: " ")
    }

    /// `1 account`, `2,000 accounts`.
    static func count(_ number: Int, _ what: String) -> String {
        "\(number.grouped) \(what)\(number == 1 ? "" : "s")"
    }

    /// At most `length` characters; what is left out is told by a mark in the middle, since names
    /// differ at their ends.
    static func shortened(_ name: String, to length: Int) -> String {
        guard name.count > length else { return name }
        let half = (length - 1) / 2
        return "\(name.prefix(length - 1 - half))…\(name.suffix(half))"
    }

    /// The date, UTC.
    static func day(_ milliseconds: Int64) -> String {
        String(CivilTime(milliseconds: milliseconds).rfc3339.prefix(10))
    }

    /// Date and minute, UTC.
    static func minute(_ milliseconds: Int64) -> String {
        String(
            CivilTime(milliseconds: milliseconds).rfc3339.prefix(16).map { $0 == "T" ? " " : $0 })
    }

    /// A chance as people read it everywhere: `96.7 %`.
    static func score(_ score: Double) -> String {
        score.isFinite ? Counted.share(max(0, min(1, score))) : "–"
    }

    /// A weight as rules are written: `0.4`.
    static func weight(_ weight: Double) -> String {
        let hundredths = Int((weight * 100).rounded())
        let digits =
            hundredths % 10 == 0 ? "\(hundredths % 100 / 10)" : Moment.two(hundredths % 100)
        return "\(hundredths / 100).\(digits)"
    }
}
