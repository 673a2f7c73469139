/// The parts that stand more than once in a set of programs, each with a place where its value is
/// kept while one row is asked about.
///
/// Trees are put together into one graph without repetition (see ``Shapes``); a part that more than
/// one place of the graph leads to is shared. Complexity: O(nodes of all programs).
package struct SharedParts: Sendable {
    /// Cheaper parts are computed anew: asking whether a value is kept costs about as much.
    static let costMin = 3

    /// By the number of the part: where its value is kept.
    let places: [Int: Int32]
    private let numbers: [ObjectIdentifier: [Int]]

    /// The parts that are shared.
    package var count: Int { places.count }

    /// - Parameters:
    ///   - programs: all that are asked about a row, in any order.
    ///   - names: slots that only give a name to the value of a program, so that two names for one
    ///     expression count as one. A name may stand in the programs of later slots.
    package init(of programs: [Program], names: [Int: Program] = [:]) {
        guard let first = programs.first else {
            places = [:]
            numbers = [:]
            return
        }
        var shapes = Shapes(first.checked)
        for (slot, program) in names.sorted(by: { $0.key < $1.key }) {
            shapes.visit(tree: program.checked)
            shapes.name(slot: slot)
        }
        var numbers: [ObjectIdentifier: [Int]] = [:]
        var count = Count()
        for program in programs {
            shapes.visit(tree: program.checked)
            let closed = program.tree.nodes.indices.map {
                shapes.isClosed($0) ? shapes.keys[$0] : -1
            }
            numbers[ObjectIdentifier(program)] = closed
            count.add(program, closed)
        }
        let shared = count.uses.filter { number, uses in
            uses > 1 && count.costs[number, default: 0] >= Self.costMin
        }
        places = Dictionary(
            uniqueKeysWithValues: shared.keys.sorted().enumerated().map { ($1, Int32($0)) })
        self.numbers = numbers
    }

    /// Where the value of each node of a program is kept; -1 for those that are not shared.
    func places(in program: Program) -> [Int32] {
        (numbers[ObjectIdentifier(program)] ?? []).map { places[$0] ?? -1 }
    }

    /// How many edges of the graph lead to each part, and what the part costs.
    private struct Count {
        private(set) var uses: [Int: Int] = [:]
        private(set) var costs: [Int: Int] = [:]

        mutating func add(_ program: Program, _ numbers: [Int]) {
            let prices = CostModel(program.checked, program.limits).costs
            add(program.tree.root, program.checked, numbers, prices)
        }

        /// A part met again is not gone into.
        private mutating func add(
            _ id: Expression.ID, _ checked: CheckedTree, _ numbers: [Int], _ prices: [Int]
        ) {
            if case .variable = checked.references[id] { return }
            let number = numbers[id]
            switch checked.tree[id].kind {
            // Reading a name computes nothing, and naming a value is what its body is.
            case .identifier: return
            case .bind, .block: break
            default:
                guard number >= 0 else { break }
                uses[number, default: 0] += 1
                if costs.updateValue(prices[id], forKey: number) != nil { return }
            }
            for child in checked.tree.children(of: id) { add(child, checked, numbers, prices) }
        }
    }
}

extension Program {
    /// The same program, which takes the values of shared parts from the scratch where another
    /// program has left them for the row.
    package func sharing(_ parts: SharedParts) -> Program {
        let places = parts.places(in: self)
        guard places.contains(where: { $0 >= 0 }) else { return self }
        var planner = Planner(checked, DiagnosticLog(source: tree.source), limits)
        planner.share(places, count: parts.count)
        return planner.program()
    }
}
