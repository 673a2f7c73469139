/// What one part of an expression came to, for explaining a decision.
package struct Trace: Sendable {
    /// What evaluating the part came to.
    package enum Outcome: Sendable, Equatable {
        /// The value as an author would write it, cut to ``valueCharactersMax``.
        case value(String)
        /// What went wrong, in words.
        case error(String)
        /// Not evaluated, because what came before it had decided the matter.
        case skipped
    }

    /// Long values are cut to this many characters.
    package static let valueCharactersMax = 200
    /// Comprehensions are shown for this many steps.
    package static let stepsMax = 10
    /// Beyond this many parts the rest are left out.
    package static let partsMax = 2_000

    /// The place in the source.
    package let range: SourceRange
    /// The source at that place; for a step of a comprehension, its variable and value.
    package let text: String
    /// What the part came to for this row.
    package let outcome: Outcome
    /// The parts it was computed from, in the order written.
    package let children: [Trace]
}

extension Program {
    /// The value of every part of the expression for one row of slots.
    ///
    /// Evaluates each part anew, so it costs the size of the tree times its depth: for explaining
    /// one decision, not for making many.
    package func trace(_ slots: UnsafePointer<Value>, _ scratch: Scratch) -> Trace {
        var tracer = Tracer(program: self, slots: slots, scratch: scratch)
        return tracer.trace(tree.root)
    }
}

private struct Tracer {
    let program: Program
    let slots: UnsafePointer<Value>
    let scratch: Scratch
    private var partsLeft = Trace.partsMax
    /// Steps of comprehensions that all evaluations together may still take.
    private var stepsLeft: Int

    init(program: Program, slots: UnsafePointer<Value>, scratch: Scratch) {
        self.program = program
        self.slots = slots
        self.scratch = scratch
        stepsLeft = program.stepsMax * 4
    }

    private var tree: SyntaxTree { program.tree }

    mutating func trace(_ id: Expression.ID) -> Trace {
        let planned = program.nodeOf[id]
        guard planned >= 0 else { return skipped(id) }
        partsLeft -= 1
        let value = value(id)
        let text = tree.text(of: id)
        // What a macro put between the parts as written is left out.
        let children = children(of: id, planned).flatMap { child in
            child.range == tree[id].range && child.text == text ? child.children : [child]
        }
        return Trace(
            range: tree[id].range, text: text, outcome: outcome(value), children: children)
    }

    private func outcome(_ value: Value) -> Trace.Outcome {
        if value.isError { return .error(program.describe(value)) }
        let text = value.rendered(bytesMax: Trace.valueCharactersMax * 4)
        return .value(
            text.count <= Trace.valueCharactersMax
                ? text : text.prefix(Trace.valueCharactersMax) + "…")
    }

    private func skipped(_ id: Expression.ID) -> Trace {
        Trace(range: tree[id].range, text: tree.text(of: id), outcome: .skipped, children: [])
    }

    private mutating func value(_ id: Expression.ID) -> Value {
        guard stepsLeft > 0 else { return .error(.limit, "the steps of explaining") }
        let value = program.evaluate(program.nodeOf[id], slots, scratch)
        stepsLeft -= program.stepsMax - scratch.stepsLeft
        return value
    }

    private mutating func children(of id: Expression.ID, _ planned: Int32) -> [Trace] {
        guard partsLeft > 0, stepsLeft > 0 else { return [] }
        if case .variable = program.checked.references[id] { return [] }
        let node = program.node(behindSharing: planned)
        switch tree[id].kind {
        case .invalid, .literal, .identifier: return []
        case .call(nil, "_&&_", _): return logic(chain(id, "_&&_"), decisive: false)
        case .call(nil, "_||_", _): return logic(chain(id, "_||_"), decisive: true)
        case .call(nil, "_?_:_", let parts): return conditional(parts)
        case .call(let target, _, let arguments):
            var shown = arguments
            if case .function(_, _, false) = program.checked.references[id], let target {
                shown.insert(target, at: 0)
            }
            return traced(shown)
        case .comprehension(let it): return steps(it, node)
        case .bind(let name, let bound, let body):
            guard node.opcode == .bind else { return traced([bound]) }
            let first = trace(bound)
            scratch.frame[Int(node.c)] = value(bound)
            // A name that a macro made is no one's.
            if name == Parser.betweenVariable { return [first, trace(body)] }
            return [renamed(first, name + " = " + first.text), trace(body)]
        case .block(let values, let body):
            guard node.opcode == .block else { return [] }
            var shown: [Trace] = []
            for (index, part) in values.enumerated() {
                shown.append(trace(part))
                scratch.frame[Int(node.c) + index] = value(part)
            }
            return shown + [trace(body)]
        case .optionalMap(let target, _, let body, _):
            let found = value(target)
            guard node.opcode == .optionalMap || node.opcode == .optionalFlatMap,
                found.kind == .optional, found.tag == 1
            else { return [trace(target), skipped(body)] }
            let first = trace(target)
            scratch.frame[Int(node.c)] = found.elements[0]
            return [first, trace(body)]
        case .select, .list, .map, .message: return traced(tree.children(of: id))
        }
    }

