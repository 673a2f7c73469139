// Comprehensions. Each step is charged, so no expression outruns its limit.

extension Machine {
    /// Puts step `index` of the range in the loop's variables; false when no step is left to spend.
    @inline(__always)
    private func enter(_ index: Int, _ range: Value, _ loop: Loop) -> Bool {
        Self.put(index, of: range, in: frame.pointee.locals + Int(loop.place), loop)
        return scratch.charge(Int(loop.price))
    }

    /// Sets a loop's variables, which start at `place`, for one step.
    @inline(__always)
    static func put(
        _ index: Int, of range: Value, in place: UnsafeMutablePointer<Value>, _ loop: Loop
    ) {
        if loop.hasSecond {
            if range.kind == .list {
                place[0] = .int(Int64(index))
                place[1] = range.elements[index]
            } else {
                place[0] = range.elements[index]
                place[1] = range.elements[range.count + index]
            }
        } else {
            place[0] = range.elements[index]
        }
    }

    func loop(_ node: UnsafePointer<Node>) -> Value {
        let loop = frame.pointee.loops[Int(node.pointee.a)]
        let range = operand(loop.range)
        guard range.kind == .list || range.kind == .map else {
            if range.isError { return range }
            return .error(.noSuchOverload, "a macro walks a list or a map")
        }
        switch loop.shape {
        case .exists, .all: return quantify(loop, range)
        case .existsOne: return existsOne(loop, range)
        case .filter: return filter(loop, range)
        case .list: return transformList(loop, range)
        case .map: return transformMap(loop, range)
        case .entries: return transformEntries(loop, range)
        case .sort: return sortBy(loop, range)
        }
    }

    /// `exists` stops at the first true, `all` at the first false; errors count only if none is.
    private func quantify(_ loop: Loop, _ range: Value) -> Value {
        let decisive = loop.shape == .exists
        var failure = Value.bool(!decisive)
        for index in 0..<range.count {
            guard enter(index, range, loop) else { return .iterationLimit }
            let value = operand(loop.body)
            if value.kind == .bool {
                if value.asBool == decisive { return value }
            } else if failure.kind == .bool {
                failure = value.isError ? value : .error(.noSuchOverload, "this wants a bool")
            }
        }
        return failure
    }

    private func existsOne(_ loop: Loop, _ range: Value) -> Value {
        var found = 0
        for index in 0..<range.count {
            guard enter(index, range, loop) else { return .iterationLimit }
            let value = operand(loop.body)
            guard value.kind == .bool else { return Self.notBool(value) }
            if value.asBool { found += 1 }
        }
        return .bool(found == 1)
    }

    private static func notBool(_ value: Value) -> Value {
        value.isError ? value : .error(.noSuchOverload, "this wants a bool")
    }

    private func filter(_ loop: Loop, _ range: Value) -> Value {
        guard let place = arena.values(range.count) else { return .memoryLimit }
        var filled = 0
        for index in 0..<range.count {
            guard enter(index, range, loop) else { return .iterationLimit }
            let value = operand(loop.body)
            guard value.kind == .bool else { return Self.notBool(value) }
            if value.asBool {
                place[filled] = range.elements[index]
                filled += 1
            }
        }
        return .list(place, count: filled)
    }

    /// Whether the loop's filter, if it has one, keeps the present step; an error if it fails.
    @inline(__always)
    private func keeps(_ loop: Loop) -> Value {
        if loop.filter < 0 { return .bool(true) }
        let value = operand(loop.filter)
        return value.kind == .bool ? value : Self.notBool(value)
    }

    private func transformList(_ loop: Loop, _ range: Value) -> Value {
        guard let place = arena.values(range.count) else { return .memoryLimit }
        var filled = 0
        for index in 0..<range.count {
            guard enter(index, range, loop) else { return .iterationLimit }
            let kept = keeps(loop)
            if kept.isError { return kept }
            guard kept.asBool else { continue }
            let value = operand(loop.body)
            if value.isError { return value }
            place[filled] = value
            filled += 1
        }
        return .list(place, count: filled)
    }

    private func transformMap(_ loop: Loop, _ range: Value) -> Value {
        let capacity = range.count
        guard let place = arena.values(capacity * 2) else { return .memoryLimit }
        var filled = 0
        for index in 0..<capacity {
            guard enter(index, range, loop) else { return .iterationLimit }
            let kept = keeps(loop)
            if kept.isError { return kept }
            guard kept.asBool else { continue }
            let value = operand(loop.body)
            if value.isError { return value }
            place[filled] = frame.pointee.locals[Int(loop.place)]
            place[capacity + filled] = value
            filled += 1
        }
        return finishMap(place, capacity: capacity, count: filled)
    }

    private func transformEntries(_ loop: Loop, _ range: Value) -> Value {
        var keys: [Value] = []
        var values: [Value] = []
        for index in 0..<range.count {
            guard enter(index, range, loop) else { return .iterationLimit }
            let kept = keeps(loop)
            if kept.isError { return kept }
            guard kept.asBool else { continue }
            let entries = operand(loop.body)
            guard entries.kind == .map else {
                return entries.isError ? entries : .error(.noSuchOverload, "this wants a map")
            }
            for entry in 0..<entries.count {
                guard scratch.charge(1) else { return .iterationLimit }
                keys.append(entries.elements[entry])
                values.append(entries.elements[entries.count + entry])
            }
        }
        guard let place = arena.values(keys.count * 2) else { return .memoryLimit }
        for index in keys.indices {
            place[index] = keys[index]
            place[keys.count + index] = values[index]
        }
        return finishMap(place, capacity: keys.count, count: keys.count)
    }

    private func sortBy(_ loop: Loop, _ range: Value) -> Value {
        guard let place = arena.values(range.count) else { return .memoryLimit }
        for index in 0..<range.count {
            guard enter(index, range, loop) else { return .iterationLimit }
            place[index] = operand(loop.body)
            if place[index].isError { return place[index] }
        }
        let items = range.kind == .list ? range : .list(range.elements, count: range.count)
        return Sorting.sorted(items, by: .list(place, count: range.count), scratch)
    }
}

/// Stable sorting of lists whose keys have an order between them.
enum Sorting {
    /// The items in the order of the keys beside them; an error when two keys have no order.
    static func sorted(_ items: Value, by keys: Value, _ scratch: Scratch) -> Value {
        let count = items.count
        guard count > 0 else { return items }
        guard scratch.charge(count) else { return .iterationLimit }
        for index in 0..<count where keys.items[index].kind != keys.items[0].kind {
            return .error(.noSuchOverload, "only values of one type can be sorted")
        }
        guard keys.items[0].compared(keys.items[0]) != .incomparable else {
            return .error(.noSuchOverload, "these values have no order between them")
        }
        guard affordsComparing(keys, scratch) else { return .iterationLimit }
        guard let place = scratch.arena.values(count) else { return .memoryLimit }
        let order = (0..<count).sorted { one, other in
            switch keys.items[one].compared(keys.items[other]) {
            case .less: true
            case .greater: false
            default: one < other
            }
        }
        for (index, from) in order.enumerated() { place[index] = items.items[from] }
        return .list(place, count: count)
    }

    /// Charges for reading long keys as often as a sort does.
    private static func affordsComparing(_ keys: Value, _ scratch: Scratch) -> Bool {
        let rounds = Int.bitWidth - keys.count.leadingZeroBitCount
        return keys.items.allSatisfy { key in
            key.readingSteps == 0 || scratch.charge(key.readingSteps * rounds)
        }
    }
}
