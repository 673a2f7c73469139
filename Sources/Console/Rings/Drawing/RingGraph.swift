import Vocabulary

/// What of a ring is drawn: accounts, what they share or whom they pay, and the links between them,
/// within bounds that a person can still look at.
///
/// Where there are more accounts than that, they are taken from the most linked one outwards, along
/// what they share: a part that is whole says more than a few of everywhere. Of values those that
/// most of the drawn accounts have, of each kind in turn.
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
    /// Of the values, those who are paid.
    static let paidMax = 8
    static let tiesMax = 1500

    /// Accounts first, then all else.
    private(set) var nodes: [Node] = []
    private(set) var accountCount = 0
    private(set) var ties: [Tie] = []
    /// What is not drawn.
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
        let accounts = RingGraph.accounts(of: found, ends)
        let values = RingGraph.values(of: found, ends, among: Set(accounts))
        var drawn = [Int?](repeating: nil, count: found.count)
        for place in accounts + values {
            drawn[place] = nodes.count
            nodes.append(found[place])
        }
        accountCount = accounts.count
        accountsLeft = found.count { $0.isAccount } - accounts.count
        valuesLeft = found.count - accountsLeft - nodes.count
        keep(document.links, ends, drawn)
    }

    /// From the most linked account outwards, to its bound.
    private static func accounts(of found: [Node], _ ends: [(Int, Int)]) -> [Int] {
        var near = [[Int]](repeating: [], count: found.count)
        for (from, to) in ends where from != to {
            near[from].append(to)
            near[to].append(from)
        }
        // Members come in the document's order, so the strongest of the equally linked come first.
        let starts = found.indices.filter { found[$0].isAccount }
            .sorted { (found[$1].links, $0) < (found[$0].links, $1) }
        var isSeen = [Bool](repeating: false, count: found.count)
        var line: [Int] = []
        var next = 0
        for start in starts {
            if !isSeen[start] { line.append(start) }
            isSeen[start] = true
            while next < line.count, next < accountsMax {
                // A household's value leads on before a crowd's, and before what acts alike.
                let ways = near[line[next]].filter { !isSeen[$0] && !found[$0].isPaid }.sorted {
                    (found[$0].isAccount ? 1 : 0, found[$0].links, $0)
                        < (found[$1].isAccount ? 1 : 0, found[$1].links, $1)
                }
                for way in ways {
                    for other in (found[way].isAccount ? [way] : near[way])
                    where found[other].isAccount && !isSeen[other] {
                        isSeen[other] = true
                        line.append(other)
                    }
                    isSeen[way] = true
                }
                next += 1
            }
            if line.count >= accountsMax { break }
        }
        return Array(line.prefix(accountsMax))
    }

    /// What two and more of the accounts have, and whom any of them pays.
    private static func values(
        of found: [Node], _ ends: [(Int, Int)], among accounts: Set<Int>
    ) -> [Int] {
        var links = [Int](repeating: 0, count: found.count)
        for (from, to) in ends {
            if accounts.contains(from) { links[to] += 1 }
            if accounts.contains(to) { links[from] += 1 }
        }
        var byKind: [String: [Int]] = [:]
        for place in found.indices
        where !found[place].isAccount && links[place] > (found[place].isPaid ? 0 : 1) {
            byKind[found[place].kind, default: []].append(place)
        }
        let kinds = byKind.keys.sorted()
        for kind in kinds { byKind[kind]?.sort { (links[$1], $0) < (links[$0], $1) } }
        var values: [Int] = []
        var paid = 0
        for turn in 0..<valuesMax {
            for kind in kinds {
                guard let all = byKind[kind], turn < all.count, values.count < valuesMax else {
                    continue
                }
                if found[all[turn]].isPaid {
                    paid += 1
                    if paid > paidMax { continue }
                }
                values.append(all[turn])
            }
        }
        return values
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