    private mutating func traced(_ ids: [Expression.ID]) -> [Trace] {
        ids.filter { id in
            if case .literal = tree[id].kind { return false }
            // A macro's own name for a value that is shown beside it.
            if case .identifier(let name) = tree[id].kind, name == Parser.betweenVariable {
                return false
            }
            // A value of a host's own type, such as a list, says nothing to people.
            if case .opaque(let name, _) = program.checked.types[id], !name.hasPrefix("net.") {
                return false
            }
            return program.nodeOf[id] >= 0
        }.map { trace($0) }
    }

    private func renamed(_ trace: Trace, _ text: String) -> Trace {
        Trace(range: trace.range, text: text, outcome: trace.outcome, children: trace.children)
    }

    /// The parts that one operator joins, as written: `a && b && c` has three.
    private func chain(_ id: Expression.ID, _ name: String) -> [Expression.ID] {
        guard case .call(nil, name, let sides) = tree[id].kind else { return [id] }
        return sides.flatMap { chain($0, name) }
    }

    /// Parts up to the one that decides; those behind it were not needed.
    private mutating func logic(_ parts: [Expression.ID], decisive: Bool) -> [Trace] {
        var isDecided = false
        return parts.map { part in
            if isDecided { return skipped(part) }
            let value = value(part)
            isDecided = value.kind == .bool && value.asBool == decisive
            return trace(part)
        }
    }

    private mutating func conditional(_ parts: [Expression.ID]) -> [Trace] {
        let condition = value(parts[0])
        guard condition.kind == .bool else {
            return [trace(parts[0]), skipped(parts[1]), skipped(parts[2])]
        }
        return [
            trace(parts[0]), condition.asBool ? trace(parts[1]) : skipped(parts[1]),
            condition.asBool ? skipped(parts[2]) : trace(parts[2]),
        ]
    }

    /// The range, and then the body for each of the first steps.
    private mutating func steps(_ it: Expression.Comprehension, _ node: Node) -> [Trace] {
        let range = trace(it.range)
        guard node.opcode == .loop else { return [range] }
        let loop = program.loop(node.a)
        let items = value(it.range)
        guard items.kind == .list || items.kind == .map else { return [range] }
        var shown = [range]
        for index in 0..<min(items.count, Trace.stepsMax) where partsLeft > 0 {
            Machine.put(index, of: items, in: scratch.frame + Int(loop.place), loop)
            let body = trace(it.body)
            let first = scratch.frame[Int(loop.place)].rendered(
                bytesMax: Trace.valueCharactersMax * 4)
            var name = "\(it.first) = \(first.prefix(Trace.valueCharactersMax))"
            if let second = it.second {
                let entry = scratch.frame[Int(loop.place) + 1].rendered(
                    bytesMax: Trace.valueCharactersMax * 4)
                name += ", \(second) = \(entry.prefix(Trace.valueCharactersMax))"
            }
            shown.append(
                Trace(
                    range: body.range, text: name, outcome: Self.outcome(body.outcome, it.kind),
                    children: [body]))
        }
        return shown
    }

    /// Of a step whose body is a condition: whether the element fits it.
    private static func outcome(
        _ body: Trace.Outcome, _ kind: Expression.Comprehension.Kind
    ) -> Trace.Outcome {
        switch (kind, body) {
        case (.all, .value(let text)), (.exists, .value(let text)),
            (.existsOne, .value(let text)), (.filter, .value(let text)):
            text == "true" ? .value("fits") : text == "false" ? .value("does not fit") : body
        default: body
        }
    }
}
