import Vocabulary

/// What of a ring is drawn: its accounts, what they share or pay, and the links between them, the
/// most linked first, within bounds that a person can still look at.
///
/// O(links · log links + members); made from a document alone, so the same document is always
/// drawn alike.
struct RingGraph {
    /// A thing that links lead to: an account, or a value or a payee that accounts have.
    struct Node {
        /// `account`, `device`, `payee` and so on, as the link names it.
        var kind: String
        var name: String
        /// Links that lead to it, drawn or not.
        var links = 0
        /// The account's place among the members; nil for all else, and for who is no member.
        var member: Int?

        var isAccount: Bool { kind == "account" }
        /// Whether money goes to it.
        var isPaid: Bool { kind == "payee" || kind == "artist" }
    }

    struct Tie {
        /// Places in ``nodes``.
        var from: Int
        var to: Int
        var kind: String
        /// Of the strongest of its kind, above 0, at most 1.
        var share: Double
    }

    static let accountsMax = 160
    static let valuesMax = 60
    static let tiesMax = 1500

    /// Accounts first, then all else; each the most linked first.
    private(set) var nodes: [Node] = []
    private(set) var accountCount = 0
    private(set) var ties: [Tie] = []
    /// What there was no room for.
    private(set) var accountsLeft = 0
    private(set) var valuesLeft = 0
    private(set) var tiesLeft = 0

    init(_ document: RingDocument) {
        var places: [String: Int] = [:]
        var found: [Node] = []
        for (place, member) in document.members.enumerated() {
            let name = "account:" + member.account
            if places[name] != nil { continue }
            places[name] = found.count
            found.append(Node(kind: "account", name: member.account, member: place))
        }
        func place(of name: String) -> Int {
            if let place = places[name] { return place }
            let colon = name.firstIndex(of: ":")
            places[name] = found.count
            found.append(
                Node(
                    kind: colon.map { String(name[..<$0]) } ?? "value",
                    name: colon.map { String(name[name.index(after: $0)...]) } ?? name))
            return found.count - 1
        }
        let ends = document.links.map { (place(of: $0.from), place(of: $0.to)) }
        for (from, to) in ends where from != to {
            found[from].links += 1
            found[to].links += 1
        }
        let drawn = choose(found)
        keep(document.links, ends, drawn)
    }

    /// Fills ``nodes``.
    ///
    /// - Returns: by place among all: its place in ``nodes``; nil for what is not drawn.
    private mutating func choose(_ found: [Node]) -> [Int?] {
        // Members come in the document's order, so the strongest of the equally linked come first.
        func ranked(_ isAccount: Bool) -> [Int] {
            found.indices.filter { found[$0].isAccount == isAccount }
                .sorted { (found[$1].links, $0) < (found[$0].links, $1) }
        }
        let accounts = ranked(true)
        let values = ranked(false)
        var drawn = [Int?](repeating: nil, count: found.count)
        for place in accounts.prefix(RingGraph.accountsMax) + values.prefix(RingGraph.valuesMax) {
            drawn[place] = nodes.count
            nodes.append(found[place])
        }
        accountCount = min(accounts.count, RingGraph.accountsMax)
        accountsLeft = accounts.count - accountCount
        valuesLeft = max(0, values.count - RingGraph.valuesMax)
        return drawn
    }

    /// Fills ``ties``, the strongest of their kinds first.
    private mutating func keep(
        _ links: [RingDocument.Link], _ ends: [(Int, Int)], _ drawn: [Int?]
    ) {
        var most: [String: Double] = [:]
        for link in links { most[link.kind] = max(most[link.kind] ?? 0, link.weight) }
        var all: [(tie: Tie, place: Int)] = []
        for (place, link) in links.enumerated() {
            guard let from = drawn[ends[place].0], let to = drawn[ends[place].1], from != to
            else { continue }
            let share = (most[link.kind] ?? 0) > 0 ? link.weight / (most[link.kind] ?? 1) : 1
            let tie = Tie(from: from, to: to, kind: link.kind, share: max(0.01, min(1, share)))
            all.append((tie, place))
        }
        all.sort { ($1.tie.share, $0.place) < ($0.tie.share, $1.place) }
        ties = all.prefix(RingGraph.tiesMax).map(\.tie)
        tiesLeft = links.count - ties.count
    }
}
