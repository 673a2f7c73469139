import Enforcements
import Vocabulary

/// What the force graph draws: members, what they share and whom they pay, within bounds that a
/// browser still moves smoothly. O(members + links · log links).
///
/// It has no places: the browser lays it out from places that follow from the order here, so the
/// same ring looks the same each time.
struct RingNetwork: Encodable {
    struct Node: Encodable {
        /// `account:u1`, as links name it.
        let id: String
        let kind: String
        let name: String
        /// `core`, `fringe`, `hijacked`; nil for what is no member.
        let role: String?
        /// What detection says should be done; nil for what is no member.
        let action: String?
        /// The strongest measure in force; nil for none.
        let measure: String?
        let strength: Double?
        let plays: Int?
        let artificial: Int?
        /// Links that lead to it, drawn or not.
        let links: Int
    }

    struct Link: Encodable {
        /// Places in `nodes`.
        let from: Int
        let to: Int
        let kind: Int
        /// Of the strongest of its kind, 0...1.
        let share: Double
    }

    static let accountsMax = 3000
    static let valuesMax = 1000
    static let linksMax = 12_000

    let ring: String
    let nodes: [Node]
    let links: [Link]
    /// Kinds of links by place, and how many links each has in the ring's document.
    let kinds: [String]
    let counts: [Int]
    let accountsLeft: Int
    let valuesLeft: Int
    let linksLeft: Int

    init(
        _ ring: RingDocument, measures: [String: EnforcementMeasure], _ masking: Masking
    ) {
        self.ring = ring.ring
        var degree: [String: Int] = [:]
        for link in ring.links where link.from != link.to {
            degree[link.from, default: 0] += 1
            degree[link.to, default: 0] += 1
        }
        var place: [String: Int] = [:]
        var nodes: [Node] = []
        for member in ring.members.prefix(RingNetwork.accountsMax) {
            let id = "account:" + member.account
            guard place[id] == nil else { continue }
            place[id] = nodes.count
            nodes.append(Node(member, measures[member.account], degree[id] ?? 0, masking))
        }
        let known = Set(ring.members.map { "account:" + $0.account })
        let values = degree.filter { !known.contains($0.key) }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (id, links) in values.prefix(RingNetwork.valuesMax) {
            place[id] = nodes.count
            nodes.append(Node(value: id, links, masking))
        }
        (accountsLeft, valuesLeft) = (
            known.count - min(known.count, RingNetwork.accountsMax),
            max(0, values.count - RingNetwork.valuesMax)
        )
        let kinds = Array(Set(ring.links.map(\.kind))).sorted()
        self.kinds = kinds
        counts = kinds.map { kind in ring.links.count { $0.kind == kind } }
        links = RingNetwork.links(ring.links, place, kinds)
        linksLeft = ring.links.count - links.count
        self.nodes = nodes
    }

    /// The strongest of each kind in turn, so that no kind pushes out another.
    private static func links(
        _ all: [RingDocument.Link], _ place: [String: Int], _ kinds: [String]
    ) -> [Link] {
        var byKind: [[Link]] = []
        for (number, kind) in kinds.enumerated() {
            let own = all.filter { $0.kind == kind }
            let most = own.map(\.weight).max() ?? 0
            byKind.append(
                own.compactMap { link -> Link? in
                    guard let from = place[link.from], let to = place[link.to], from != to else {
                        return nil
                    }
                    let share = most > 0 ? max(0.01, min(1, link.weight / most)) : 1
                    return Link(
                        from: from, to: to, kind: number,
                        share: (share * 1000).rounded() / 1000)
                }.sorted { ($1.share, $0.from, $0.to) < ($0.share, $1.from, $1.to) })
        }
        var left = linksMax
        var found: [Link] = []
        for (done, own) in byKind.sorted(by: { $0.count < $1.count }).enumerated() {
            let kept = own.prefix(left / (byKind.count - done))
            found += kept
            left -= kept.count
        }
        return found
    }

    /// The strongest measure in force by account, of the members that are drawn.
    static func measures(
        of members: [RingDocument.Member], in tables: any EnforcementTables
    ) throws -> [String: EnforcementMeasure] {
        var measures: [String: EnforcementMeasure] = [:]
        for member in members.prefix(accountsMax) {
            measures[member.account] = try RingMembers.measures(of: member.account, in: tables)
                .first
        }
        return measures
    }
}

extension RingNetwork.Node {
    init(
        _ member: RingDocument.Member, _ measure: EnforcementMeasure?, _ links: Int,
        _ masking: Masking
    ) {
        name = masking.name(member.account)
        (kind, id) = ("account", "account:" + name)
        (role, action, self.measure) = (member.role, member.action, measure?.rawValue)
        (strength, plays, artificial) = (member.strength, member.plays, member.artificial)
        self.links = links
    }

    init(value text: String, _ links: Int, _ masking: Masking) {
        let colon = text.firstIndex(of: ":")
        kind = colon.map { String(text[..<$0]) } ?? "value"
        let written = colon.map { String(text[text.index(after: $0)...]) } ?? text
        name = ["payee", "artist"].contains(kind) ? written : masking.name(written)
        id = "\(kind):\(name)"
        (role, action, measure, strength, plays, artificial) = (nil, nil, nil, nil, nil, nil)
        self.links = links
    }
}
