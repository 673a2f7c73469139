/// The parts that stand more than once in a set of programs, each with a place where its value is
/// kept while one row is asked about.
///
/// Trees are put together into one graph without repetition (value numbering: Cocke and Schwartz,
/// 1970); a part that more than one place of the graph leads to is shared. Equal means equal after
/// names are resolved: the same slots, the same overloads, literals of the same bits.
/// Complexity: O(nodes of all programs).
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
    ///     expression count as one. The programs are to be among `programs`.
    package init(of programs: [Program], names: [Int: Program] = [:]) {
        var numbering = Numbering(names: names)
        var numbers: [ObjectIdentifier: [Int]] = [:]
        for program in programs {
            numbers[ObjectIdentifier(program)] = numbering.number(program)
        }
        var uses: [Int: Int] = [:]
        var priced: [Int: Int] = [:]
        var seen: Set<Int> = []
        for program in programs {
            guard let own = numbers[ObjectIdentifier(program)] else { continue }
            let costs = CostModel(program.checked, program.limits).costs
            Self.countUses(
                program.tree.root, program.checked, own, costs, &uses, &priced, seen: &seen)
        }
        var places: [Int: Int32] = [:]
        for number in uses.keys.sorted() {
            guard let count = uses[number], count > 1, let cost = priced[number],
                cost >= Self.costMin
            else { continue }
            places[number] = Int32(places.count)
        }
        self.places = places
        self.numbers = numbers
    }

    /// Where the value of each node of a program is kept; -1 for those that are not shared.
    func places(in program: Program) -> [Int32] {
        (numbers[ObjectIdentifier(program)] ?? []).map { places[$0] ?? -1 }
    }

    /// Counts the edges of the graph that lead to each part; a part met again is not gone into.
    private static func countUses(
        _ id: Expression.ID, _ checked: CheckedTree, _ numbers: [Int], _ costs: [Int],
        _ uses: inout [Int: Int], _ priced: inout [Int: Int], seen: inout Set<Int>
    ) {
        if case .variable = checked.references[id] { return }
        let number = numbers[id]
        if number >= 0 {
            uses[number, default: 0] += 1
            guard seen.insert(number).inserted else { return }
            priced[number] = costs[id]
        }
        for child in checked.tree.children(of: id) {
            countUses(child, checked, numbers, costs, &uses, &priced, seen: &seen)
        }
    }
}

extension Program {
    /// The same program, which takes the values of shared parts from the scratch where another
    /// program has left them for the row.
    package func sharing(_ parts: SharedParts) -> Program {
        var planner = Planner(checked, DiagnosticLog(source: tree.source), limits)
        planner.share(parts.places(in: self), count: parts.count)
        return planner.program()
    }
}

/// Gives equal parts of programs equal numbers.
private struct Numbering {
    /// What a part is, given the numbers of what it is made of.
    private struct Shape: Hashable {
        let label: String
        let parts: [Int]
    }
    private var known: [Shape: Int] = [:]
    private let names: [Int: Program]
    /// The numbers of the programs that slots are names of.
    private var named: [Int: Int] = [:]

    init(names: [Int: Program]) { self.names = names }

    /// By node; -1 for a part that reads a variable bound around it, and for none.
    mutating func number(_ program: Program) -> [Int] {
        var numbers = Array(repeating: -1, count: program.tree.nodes.count)
        var scopes: [String] = []
        _ = number(program.tree.root, program, &scopes, &numbers)
        return numbers
    }

    /// - Returns: the part's number, and the outermost of `scopes` that it reads.
    private mutating func number(
        _ id: Expression.ID, _ program: Program, _ scopes: inout [String], _ numbers: inout [Int]
    ) -> (number: Int, reads: Int) {
        let depth = scopes.count
        var label = label(of: id, program)
        var parts: [Int] = []
        var reads = Int.max
        if label.isEmpty {
            // A variable bound by a macro: known by how many others are bound within it.
            if case .identifier(let name) = program.tree[id].kind,
                let place = scopes.lastIndex(of: name)
            {
                label = "bound \(depth - place)"
                reads = place
            } else {
                label = "unknown \(known.count)"
            }
        } else if case .variable(let variable) = program.checked.references[id] {
            if let alias = alias(of: variable.slot), label.hasPrefix("slot ") {
                numbers[id] = alias
                return (alias, .max)
            }
        } else {
            for (child, bound) in children(of: id, program.tree) {
                scopes.append(contentsOf: bound)
                let below = number(child, program, &scopes, &numbers)
                scopes.removeLast(bound.count)
                parts.append(below.number)
                reads = min(reads, below.reads < depth ? below.reads : .max)
            }
        }
        let shape = Shape(label: label, parts: parts)
        let number = known[shape] ?? known.count
        known[shape] = number
        numbers[id] = reads == .max ? number : -1
        return (number, reads)
    }

    private mutating func alias(of slot: Int) -> Int? {
        guard let program = names[slot] else { return nil }
        if let held = named[slot] { return held }
        let root = number(program)[program.tree.root]
        named[slot] = root
        return root
    }

    /// What the node is besides its children; empty for a variable bound by a macro.
    private func label(of id: Expression.ID, _ program: Program) -> String {
        let kind = program.tree[id].kind
        if case .variable(let variable) = program.checked.references[id] {
            if case .select(_, _, let isTest, let isOptional) = kind, isTest || isOptional {
                return "\(isTest ? "has" : "optional") \(variable.slot)"
            }
            return "slot \(variable.slot)"
        }
        if case .local = program.checked.references[id] { return "" }
        switch kind {
        case .invalid: return "invalid"
        case .literal(.double(let value)): return "double \(value.bitPattern)"
        case .literal(let literal): return "literal \(literal)"
        case .identifier(let name): return program.checked.references[id] == nil ? "" : name
        case .select(_, let field, let isTest, let isOptional):
            return "select \(field) \(isTest) \(isOptional)"
        case .call(_, let name, _): return "call \(name) \(overloads(id, program))"
        case .list(_, let optional): return "list \(optional.sorted())"
        case .map(let entries): return "map \(entries.map(\.isOptional))"
        case .message(let type, let fields): return "message \(type) \(fields.map(\.name))"
        case .comprehension(let it):
            return "\(it.kind) \(it.second != nil) \(it.filter != nil)"
        case .bind: return "bind"
        case .block(let values, _): return "block \(values.count)"
        case .optionalMap(_, _, _, let isFlat): return "optMap \(isFlat)"
        }
    }

    private func overloads(_ id: Expression.ID, _ program: Program) -> String {
        guard case .function(let name, let overloads, let drops) = program.checked.references[id]
        else { return "" }
        return name + " " + overloads.map(\.id).joined(separator: "|") + " \(drops)"
    }

    /// Children with the variables that are bound around each.
    private func children(
        of id: Expression.ID, _ tree: SyntaxTree
    ) -> [(Expression.ID, [String])] {
        switch tree[id].kind {
        case .comprehension(let it):
            let bound = [it.first] + (it.second.map { [$0] } ?? [])
            return [(it.range, [])] + (it.filter.map { [($0, bound)] } ?? [])
                + [(it.body, bound)]
        case .bind(let name, let value, let body): return [(value, []), (body, [name])]
        case .optionalMap(let target, let name, let body, _):
            return [(target, []), (body, [name])]
        case .block(let values, let body):
            let bound = values.indices.map { Parser.blockVariable($0) }
            return values.enumerated().map { ($1, Array(bound[..<$0])) } + [(body, bound)]
        default: return tree.children(of: id).map { ($0, []) }
        }
    }
}
